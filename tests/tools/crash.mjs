/**
 * Looks for exceptions: lints every source file of the folders given with all rules of the built plugin, and fails at the
 * first one that the plugin throws. Suggestions and fixes are computed too, and must still parse.
 *
 *     npm run crash -- FOLDER...
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import plugin from '../../dist/src/index.js';
import { sourceFiles, toolConfig } from './files.mjs';

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: npm run crash -- FOLDER...');
  process.exit(2);
}

const config = [toolConfig(plugin, parser)];
const counts = { files: 0, unparsed: 0, findings: 0, repairs: 0 };
const perRule = new Map();

for (const { cwd, file } of folders.map((folder) => resolve(folder)).flatMap((cwd) => sourceFiles(cwd).map((file) => ({ cwd, file })))) {
  const text = readFileSync(file, 'utf8');
  let messages;
  try {
    messages = new Linter({ configType: 'flat', cwd }).verify(text, config, { filename: file });
  } catch (error) {
    console.error(`\n${file}`);
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  }
  counts.files += 1;
  if (messages.some((message) => message.fatal)) {
    counts.unparsed += 1;
    continue;
  }
  for (const message of messages) {
    if (!message.ruleId?.startsWith('db-race/')) continue;
    counts.findings += 1;
    perRule.set(message.ruleId, (perRule.get(message.ruleId) ?? 0) + 1);
    for (const repair of [message.fix, ...(message.suggestions ?? []).map((one) => one.fix)].filter(Boolean)) {
      counts.repairs += 1;
      requireParses(file, message, text.slice(0, repair.range[0]) + repair.text + text.slice(repair.range[1]));
    }
  }
}

console.log(`${counts.files} files (${counts.unparsed} do not parse), ${counts.findings} findings, ${counts.repairs} repairs, no exception`);
for (const [rule, count] of [...perRule].sort()) console.log(`  ${rule}: ${count}`);

function requireParses(file, message, repaired) {
  try {
    parser.parseForESLint(repaired, { filePath: file, range: true, ecmaFeatures: { jsx: true } });
  } catch (error) {
    console.error(`\n${file}:${message.line}: a repair of ${message.ruleId} does not parse: ${error.message}`);
    process.exit(1);
  }
}
