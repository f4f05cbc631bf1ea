/** Type-checks files of a project as `tsc --strict` does, with the data layer's own types. */
import ts from 'typescript';

const options: ts.CompilerOptions = {
  strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true, skipLibCheck: true,
  experimentalDecorators: true, types: ['node'],
};

/** The errors in some files, with the place of each. */
export const typeErrors = (files: readonly string[]): readonly string[] => {
  const program = ts.createProgram([...files], options);
  return files.flatMap((name) => {
    const file = program.getSourceFile(name);
    if (!file) return [`${name} isn't part of the program`];
    return ts.getPreEmitDiagnostics(program, file).map(({ start, messageText }) => {
      const line = start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
      return `${name}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}\n${file.text.split('\n').slice(Math.max(0, line - 2), line + 2).join('\n')}`;
    });
  });
};
