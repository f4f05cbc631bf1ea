/**
 * `npm run demo`: lints the example app of tests/demo with the preset `recommended`, as a user would, and prints what is
 * found. Fails when the findings are other ones than those of tests/demo/expected.json.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const cwd = join(dirname(fileURLToPath(import.meta.url)), '../demo');
const width = 100;

const results = await new ESLint({ cwd }).lintFiles(['src']);
const found = Object.fromEntries(results.filter((result) => result.messages.length > 0).map((result) => [nameOf(result), countsOf(result)]));
const expected = JSON.parse(readFileSync(join(cwd, 'expected.json'), 'utf8'));

for (const result of results) {
  if (result.messages.length === 0) continue;
  console.log(`\n${nameOf(result)}`);
  for (const message of result.messages) print(message);
}
const all = results.flatMap((result) => result.messages);
const rules = new Set(all.map((message) => message.ruleId)).size;
console.log(`\n${all.length} findings of ${rules} rules in ${Object.keys(found).length} of ${results.length} files; the methods marked "Safe" stay silent.`);

const unexpected = differences(found, expected);
for (const line of unexpected) console.error(line);
process.exitCode = unexpected.length > 0 ? 1 : 0;

/** One finding: where, which rule, the message, and what an editor offers. */
function print({ line, column, ruleId, message, fix, suggestions }) {
  console.log(`  ${line}:${column}  ${ruleId ?? 'error'}`);
  for (const text of wrapped(message)) console.log(`      ${text}`);
  if (fix) console.log('      🔧 --fix repairs it');
  for (const { desc } of suggestions ?? []) wrapped(desc).forEach((text, i) => console.log(`      ${i === 0 ? '💡' : '  '} ${text}`));
}

/** A text in lines of at most `width` characters. */
function wrapped(text) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== '' && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function nameOf(result) {
  return relative(cwd, result.filePath).replaceAll('\\', '/');
}

function countsOf(result) {
  const counts = {};
  for (const { ruleId } of result.messages) {
    const rule = ruleId?.replace('db-race/', '') ?? 'error';
    counts[rule] = (counts[rule] ?? 0) + 1;
  }
  return counts;
}

/** One line for each file and rule whose count differs. */
function differences(actual, wanted) {
  const files = [...new Set([...Object.keys(actual), ...Object.keys(wanted)])].sort();
  return files.flatMap((file) => {
    const names = [...new Set([...Object.keys(actual[file] ?? {}), ...Object.keys(wanted[file] ?? {})])].sort();
    return names
      .filter((rule) => actual[file]?.[rule] !== wanted[file]?.[rule])
      .map((rule) => `${file}: ${wanted[file]?.[rule] ?? 0} × ${rule} expected, ${actual[file]?.[rule] ?? 0} found`);
  });
}
