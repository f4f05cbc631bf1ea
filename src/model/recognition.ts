/**
 * What the data layers say of a file's calls, asked when it is wanted.
 *
 * A call that only reads matters where something is written: it is recognised when a function comes into view, all others at once. An answer is
 * kept as long as the file's tree. Never assumed: that a layer knows a call because it knows its name.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Dialect, Extent, FunctionExtent, FunctionNode, MemoryEffect } from '../operations/dialect.js';
import type { Operation } from '../operations/operation.js';
import type { Reaches } from '../project/reach.js';
import type { Resolver } from '../resolve/resolver.js';
import { callsIn, changesIn, within, type FileCall } from '../syntax/file-calls.js';
import type { Call, FileFacts } from './file-facts.js';

const none: readonly Operation[] = [];

/** The name that may make a call an operation. */
const verbOf = (node: Exclude<FileCall, TSESTree.AwaitExpression>): string | undefined => {
  let callee: TSESTree.Node = node.type === 'TaggedTemplateExpression' ? node.tag : node.callee;
  while (callee.type === 'TSInstantiationExpression' || callee.type === 'TSNonNullExpression' || callee.type === 'ChainExpression') callee = callee.expression;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed ? callee.property.name : undefined;
};

const first = <T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined => {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** What some data layers do with a method name. */
interface Interest {
  readonly dialects: readonly Dialect[];
  /** whether all of them only read by it */
  readonly onlyReads: boolean;
}

/** The data layers in play, by the names of methods that they know. */
export class Layers {
  readonly dialects: readonly Dialect[];
  private readonly patterned: readonly Dialect[];
  private readonly byVerb = new Map<string, Interest | undefined>();

  constructor(dialects: readonly Dialect[]) {
    this.dialects = dialects;
    this.patterned = dialects.filter(({ signals }) => signals.verbPattern !== undefined);
    const byVerb = new Map<string, Dialect[]>();
    for (const dialect of dialects) {
      for (const verb of dialect.signals.verbs) {
        const list = byVerb.get(verb);
        if (!list) byVerb.set(verb, [dialect]);
        else if (!list.includes(dialect)) list.push(dialect);
      }
    }
    for (const [verb, list] of byVerb) this.byVerb.set(verb, { dialects: list, onlyReads: list.every(({ signals }) => signals.reads?.includes(verb) === true) });
  }

  /** Whether somebody may know one of these methods. */
  knowsAny(methods: ReadonlySet<string>): boolean {
    for (const method of methods) if (this.interestIn(method)) return true;
    return false;
  }

  /**
   * What calls of these methods in a stretch of text may do.
   * @param declared those of the methods that the project itself declares: a name that a layer knows only by its pattern isn't the layer's then
   */
  reachOf(methods: ReadonlySet<string>, text: string, declared: ReadonlySet<string>): Reaches {
    let found: Reaches = 'nothing';
    for (const method of methods) {
      for (const { signals } of this.interestIn(method)?.dialects ?? []) {
        const isNamed = signals.verbs.includes(method);
        if (!isNamed && (declared.has(method) || signals.text?.test(text) === false)) continue;
        if (signals.reads?.includes(method) !== true && signals.writing?.test(text) !== false) return 'writes';
        found = 'reads';
      }
    }
    return found;
  }

  /** Who may know a method of this name; undefined: nobody. */
  interestIn(verb: string | undefined): Interest | undefined {
    if (verb === undefined) return undefined;
    if (!this.byVerb.has(verb) && this.patterned.length > 0) {
      const dialects = this.patterned.filter(({ signals }) => signals.verbPattern?.test(verb));
      this.byVerb.set(verb, dialects.length > 0 ? { dialects, onlyReads: false } : undefined);
    }
    return this.byVerb.get(verb);
  }
}

/** The facts of one file. */
export class Recognition implements FileFacts {
  readonly program: TSESTree.Program;
  readonly resolver: Resolver;
  readonly calls: readonly Call[];
  readonly operations = new Map<TSESTree.Node, readonly Operation[]>();
  readonly extents = new Map<TSESTree.Node, Extent>();
  private readonly layers: Layers;
  private readonly all: readonly FileCall[];
  private readonly seen = new Set<TSESTree.Node>();
  private isComplete = false;

  /**
   * @param layers the data layers of which the file's text speaks
   * @param when `now`: what may write is recognised at once; `asked`: nothing is before it's asked for, as of a file of which some functions are called
   */
  constructor(sourceCode: Readonly<TSESLint.SourceCode>, resolver: Resolver, layers: Layers, when: 'now' | 'asked' = 'now') {
    this.program = sourceCode.ast;
    this.resolver = resolver;
    this.layers = layers;
    this.all = callsIn(sourceCode);
    this.calls = this.all.filter((call) => call.type === 'CallExpression' || call.type === 'NewExpression');
    if (layers.dialects.length === 0) this.isComplete = true;
    else if (when === 'now') for (const call of this.all) if (!this.onlyReads(call)) this.recognise(call);
    for (const { recogniseChange } of layers.dialects) {
      for (const change of recogniseChange ? changesIn(sourceCode) : []) {
        const found = recogniseChange?.(change, resolver) ?? none;
        if (found.length > 0) this.operations.set(change, found);
      }
    }
  }

  readonly operationsOf = (node: TSESTree.Node): readonly Operation[] => {
    if (!this.isComplete && (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression' || node.type === 'AwaitExpression')) this.recognise(node);
    return this.operations.get(node) ?? none;
  };

  readonly recogniseIn = (range: readonly [number, number]): void => {
    if (this.isComplete) return;
    for (const call of within(this.all, range)) this.recognise(call);
  };

  readonly recogniseAll = (): void => {
    if (this.isComplete) return;
    for (const call of this.all) this.recognise(call);
    this.isComplete = true;
  };

  readonly functionExtent = (fn: FunctionNode): FunctionExtent | undefined => first(this.layers.dialects, (dialect) => dialect.functionExtent(fn, this.resolver));

  readonly effectOf = (call: Call): MemoryEffect | undefined =>
    call.type === 'NewExpression' || this.layers.interestIn(verbOf(call)) ? first(this.layers.dialects, (dialect) => dialect.effect(call, this.resolver)) : undefined;

  private onlyReads(call: FileCall): boolean {
    return call.type === 'CallExpression' && this.layers.interestIn(verbOf(call))?.onlyReads === true;
  }

  private recognise(call: FileCall): void {
    if (this.seen.has(call)) return;
    this.seen.add(call);
    if (call.type === 'NewExpression' || this.recogniseBy(call, this.resolver)) return;
    const { inferring } = this.resolver;
    if (inferring && call.type === 'CallExpression') this.recogniseBy(call, inferring);
  }

  /** @returns whether a data layer knows the call */
  private recogniseBy(call: Exclude<FileCall, TSESTree.NewExpression>, at: Resolver): boolean {
    for (const dialect of this.interested(call)) {
      const found = dialect.recognise(call, at);
      if (found.length > 0) this.operations.set(call, found);
      const extent = call.type === 'CallExpression' ? dialect.extent(call, at) : undefined;
      if (extent) this.extents.set(call, extent);
      if (found.length > 0 || extent) return true;
    }
    return false;
  }

  private interested(call: Exclude<FileCall, TSESTree.NewExpression>): readonly Dialect[] {
    if (call.type === 'AwaitExpression') return this.layers.dialects.filter(({ signals }) => signals.awaits);
    return this.layers.interestIn(verbOf(call))?.dialects ?? [];
  }
}
