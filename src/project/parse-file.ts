/**
 * Reads another file of the project as ESLint would read it, without its tokens, comments and type information.
 *
 * By oxc-parser where its binary is installed: it makes the tree of typescript-estree in a third of the time, and needs no TypeScript. Else, and where it
 * finds a mistake in the text, by typescript-estree as `@typescript-eslint/utils` brings it along, which throws at load with a TypeScript that it doesn't
 * support. Both are loaded when they are asked for, and guarded. Never throws; a file that doesn't parse is unknown.
 */
import { createRequire } from 'node:module';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** A parser: the tree of a text, whose nodes may lack `loc` and `parent`. @throws whatever it likes */
type Parse = (text: string, path: string) => TSESTree.Program;

interface Tools {
  readonly analyze: (ast: TSESTree.Program, options: { readonly sourceType: 'module'; readonly lib: readonly [] }) => TSESLint.Scope.ScopeManager;
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
}

const own = createRequire(import.meta.url);

/** What a loader loads, once; undefined where it throws. */
const guarded = <T>(load: () => T): (() => T | undefined) => {
  let loaded: { readonly value: T | undefined } | undefined;
  return () => (loaded ??= { value: attempt(load) }).value;
};

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

const utils = (): NodeJS.Require => createRequire(own.resolve('@typescript-eslint/utils'));

const tools = guarded((): Tools => {
  const { analyze } = utils()('@typescript-eslint/scope-manager') as Pick<Tools, 'analyze'>;
  const { visitorKeys } = createRequire(utils().resolve('@typescript-eslint/scope-manager'))('@typescript-eslint/visitor-keys') as Pick<Tools, 'visitorKeys'>;
  return { analyze, visitorKeys };
});

const isJsx = (path: string): boolean => /\.[cm]?[jt]sx$|\.[cm]?js$/.test(path);

interface Oxc {
  readonly parseSync: (path: string, text: string, options: Readonly<Record<string, unknown>>) => { readonly errors: readonly unknown[]; readonly program: TSESTree.Program };
}

/** `lang`: TypeScript's syntax is read in JavaScript, too, as typescript-estree does. */
const oxc = guarded((): Parse => {
  const { parseSync } = own('oxc-parser') as Oxc;
  return (text, path) => {
    const lang = isJsx(path) ? 'tsx' : /\.d\.[cm]?ts$/.test(path) ? 'dts' : 'ts';
    const { errors, program } = parseSync(path, text, { lang, astType: 'ts', sourceType: 'module', range: true, preserveParens: false });
    if (errors.length > 0) throw new SyntaxError(path);
    return program;
  };
});

const estree = guarded((): Parse => {
  const { parse } = utils()('@typescript-eslint/typescript-estree') as { readonly parse: (text: string, options: Readonly<Record<string, unknown>>) => TSESTree.Program };
  return (text, path) => parse(text, { range: true, comment: false, tokens: false, jsx: isJsx(path), jsDocParsingMode: 'none', suppressDeprecatedPropertyWarnings: true, allowInvalidAST: true });
});

/** The places of a text in lines and columns, worked out when they are asked for. */
class Lines {
  private readonly text: string;
  private starts: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  position(offset: number): TSESTree.Position {
    const starts = (this.starts ??= this.find());
    let low = 0;
    for (let high = starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) };
  }

  private find(): readonly number[] {
    const starts = [0];
    for (const { index, 0: end } of this.text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length);
    return starts;
  }
}

/** A node's `loc`. */
class Location implements TSESTree.SourceLocation {
  private readonly range: TSESTree.Range;
  private readonly lines: Lines;

  constructor(range: TSESTree.Range, lines: Lines) {
    this.range = range;
    this.lines = lines;
  }

  get start(): TSESTree.Position {
    return this.lines.position(this.range[0]);
  }

  get end(): TSESTree.Position {
    return this.lines.position(this.range[1]);
  }
}

/** Children that typescript-estree leaves undefined where oxc-parser says null. */
const undefinedIfNone = new Set(['typeAnnotation', 'typeArguments', 'typeParameters', 'returnType', 'superTypeArguments', 'constraint']);

/** Gives every node its parent and its place, as ESLint and its parsers do. */
const link = (program: TSESTree.Program, text: string, visitorKeys: Tools['visitorKeys']): void => {
  const lines = new Lines(text);
  program.loc = new Location(program.range, lines);
  const stack: TSESTree.Node[] = [program];
  const adopt = (child: TSESTree.Node, parent: TSESTree.Node): void => {
    (child as { parent: TSESTree.Node }).parent = parent;
    child.loc = new Location(child.range, lines);
    stack.push(child);
  };
  for (let node = stack.pop(); node; node = stack.pop()) {
    const children = node as unknown as Record<string, unknown>;
    for (const key of visitorKeys[node.type] ?? []) {
      const child = children[key];
      if (Array.isArray(child)) {
        for (const item of child as unknown[]) if (isNode(item)) adopt(item, node);
      } else if (isNode(child)) adopt(child, node);
      else if (child === null && undefinedIfNone.has(key)) children[key] = undefined;
    }
  }
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value;

/** The parsers, the better one first. */
export const parsers: readonly (() => Parse | undefined)[] = [oxc, estree];

/**
 * Parses a text.
 * @param path decides by its ending whether JSX is allowed
 * @param by the parsers to try, in this order
 * @returns what the analysis uses of a SourceCode: `ast` with parents, `text`, `getText`, `scopeManager`, `visitorKeys`; there are no tokens and comments
 */
export const parseFile = (text: string, path: string, by = parsers): Readonly<TSESLint.SourceCode> | undefined => {
  const loaded = tools();
  if (!loaded) return undefined;
  const { analyze, visitorKeys } = loaded;
  for (const parser of by) {
    const source = attempt(() => {
      const ast = parser()?.(text, path);
      if (!ast) return undefined;
      link(ast, text, visitorKeys);
      return {
        ast,
        text,
        visitorKeys,
        scopeManager: analyze(ast, { sourceType: 'module', lib: [] }),
        getText: (node?: TSESTree.Node): string => (node ? text.slice(node.range[0], node.range[1]) : text),
        getTokenByRangeStart: (): null => null,
      };
    });
    if (source) return source as unknown as TSESLint.SourceCode;
  }
  return undefined;
};
