/**
 * The calls that make up a query of a builder: one chain, or a variable that several statements add to.
 *
 * In: the receiver of the call that runs it, and what a layer says of its own calls. Out: the calls in source order, each with whether
 * it surely happened, and the call that the chain begins with. Never assumed: that a builder which is handed to a function comes back
 * unchanged (`open`).
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { unwrapped } from '../syntax/bare.js';
import { returnedExpression, type FunctionNode } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import { membersOf } from './class-members.js';
import type { Resolver } from './resolver.js';

/** `receiver.name(…args)`. */
export interface MethodCall {
  readonly node: TSESTree.CallExpression;
  readonly receiver: TSESTree.Expression;
  readonly name: string;
  /** the name in the code */
  readonly verb: TSESTree.Node;
  readonly args: readonly TSESTree.CallExpressionArgument[];
}

/** A call as a method call; undefined for `f()`, `a[b]()` and the like. */
export const methodCall = (node: TSESTree.Node | undefined): MethodCall | undefined => {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.object.type === 'Super') return undefined;
  const name = memberName(node.callee);
  return name === undefined ? undefined : { node, receiver: node.callee.object, name, verb: node.callee.property, args: node.arguments };
};

/** An argument that is an expression; undefined for `...rest`. */
export const argumentAt = (args: readonly TSESTree.CallExpressionArgument[], index: number): TSESTree.Expression | undefined => {
  const found = args[index];
  return found?.type === 'SpreadElement' ? undefined : found;
};

export interface BuilderCall {
  readonly call: MethodCall;
  /** happens on some paths only, or in another function, whose values mean nothing here */
  readonly uncertain: boolean;
  /** for a call inside a function that was given the builder: what the function's parameters stand for */
  readonly given?: Given;
}

export type Given = ReadonlyMap<TSESLint.Scope.Variable, TSESTree.Node>;

export interface BuilderChain {
  /** the call that begins it; undefined where the builder comes from elsewhere */
  readonly root: TSESTree.CallExpression | undefined;
  readonly calls: readonly BuilderCall[];
  /** the builder may have got more calls than these */
  readonly open: boolean;
}

/** What a layer knows of its builders. */
export interface BuilderWords {
  /** whether a call begins a query */
  readonly isRoot: (call: TSESTree.CallExpression) => boolean;
  /** whether a method adds to a query, and gives it back */
  readonly isBuilding: (name: string) => boolean;
}

interface Draft {
  root: TSESTree.CallExpression | undefined;
  readonly calls: BuilderCall[];
  readonly seen: Set<TSESTree.Node>;
  open: boolean;
}

interface Walk {
  readonly draft: Draft;
  readonly end: TSESTree.Node;
  readonly words: BuilderWords;
  readonly at: Resolver;
  readonly uncertain: boolean;
  readonly depth: number;
  /** inside a function: its parameters' arguments, and how to go on with one that is the builder */
  readonly inside?: { readonly given: Given; readonly outer: Walk };
}

const maximumDepth = 4;

/** Collects the query that an expression is, up to `end`, which runs it. */
export const collectBuilder = (node: TSESTree.Node, end: TSESTree.Node, words: BuilderWords, at: Resolver): BuilderChain => {
  const draft: Draft = { root: undefined, calls: [], seen: new Set(), open: false };
  walk(node, { draft, end, words, at, uncertain: false, depth: 0 });
  return draft;
};

const walk = (node: TSESTree.Node, state: Walk): void => {
  const { draft, at, words } = state;
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    ofVariable(bare, state);
    return;
  }
  if (bare.type === 'ConditionalExpression') {
    for (const branch of [bare.consequent, bare.alternate]) walk(branch, { ...state, uncertain: true });
    return;
  }
  if (bare.type === 'AssignmentExpression') {
    walk(bare.right, state);
    return;
  }
  if (bare.type === 'MemberExpression') {
    ofGetter(bare, state);
    return;
  }
  if (bare.type !== 'CallExpression') return;
  if (words.isRoot(bare)) {
    draft.root ??= bare;
    return;
  }
  const call = methodCall(bare);
  if (call !== undefined && words.isBuilding(call.name)) {
    walk(call.receiver, state);
    add(call, state);
    return;
  }
  ofFunction(bare, state);
};

const add = (call: MethodCall, { draft, uncertain, inside }: Walk): void => {
  if (draft.seen.has(call.node)) return;
  draft.seen.add(call.node);
  draft.calls.push({ call, uncertain, ...(inside === undefined ? {} : { given: inside.given }) });
};

/** `this.users`: a getter of the class that gives a query. */
const ofGetter = (node: TSESTree.MemberExpression, state: Walk): void => {
  const origin = state.at.origin(node);
  const value = origin.kind === 'field' ? origin.value : origin.kind === 'call' ? origin.node : undefined;
  if (value?.type === 'CallExpression' && state.depth <= maximumDepth) walk(value, { ...state, end: value, depth: state.depth + 1 });
};

/** `this.baseQuery()`, `inScope(db('t'), scope)`: a function or method of the file that gives a query. */
const ofFunction = (call: TSESTree.CallExpression, state: Walk): void => {
  if (state.depth > maximumDepth) {
    state.draft.open = true;
    return;
  }
  const fn = functionOfFile(call, state.at);
  const value = fn && returnedExpression(fn);
  if (fn && value !== undefined) {
    walk(value, { ...state, end: value, depth: state.depth + 1, inside: { given: argumentsOf(fn, call, state.at), outer: state } });
    return;
  }
  state.draft.open = true;
  // `applyFilters(db('t').where(…), filters)`
  const [first] = call.arguments;
  if (first?.type === 'CallExpression') walk(first, { ...state, depth: state.depth + 1 });
};

const functionOfFile = (call: TSESTree.CallExpression, at: Resolver): FunctionNode | undefined => {
  const callee = at.origin(call.callee);
  if (callee.kind === 'function') return callee.fn;
  const owner = callee.kind === 'member' && callee.object.kind === 'this' ? callee.object.class : undefined;
  return owner && callee.kind === 'member' ? membersOf(owner).get(callee.property)?.fn : undefined;
};

/** The arguments that the parameters of a function stand for. */
const argumentsOf = (fn: FunctionNode, call: TSESTree.CallExpression, at: Resolver): Given => {
  const given = new Map<TSESLint.Scope.Variable, TSESTree.Node>();
  fn.params.forEach((parameter, index) => {
    const argument = argumentAt(call.arguments, index);
    const variable = parameter.type === 'Identifier' ? at.variable(parameter) : undefined;
    if (variable !== undefined && argument !== undefined) given.set(variable, argument);
  });
  return given;
};

const ofVariable = (node: TSESTree.Identifier, state: Walk): void => {
  const { draft, at } = state;
  const variable = at.variable(node);
  const passed = variable === undefined ? undefined : state.inside?.given.get(variable);
  if (variable !== undefined && passed !== undefined && state.inside !== undefined) {
    walk(passed, { ...state.inside.outer, depth: state.depth + 1 });
    for (const reference of at.references(variable)) addReference(reference, node, { ...state, depth: state.depth + 1 });
    return;
  }
  const definition = variable?.defs[0];
  if (variable === undefined || definition === undefined || state.depth > maximumDepth) return;
  const inner = { ...state, depth: state.depth + 1 };
  if (definition.type === 'Variable' && definition.node.init !== null && definition.node.id.type === 'Identifier') walk(definition.node.init, inner);
  else if (definition.type !== 'Variable') draft.open = true;
  for (const reference of at.references(variable)) addReference(reference, node, inner);
};

const addReference = (reference: TSESLint.Scope.Reference, current: TSESTree.Identifier, state: Walk): void => {
  const { draft, end, words } = state;
  const { identifier } = reference;
  if (identifier === current || reference.init === true || identifier.type !== 'Identifier' || identifier.range[0] >= end.range[1]) return;
  if (reference.isWrite()) {
    const write = reference.writeExpr;
    if (!write || startsWith(write, identifier.name)) return;
    // `let q; if (x) q = db('a')…; else q = …`
    if (draft.root === undefined) walk(write, { ...state, uncertain: true });
    draft.open = true;
    return;
  }
  const { calls, outer } = callsOn(identifier, end);
  if (outer === end) return;
  if (calls.length === 0) {
    if (!isRead(identifier)) draft.open = true;
    return;
  }
  // `const rows = await q.clone().first()`: a query of its own
  if (!addsTo(outer, identifier.name)) return;
  const uncertain = state.uncertain || !isSure(outer, end);
  for (const call of calls) if (words.isBuilding(call.name)) add(call, { ...state, uncertain });
};

/** The method calls in a row on a mention, and the last of them. */
const callsOn = (identifier: TSESTree.Node, end: TSESTree.Node): { readonly calls: readonly MethodCall[]; readonly outer: TSESTree.Node } => {
  const calls: MethodCall[] = [];
  let outer = identifier;
  for (;;) {
    const member: TSESTree.Node | undefined = outer.parent;
    if (outer === end || member?.type !== 'MemberExpression' || member.object !== outer || member.parent.type !== 'CallExpression' || member.parent.callee !== member) return { calls, outer };
    const call = methodCall(member.parent);
    if (call === undefined) return { calls, outer };
    calls.push(call);
    outer = member.parent;
  }
};

/** `q.where(…);` and `q = q.where(…)`: the builder itself has got more. */
const addsTo = (outer: TSESTree.Node, name: string): boolean => {
  const { parent } = outer;
  if (parent?.type === 'ExpressionStatement') return true;
  if (parent?.type === 'AssignmentExpression') return parent.left.type === 'Identifier' && parent.left.name === name;
  return parent?.type === 'LogicalExpression' || parent?.type === 'ConditionalExpression' || parent?.type === 'ArrowFunctionExpression';
};

/** `return q`, `if (q)`, `await q`: the builder is looked at, not changed. */
const isRead = (identifier: TSESTree.Node): boolean => {
  const parent = identifier.parent;
  return parent?.type === 'ReturnStatement' || parent?.type === 'MemberExpression' || parent?.type === 'VariableDeclarator' || parent?.type === 'IfStatement' || parent?.type === 'AwaitExpression';
};

const startsWith = (node: TSESTree.Node, name: string): boolean => {
  let inner: TSESTree.Node = node;
  while (inner.type === 'CallExpression' || inner.type === 'MemberExpression') inner = inner.type === 'CallExpression' ? inner.callee : inner.object;
  return inner.type === 'Identifier' && inner.name === name;
};

const plainStatements: ReadonlySet<string> = new Set(['ExpressionStatement', 'AssignmentExpression', 'VariableDeclaration', 'VariableDeclarator', 'ChainExpression', 'AwaitExpression']);

/** Whether a statement surely ran when control is at `end`: every block around it is also around `end`. */
const isSure = (node: TSESTree.Node, end: TSESTree.Node): boolean => {
  for (let outer: TSESTree.Node | undefined = node.parent; outer !== undefined; outer = outer.parent) {
    if (outer.range[0] <= end.range[0] && end.range[1] <= outer.range[1]) return true;
    if (!plainStatements.has(outer.type)) return false;
  }
  return false;
};

/** The expression that holds the result of a chain: through wrappers that keep its value, without `await`. */
export const wrappedBy = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  for (let { parent } = current; parent && unwrapped(parent) === current; { parent } = current) current = parent;
  return current;
};
