/**
 * `npm run demo`: lints the example app of tests/demo with the preset `recommended`, as a user would, and prints what is
 * found. Fails when the findings are other ones than those of tests/demo/expected.json.
 *
 *     npm run demo -- --readme    also renews the part of the README that shows them
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { countFindings, formatFindings, shownInReadme } from './format-findings.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const cwd = join(root, 'tests/demo');

const results = await new ESLint({ cwd }).lintFiles(['src']);
const texts = formatFindings(results, cwd);
const all = results.flatMap((result) => result.messages);
const rules = new Set(all.map((message) => message.ruleId)).size;

for (const text of texts.values()) console.log(`\n${text}`);
console.log(`\n${all.length} findings of ${rules} rules in ${texts.size} of ${results.length} files; the methods marked "Safe" stay silent.`);
if (process.argv.includes('--readme')) renewReadme();

const unexpected = differences(countFindings(results, cwd), JSON.parse(readFileSync(join(cwd, 'expected.json'), 'utf8')));
for (const line of unexpected) console.error(line);
process.exitCode = unexpected.length > 0 ? 1 : 0;

/** One line for each file and rule whose count differs. */
function differences(found, expected) {
  const files = [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort();
  return files.flatMap((file) => {
    const names = [...new Set([...Object.keys(found[file] ?? {}), ...Object.keys(expected[file] ?? {})])].sort();
    return names
      .filter((rule) => found[file]?.[rule] !== expected[file]?.[rule])
      .map((rule) => `${file}: ${expected[file]?.[rule] ?? 0} × ${rule} expected, ${found[file]?.[rule] ?? 0} found`);
  });
}

function renewReadme() {
  const path = join(root, 'README.md');
  const text = readFileSync(path, 'utf8');
  const begin = '<!-- begin findings: npm run demo -- --readme -->\n';
  const end = '<!-- end findings -->';
  const shown = shownInReadme.map((file) => texts.get(file)).filter((one) => one !== undefined);
  const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))];
  writeFileSync(path, `${before}\`\`\`text\n${shown.join('\n\n')}\n\`\`\`\n${after}`);
}
