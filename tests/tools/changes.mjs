/**
 * How many true reports carry a change of the code that can be applied, and why the others don't. Lints the files of a list of labelled races, takes the reports
 * within three lines of one, applies each fix and suggestion to the file's text and looks at what comes out.
 *
 *     npm run changes -- LABELS.jsonl TREES [--orm prisma,typeorm] [--rule NAME,…] [--detail]
 *
 * A label is a line of JSON: `repo`, `commit`, `file`, `orm`, `verdict`, `confidence`, `read_line`, `write_line`; `home` (`file` and the lines) where read and write meet in another
 * place; `fixed_by` where the history holds a repair. Trees are folders `owner+name@commit`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import plugin from '../../dist/src/index.js';
import { toolConfig } from './files.mjs';

const { positionals, values: options } = parseArgs({ allowPositionals: true, options: { orm: { type: 'string' }, rule: { type: 'string' }, detail: { type: 'boolean', default: false } } });
const [labelFile, trees] = positionals;
if (!labelFile || !trees) {
  console.error('usage: npm run changes -- LABELS.jsonl TREES [--orm LIST] [--rule LIST] [--detail]');
  process.exit(2);
}

const config = [toolConfig({ ...plugin, configs: { strict: plugin.configs.recommended } }, parser)];
const orms = options.orm?.split(',');
const rules = options.rule?.split(',');
const labels = readFileSync(labelFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line))
  .filter(({ verdict, confidence, orm }) => verdict === 'race' && confidence === 'clear' && (!orms || String(orm).split(/[^\w-]+/).some((one) => orms.includes(one))));

/** The kinds of repair, by what the texts that are put in say; the first that fits. Beside each what histories call it. */
const kinds = [
  { kind: 'row lock', says: /FOR UPDATE|pessimistic_write|setLock/, history: ['for-update', 'row-lock', 're-read-after-lock'] },
  { kind: 'ignoring insert', says: /skipDuplicates|orIgnore|onConflictDoNothing/, history: ['on-conflict'] },
  { kind: 'upsert', says: /upsert|orUpdate|onConflictDoUpdate|ON CONFLICT/i, history: ['on-conflict', 'upsert'] },
  { kind: 'caught violation', says: /P2002|23505|ER_DUP_ENTRY|UniqueConstraint|\bcatch\b/, history: ['catch-unique'] },
  { kind: 'conditional write', says: /\bcount\b|affected/, history: ['conditional-update', 'conditional-update-count', 'conditional-delete-count'] },
  { kind: 'atomic expression', says: /increment|decrement|=>/, history: ['atomic-increment', 'atomic-sql-update'] },
  { kind: 'column left as it is', says: /undefined/, history: [] },
];
const kindOf = (text) => kinds.find(({ says }) => says.test(text)) ?? { kind: 'other', history: [] };

const linters = new Map();
const lintText = (cwd, filename, text) => {
  if (!linters.has(cwd)) linters.set(cwd, new Linter({ configType: 'flat', cwd }));
  return linters.get(cwd).verify(text, config, { filename });
};
const files = new Map();
const lint = ({ repo, commit }, file) => {
  const cwd = resolve(trees, `${repo.replace('/', '+')}@${commit}`);
  const path = join(cwd, file);
  if (!files.has(path)) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    files.set(path, { cwd, path, text, messages: text === '' ? [] : lintText(cwd, path, text).filter(({ ruleId }) => ruleId?.startsWith('db-race/')) });
  }
  return files.get(path);
};

const commentsOf = (text, path) => parser.parseForESLint(text, { filePath: path, comment: true, range: true, ecmaFeatures: { jsx: /x$/.test(path) } }).ast.comments.map(({ value }) => value.trim());

/** What is wrong with a changed text; undefined: nothing is. */
const faultOf = ({ cwd, path, text, messages }, ruleId, fix) => {
  const after = text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
  try {
    const left = commentsOf(after, path);
    if (commentsOf(text, path).some((comment) => !left.includes(comment))) return 'drops a comment';
  } catch (error) {
    return `does not parse: ${error.message}`;
  }
  const count = (list) => list.filter((message) => message.ruleId === ruleId).length;
  return count(lintText(cwd, path, after)) < count(messages) ? undefined : 'is still reported';
};

/** Each report once, with the label that it falls on. */
const reports = new Map();
for (const label of labels) {
  for (const place of [label, label.home].filter(Boolean)) {
    const file = lint(label, place.file);
    for (const message of file.messages) {
      const isNear = [place.write_line, place.read_line].some((line) => line && Math.abs(message.line - line) <= 3);
      if (!isNear || (rules && !rules.includes(message.ruleId.slice('db-race/'.length)))) continue;
      const key = `${file.path}:${message.line}:${message.column}:${message.ruleId}`;
      const known = reports.get(key);
      if (!known || (!known.label.fixed_by && label.fixed_by)) reports.set(key, { label, file, message, place: `${label.repo}@${label.commit.slice(0, 8)} ${place.file}:${message.line}` });
    }
  }
}

const judged = [...reports.values()].map(({ label, file, message, place }) => {
  const changes = [...(message.fix ? [{ fix: message.fix, isFix: true }] : []), ...(message.suggestions ?? []).map(({ fix, desc }) => ({ fix, desc, isFix: false }))].map((change) => ({
    ...change,
    lines: added(file.text, change.fix),
    ...kindOf(`${added(file.text, change.fix).join('\n')} ${change.desc ?? ''}`),
    fault: faultOf(file, message.ruleId, change.fix),
  }));
  return { label, message, place, rule: message.ruleId.slice('db-race/'.length), changes, missingKey: /[Aa]dd `[^`]+` to `/.test(message.message), unknownKey: /[Dd]eclare the key unique/.test(message.message) };
});

/** The lines that a change puts in: those of its text that weren't there. */
function added(text, { range, text: put }) {
  const start = text.lastIndexOf('\n', range[0] - 1) + 1;
  const old = new Set(text.slice(start, text.indexOf('\n', range[1]) + 1 || undefined).split('\n'));
  return `${text.slice(start, range[0])}${put}${text.slice(range[1]).split('\n')[0]}`.split('\n').filter((line) => !old.has(line));
}

const table = (heads, rows) => {
  const widths = heads.map((head, index) => Math.max(...[head, ...rows.map((row) => row[index])].map((cell) => String(cell).length)));
  const line = (cells) => `| ${cells.map((cell, index) => String(cell).padEnd(widths[index])).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};
const percent = (part, all) => (all === 0 ? '-' : `${((100 * part) / all).toFixed(0)}%`);
const ruleNames = [...new Set(judged.map(({ rule }) => rule))].sort();

console.log(
  table(
    ['rule', 'reports', 'with a change', 'fixes', 'prints the missing key', 'key not in view', 'neither', 'share where keys are declared', 'faults'],
    ruleNames.map((rule) => {
      const of = judged.filter((one) => one.rule === rule);
      const changed = of.filter(({ changes }) => changes.length > 0);
      const without = of.filter(({ changes }) => changes.length === 0);
      const missing = without.filter(({ missingKey }) => missingKey).length;
      const unknown = without.filter(({ unknownKey }) => unknownKey).length;
      const faults = of.flatMap(({ changes }) => changes.filter(({ fault }) => fault));
      return [rule, of.length, changed.length, of.filter(({ changes }) => changes.some(({ isFix }) => isFix)).length, missing, unknown, without.length - missing - unknown, percent(changed.length, of.length - missing - unknown), faults.length];
    }),
  ),
);

const history = judged.filter(({ label }) => label.fixed_by);
const sameKind = history.filter(({ label, changes }) => changes.some((change) => change.history.includes(label.fixed_by)));
console.log(`\nRepaired in the history: ${history.length}; a change of the same kind is offered in ${sameKind.length}, another one in ${history.filter((one) => !sameKind.includes(one) && one.changes.length > 0).length}.`);
if (history.length > 0) console.log(table(['rule', 'history', 'offered', 'same kind'], history.map((one) => [one.rule, one.label.fixed_by, one.changes.map(({ kind }) => kind).join(', ') || (one.missingKey ? 'missing key' : 'none'), sameKind.includes(one) ? 'yes' : 'no'])));

const faults = judged.flatMap(({ place, rule, changes }) => changes.filter(({ fault }) => fault).map(({ kind, fault }) => `  ${place} ${rule}, ${kind}: ${fault}`));
if (faults.length > 0) console.log(`\nFaults:\n${faults.join('\n')}`);

// a message ends with its advice and the reason
const reasonOf = (message) => message.split(/(?<=\.) (?=[A-Z])/).slice(1).join(' ');
const without = judged.filter(({ changes }) => changes.length === 0);
console.log(`\nWithout a change:\n${without.map(({ place, rule, message }) => `  ${place} ${rule}\n    ${reasonOf(message.message)}`).join('\n')}`);
if (options.detail) {
  for (const { place, rule, changes } of judged) for (const { kind, desc, isFix, lines } of changes) console.log(`\n${place} ${rule}, ${isFix ? 'fix' : 'suggestion'}, ${kind}: ${desc ?? ''}\n${lines.map((line) => `+ ${line}`).join('\n')}`);
}
process.exitCode = faults.length > 0 ? 1 : 0;
