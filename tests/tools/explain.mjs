/**
 * `npm run explain -- FILE[:LINE] …`: builds the plugin when a source is newer than the build, then prints what the analysis thinks of
 * each file: the model of every function, the candidates and the fate of each.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const entry = join(root, 'dist/src/explain.js');
const built = statSync(entry, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = ['src', 'rules'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, file)));
if (Math.max(...sources.map((file) => statSync(file).mtimeMs)) > built) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'inherit' });
  if (status !== 0 && built === 0) process.exit(status ?? 1);
}
const { explain } = await import(pathToFileURL(entry).href);

const wanted = process.argv.slice(2);
if (wanted.length === 0) {
  console.error('usage: npm run explain -- FILE[:LINE] …');
  process.exitCode = 2;
}
for (const argument of wanted) {
  const [, file, line] = /^(.*?)(?::(\d+))?$/.exec(argument);
  const path = resolve(file);
  const rule = {
    create: (context) => ({
      'Program:exit': () => console.log(explain(context.sourceCode, path, line === undefined ? undefined : Number(line))),
    }),
  };
  const [fatal] = new Linter().verify(readFileSync(path, 'utf8'), [{ files: ['**'], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: /x$/.test(path) } } }, plugins: { explain: { rules: { it: rule } } }, rules: { 'explain/it': 'error' } }], { filename: `input${extname(path)}`, allowInlineConfig: false });
  if (fatal) console.error(`${argument}: ${fatal.message}`);
}
