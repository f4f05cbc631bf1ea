/** What `npm run new:adapter` writes compiles under the project's own settings. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { scaffold } = (await import(new URL('./tools/new-adapter.mjs', import.meta.url).href)) as { readonly scaffold: (id: string) => Readonly<Record<string, string>> };

it('compiles, beside a scenario of the first shape', () => {
  const folder = join(root, 'src/adapters/new-layer');
  const written = new Map(Object.entries(scaffold('new-layer')).map(([path, text]) => [join(folder, path), text]));
  const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), { noEmit: true }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined });
  const options = config?.options ?? {};
  const host = ts.createCompilerHost(options);
  const plain = ts.createCompilerHost(options);
  host.fileExists = (path) => written.has(path) || plain.fileExists(path);
  host.directoryExists = (path) => path === folder || ts.sys.directoryExists(path);
  host.readFile = (path) => written.get(path) ?? plain.readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = written.get(path);
    return text === undefined ? plain.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([join(folder, 'index.ts')], options, host);
  const problems = program
    .getSourceFiles()
    .filter(({ fileName }) => written.has(fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(problems).toEqual([]);
  expect(written.get(join(folder, 'scenarios/create-if-absent.ts'))).toContain('// race: no-check-then-create');
}, 60_000);
