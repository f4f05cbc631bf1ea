/**
 * What every repair of Prisma code is tested for: its exact text, and that the text parses, compiles against Prisma's call shapes,
 * keeps every comment and is silent under the same rule.
 */
import * as parser from '@typescript-eslint/parser';
import { RuleTester } from '@typescript-eslint/rule-tester';
import { Linter, type Rule } from 'eslint';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { rules } from '../../src/rules.generated.js';
import { stubs } from './prisma-stubs.js';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;

/** A race that is found once, and what is offered. */
export interface RepairCase {
  readonly name: string;
  readonly code: string;
  /** the code after each suggestion */
  readonly outputs: readonly string[];
  /** what the message says when nothing is offered */
  readonly refusal?: RegExp;
  readonly filename?: string;
}

const linter = new Linter();
const source = (text: string): string => text.replace(/^\n/, '');

const lint = (name: string, code: string, filename: string): readonly Linter.LintMessage[] =>
  linter.verify(code, [{ files: ['**'], languageOptions: { parser }, plugins: { own: { rules: { [name]: rules[name] as unknown as Rule.RuleModule } } }, rules: { [`own/${name}`]: 'error' } }], { filename });

const comments = (code: string): readonly string[] => parser.parseForESLint(code, { comment: true }).ast.comments.map(({ value }) => value.trim());

/** Runs the cases of one rule. */
export const testRepairs = (name: string, cases: readonly RepairCase[]): void => {
  const rule = rules[name];
  if (!rule) throw new TypeError(`no rule ${name}`);
  const invalid = cases.map(({ name: title, code, outputs, filename }) => ({
    name: title,
    code: source(code),
    ...(filename === undefined ? {} : { filename }),
    errors: [{ messageId: 'race' as const, suggestions: outputs.length === 0 ? null : outputs.map((output) => ({ messageId: 'repair' as const, output: source(output) })) }],
  }));
  new RuleTester().run(name, rule, { valid: [], invalid });

  describe.each(cases.filter(({ refusal }) => refusal !== undefined))('$name', ({ code, refusal, filename }) => {
    it('says why nothing is offered, and what to do', () => {
      const [message] = lint(name, source(code), filename ?? 'src/file.ts');
      expect(message?.message).toMatch(refusal ?? /$^/);
      expect(message?.message).toMatch(/\.$/);
    });
  });

  describe.each(cases.flatMap(({ name: title, code, outputs, filename }) => outputs.map((output, index) => ({ title: `${title} (${String(index + 1)})`, code: source(code), output: source(output), filename: filename ?? 'src/file.ts' }))))('$title', ({ code, output, filename }) => {
    it('parses and is silent under the rule', () => {
      expect(lint(name, output, filename)).toEqual([]);
    });

    it('keeps every comment', () => {
      expect(comments(output)).toEqual(expect.arrayContaining([...comments(code)]));
    });
  });

  it('compiles', { timeout: 120_000 }, () => {
    const texts = cases.filter(({ filename }) => filename === undefined).flatMap(({ code, outputs }) => [code, ...outputs].map(source));
    expect(compile(texts)).toEqual([]);
  });
};

/** The errors of the texts, each a file of its own beside the stubs. */
const compile = (texts: readonly string[]): readonly string[] => {
  const files = new Map(texts.map((text, index) => [`/src/case${String(index)}.ts`, text]));
  for (const [path, text] of Object.entries(stubs)) files.set(path, text);
  const options: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] };
  const host = ts.createCompilerHost(options);
  host.fileExists = (path) => files.has(path) || ts.sys.fileExists(path);
  host.readFile = (path) => files.get(path) ?? ts.sys.readFile(path);
  host.directoryExists = () => true;
  host.realpath = (path) => path;
  host.getSourceFile = (path, version) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
    return `${ts.flattenDiagnosticMessageText(messageText, '\n')}\n${file?.text.split('\n').slice(Math.max(0, line - 2), line + 2).join('\n') ?? ''}`;
  });
};
