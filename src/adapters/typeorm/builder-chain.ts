/**
 * The calls that make up a query builder: one chain, or a variable that several statements add to.
 *
 * In: the receiver of the call that runs it. Out: the calls in source order, each with whether it surely happened, and the root.
 * Never assumed: that a builder which is handed to a function comes back unchanged (`open`).
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Resolver, TypeName } from '../../resolve/resolver.js';
import { methodCall, returned, type MethodCall } from './facts.js';

export interface BuilderCall {
  readonly call: MethodCall;
  /** happens on some paths only, or in another function, whose values mean nothing here */
  readonly uncertain: boolean;
}

export interface Chain {
  /** the `createQueryBuilder(…)` call */
  readonly root: MethodCall | undefined;
  /** the annotation of a builder that is a parameter (`SelectQueryBuilder<User>`) */
  readonly type: TypeName | undefined;
  readonly calls: readonly BuilderCall[];
  /** the builder may have got more calls than these */
  readonly open: boolean;
}

interface Draft {
  root: MethodCall | undefined;
  type: TypeName | undefined;
  readonly calls: BuilderCall[];
  open: boolean;
}

/** Collects the chain before `end`, the call that runs it. */
export const collectChain = (receiver: TSESTree.Node, end: TSESTree.Node, at: Resolver): Chain => {
  const draft: Draft = { root: undefined, type: undefined, calls: [], open: false };
  walk(receiver, { draft, end, at, uncertain: false, depth: 0 });
  return draft;
};

interface Walk {
  readonly draft: Draft;
  readonly end: TSESTree.Node;
  readonly at: Resolver;
  readonly uncertain: boolean;
  readonly depth: number;
}

const walk = (node: TSESTree.Node, state: Walk): void => {
  const { draft, at } = state;
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    ofVariable(bare, state);
    return;
  }
  if (bare.type === 'ConditionalExpression') {
    for (const branch of [bare.consequent, bare.alternate]) walk(branch, { ...state, uncertain: true });
    return;
  }
  if (bare.type !== 'CallExpression') return;
  const call = methodCall(bare);
  if (call?.name === 'createQueryBuilder') {
    draft.root = call;
    return;
  }
  if (call !== undefined && isBuilding(call)) {
    walk(call.receiver, state);
    draft.calls.push({ call, uncertain: state.uncertain });
    return;
  }
  ofFunction(bare, state);
};

/** `this.baseQuery()`, whose body returns a chain: its entity counts, its values don't. */
const ofFunction = (call: TSESTree.CallExpression, state: Walk): void => {
  const callee = state.at.origin(call.callee);
  const fn = callee.kind === 'function' ? callee.fn : callee.kind === 'field' ? callee.value : undefined;
  const value = fn === undefined || state.depth > 3 ? undefined : returned(fn);
  state.draft.open = true;
  const builder = call.arguments[0];
  if (value === undefined && builder?.type === 'CallExpression') walk(builder, { ...state, depth: state.depth + 1 });
  if (value !== undefined) walk(value, { ...state, end: value, uncertain: true, depth: state.depth + 1 });
};

const building = new Set([
  'select', 'addSelect', 'distinct', 'distinctOn', 'from', 'addFrom', 'into', 'insert', 'update', 'delete', 'softDelete', 'restore', 'relation', 'of',
  'where', 'andWhere', 'orWhere', 'whereInIds', 'andWhereInIds', 'orWhereInIds', 'whereExists', 'andWhereExists', 'having', 'andHaving', 'orHaving',
  'leftJoin', 'innerJoin', 'leftJoinAndSelect', 'innerJoinAndSelect', 'leftJoinAndMapOne', 'leftJoinAndMapMany', 'innerJoinAndMapOne',
  'innerJoinAndMapMany', 'loadRelationCountAndMap', 'loadRelationIdAndMap', 'groupBy', 'addGroupBy', 'orderBy', 'addOrderBy', 'limit', 'offset',
  'take', 'skip', 'setLock', 'setOnLocked', 'setParameter', 'setParameters', 'withDeleted', 'cache', 'set', 'values', 'orIgnore', 'orUpdate',
  'onConflict', 'returning', 'output', 'updateEntity', 'callListeners', 'useTransaction', 'setQueryRunner', 'clone', 'comment', 'printSql',
  'setFindOptions', 'maxExecutionTime', 'useIndex', 'callObservers', 'timeTravelQuery', 'addCommonTableExpression', 'useReplicaIndex',
]);

const isBuilding = (call: MethodCall): boolean => building.has(call.name);

const ofVariable = (node: TSESTree.Identifier, state: Walk): void => {
  const { draft, at } = state;
  const variable = at.variable(node);
  const definition = variable?.defs[0];
  if (variable === undefined || definition === undefined || state.depth > 3) return;
  if (definition.node.type === 'VariableDeclarator' && definition.node.init !== null) {
    walk(definition.node.init, { ...state, depth: state.depth + 1 });
  } else {
    draft.type = at.annotation(node);
    draft.open = true;
  }
  for (const reference of at.references(variable)) addReference(reference, node, state);
};

const addReference = (reference: TSESLint.Scope.Reference, current: TSESTree.Identifier, state: Walk): void => {
  const { draft, end } = state;
  const identifier = reference.identifier;
  if (identifier === current || reference.init === true || identifier.range[0] >= end.range[1] || identifier.type !== 'Identifier') return;
  if (reference.isWrite()) {
    const write = reference.writeExpr;
    if (write !== undefined && write !== null && !mentions(write, identifier.name)) draft.open = true;
    return;
  }
  const calls: MethodCall[] = [];
  let node: TSESTree.Node = identifier;
  for (;;) {
    const member: TSESTree.Node | undefined = node.parent;
    if (member.type !== 'MemberExpression' || member.object !== node || member.parent.type !== 'CallExpression' || member.parent.callee !== member) break;
    const call = methodCall(member.parent);
    if (call === undefined) break;
    calls.push(call);
    node = member.parent;
    if (node === end) return;
  }
  if (calls.length === 0) {
    if (!isRead(identifier)) draft.open = true;
    return;
  }
  const uncertain = state.uncertain || !isSure(node, end);
  for (const call of calls) if (isBuilding(call)) draft.calls.push({ call, uncertain });
};

/** `return qb`, `if (qb)`: the builder is looked at, not changed. */
const isRead = (identifier: TSESTree.Node): boolean => {
  const parent = identifier.parent;
  return parent?.type === 'ReturnStatement' || parent?.type === 'MemberExpression' || parent?.type === 'VariableDeclarator' || parent?.type === 'IfStatement';
};

const mentions = (node: TSESTree.Node, name: string): boolean => {
  let inner: TSESTree.Node = node;
  while (inner.type === 'CallExpression' || inner.type === 'MemberExpression') inner = inner.type === 'CallExpression' ? inner.callee : inner.object;
  return inner.type === 'Identifier' && inner.name === name;
};

/** Whether a statement surely ran when control is at `end`: every block around it is also around `end`. */
const isSure = (node: TSESTree.Node, end: TSESTree.Node): boolean => {
  for (let outer: TSESTree.Node | undefined = node.parent; outer !== undefined; outer = outer.parent) {
    const contains = outer.range[0] <= end.range[0] && end.range[1] <= outer.range[1];
    if (contains) return true;
    if (outer.type !== 'ExpressionStatement' && outer.type !== 'AssignmentExpression' && outer.type !== 'VariableDeclaration' && outer.type !== 'VariableDeclarator' && outer.type !== 'ChainExpression' && outer.type !== 'AwaitExpression') return false;
  }
  return false;
};
