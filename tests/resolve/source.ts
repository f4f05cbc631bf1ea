/** Source codes as rules see them: parsed, scopes made, parents set. */
import * as typescriptParser from '@typescript-eslint/parser';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { Linter, type Rule, type SourceCode } from 'eslint';
import { createResolver } from '../../src/resolve/create-resolver.js';
import type { Resolver } from '../../src/resolve/resolver.js';

export interface SourceOptions {
  readonly jsx?: boolean;
  readonly parser?: 'ts' | 'espree';
  readonly sourceType?: 'module' | 'commonjs' | 'script';
}

/** ESLint's types know ESTree only. */
const asTypescript = (sourceCode: SourceCode): Readonly<TSESLint.SourceCode> => sourceCode as unknown as Readonly<TSESLint.SourceCode>;

export const sourceOf = (code: string, { jsx = false, parser = 'ts', sourceType = 'module' }: SourceOptions = {}): Readonly<TSESLint.SourceCode> => {
  let found: SourceCode | undefined;
  const capture: Rule.RuleModule = {
    create: (context) => {
      found = context.sourceCode;
      return {};
    },
  };
  const messages = new Linter({ configType: 'flat' }).verify(code, [{
    files: ['**/*.{ts,tsx,js}'],
    languageOptions: { sourceType, parserOptions: { ecmaFeatures: { jsx } }, ...(parser === 'ts' ? { parser: typescriptParser } : {}) },
    plugins: { test: { rules: { capture } } },
    rules: { 'test/capture': 'error' },
  }], { filename: parser === 'ts' ? (jsx ? 'file.tsx' : 'file.ts') : 'file.js' });
  const fatal = messages.find((message) => message.fatal === true);
  if (fatal !== undefined || found === undefined) throw new Error(`${fatal?.message ?? 'not parsed'} in\n${code}`);
  return asTypescript(found);
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** All nodes of a file, in source order. */
export const nodesOf = (sourceCode: Readonly<TSESLint.SourceCode>): readonly TSESTree.Node[] => {
  const nodes: TSESTree.Node[] = [];
  const visit = (node: TSESTree.Node): void => {
    nodes.push(node);
    for (const key of sourceCode.visitorKeys[node.type] ?? []) {
      const child: unknown = Reflect.get(node, key);
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one);
    }
  };
  visit(sourceCode.ast);
  return nodes;
};

export interface Marked {
  readonly at: Resolver;
  /** the argument of the call `$(…)` in the code */
  readonly node: TSESTree.Node;
}

/** A resolver of the code, and the expression that the code marks by `$(…)`. */
export const marked = (code: string, options?: SourceOptions): Marked => {
  const sourceCode = sourceOf(code, options);
  for (const node of nodesOf(sourceCode)) {
    const [argument] = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === '$' ? node.arguments : [];
    if (argument !== undefined) return { at: createResolver(sourceCode, 'file.ts'), node: argument };
  }
  throw new Error(`no $(…) in\n${code}`);
};
