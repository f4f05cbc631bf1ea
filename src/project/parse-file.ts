/**
 * Reads another file of the project as ESLint would read it, without its tokens, comments and type information.
 *
 * By typescript-estree as `@typescript-eslint/utils` brings it along: loaded when the first file is asked for, and guarded, since it
 * throws at load with a TypeScript that it doesn't support. Never throws; a file that doesn't parse is unknown.
 */
import { createRequire } from 'node:module';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

interface Tools {
  readonly parse: (text: string, options: Readonly<Record<string, unknown>>) => TSESTree.Program;
  readonly analyze: (ast: TSESTree.Program, options: { readonly sourceType: 'module'; readonly lib: readonly [] }) => TSESLint.Scope.ScopeManager;
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
}

let loaded: { readonly tools: Tools | undefined } | undefined;

const load = (): Tools | undefined => {
  try {
    const own = createRequire(import.meta.url);
    const utils = createRequire(own.resolve('@typescript-eslint/utils'));
    const { parse } = utils('@typescript-eslint/typescript-estree') as Pick<Tools, 'parse'>;
    const { analyze } = utils('@typescript-eslint/scope-manager') as Pick<Tools, 'analyze'>;
    const { visitorKeys } = createRequire(utils.resolve('@typescript-eslint/typescript-estree'))('@typescript-eslint/visitor-keys') as Pick<Tools, 'visitorKeys'>;
    return { parse, analyze, visitorKeys };
  } catch {
    return undefined;
  }
};

/** Gives every node its parent, as ESLint does while it lints. */
const linkParents = (program: TSESTree.Program, visitorKeys: Tools['visitorKeys']): void => {
  const stack: TSESTree.Node[] = [program];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(child)) {
        for (const item of child as unknown[]) if (isNode(item)) adopt(item, node, stack);
      } else if (isNode(child)) adopt(child, node, stack);
    }
  }
};

const adopt = (child: TSESTree.Node, parent: TSESTree.Node, stack: TSESTree.Node[]): void => {
  (child as { parent: TSESTree.Node }).parent = parent;
  stack.push(child);
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value;

/**
 * Parses a text.
 * @param path decides by its ending whether JSX is allowed
 * @returns what the analysis uses of a SourceCode: `ast` with parents, `text`, `getText`, `scopeManager`, `visitorKeys`; there are no tokens and comments
 */
export const parseFile = (text: string, path: string): Readonly<TSESLint.SourceCode> | undefined => {
  loaded ??= { tools: load() };
  const { tools } = loaded;
  if (!tools) return undefined;
  try {
    const ast = tools.parse(text, { range: true, loc: true, comment: false, tokens: false, jsx: /\.[cm]?[jt]sx$|\.[cm]?js$/.test(path), jsDocParsingMode: 'none', suppressDeprecatedPropertyWarnings: true, allowInvalidAST: true });
    linkParents(ast, tools.visitorKeys);
    const source = {
      ast,
      text,
      visitorKeys: tools.visitorKeys,
      scopeManager: tools.analyze(ast, { sourceType: 'module', lib: [] }),
      getText: (node?: TSESTree.Node): string => (node ? text.slice(node.range[0], node.range[1]) : text),
      getTokenByRangeStart: (): null => null,
    };
    return source as unknown as TSESLint.SourceCode;
  } catch {
    return undefined;
  }
};
