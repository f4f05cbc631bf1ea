/**
 * `npm run explain -- FILE[:LINE]`: builds the plugin when a source is newer than the build, then runs its explain command.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const entry = join(root, 'dist/src/explain.js');
const built = statSync(entry, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = ['src', 'rules'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, file)));
const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));

if (newest > built) run(join(root, 'node_modules/typescript/bin/tsc'), ['-p', root]);
process.exitCode = run(entry, process.argv.slice(2));

function run(script, args) {
  return spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' }).status ?? 1;
}
