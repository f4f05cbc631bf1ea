/** How `npm run demo` and the README print findings. */
import { relative } from 'node:path';

const width = 100;

/** The files whose findings the README shows. */
export const shownInReadme = ['src/users/users.service.ts', 'src/stock/stock.service.ts', 'src/invoices/invoices.service.ts', 'src/coupons/coupons.service.ts'];

/**
 * The findings of a run as text.
 * @param {readonly import('eslint').ESLint.LintResult[]} results
 * @param {string} cwd
 * @returns {Map<string, string>} file → its findings, for files that have some
 */
export function formatFindings(results, cwd) {
  return new Map(
    results
      .filter((result) => result.messages.length > 0)
      .map((result) => [nameOf(result, cwd), [nameOf(result, cwd), ...result.messages.flatMap((message) => linesOf(message))].join('\n')]),
  );
}

/**
 * How often each rule reports in each file.
 * @param {readonly import('eslint').ESLint.LintResult[]} results
 * @param {string} cwd
 * @returns {Record<string, Record<string, number>>}
 */
export function countFindings(results, cwd) {
  /** @type {Record<string, Record<string, number>>} */
  const counts = {};
  for (const result of results) {
    for (const { ruleId } of result.messages) {
      const inFile = (counts[nameOf(result, cwd)] ??= {});
      const rule = ruleId?.replace('db-race/', '') ?? 'error';
      inFile[rule] = (inFile[rule] ?? 0) + 1;
    }
  }
  return counts;
}

/** One finding: where, which rule, the message, and what an editor offers. */
function linesOf({ line, column, ruleId, message, fix, suggestions = [] }) {
  return [
    `  ${line}:${column}  ${ruleId ?? 'error'}`,
    ...wrapped(message).map((text) => `      ${text}`),
    ...(fix ? ['      🔧 --fix repairs it'] : []),
    ...suggestions.flatMap(({ desc }) => wrapped(desc).map((text, i) => `      ${i === 0 ? '💡' : '  '} ${text}`)),
  ];
}

/** A text in lines of at most `width` characters. */
function wrapped(text) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function nameOf(result, cwd) {
  return relative(cwd, result.filePath).replaceAll('\\', '/');
}
