/**
 * Locks that a program makes of its own memory: a `Set` or `Map` of the keys at work, a flag, a promise that the next one waits for.
 *
 * In: a function and the stretch of it that is to be kept together. Out: the place where the mark is set. What holds the mark belongs to the module or to an
 * object (`this.running`), is looked at before, and set before the stretch, or to the promise of it; a mark that isn't a promise is taken away after it.
 * Never assumed: that a cache, which is filled afterwards, keeps anybody out.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import { findMember } from '../resolve/members.js';
import type { Resolver } from '../resolve/resolver.js';
import { rememberNode } from '../resolve/remember.js';
import { contains, descendantsOf } from '../syntax/descendants.js';
import { memberName } from '../syntax/property-name.js';
import type { ProcessLock } from './candidate.js';

/** One use of what may hold a mark. */
export interface Use {
  /** what is used: one variable, or one declaration of a class */
  readonly store: object;
  readonly does: 'looks' | 'marks' | 'frees';
  readonly kind: 'keys' | 'flag';
  readonly node: TSESTree.Node;
  /** what it is set to */
  readonly value: TSESTree.Node | undefined;
}

/** The lock in memory that is held over two places of a function. */
export const memoryLock = (model: FunctionModel, first: TSESTree.Node, last: TSESTree.Node): ProcessLock | undefined => {
  const uses = usesIn(model.fn, model.resolver);
  for (const mark of uses) {
    if (mark.does !== 'marks' || !uses.some((use) => use.store === mark.store && use.does === 'looks' && use.node.range[0] < end(mark))) continue;
    if (holdsPromise(mark, model.resolver, first, last)) return { kind: 'promises', node: mark.node };
    const isFreed = uses.some((use) => use.store === mark.store && use.does === 'frees' && use.node.range[0] > last.range[1]);
    const isFreedBefore = uses.some((use) => use.store === mark.store && use.does === 'frees' && use.node.range[0] > end(mark) && use.node.range[1] < last.range[0] && !isInHandler(use.node, model.fn));
    if (isFreed && !isFreedBefore && comesBefore(mark.node, first, model.fn)) return { kind: mark.kind, node: mark.node };
  }
  return undefined;
};

const end = ({ node }: Use): number => node.range[1];

/** The mark is the promise of what both places are part of. */
const holdsPromise = ({ value }: Use, at: Resolver, first: TSESTree.Node, last: TSESTree.Node): boolean => {
  const promise = value && at.constant(value);
  return promise !== undefined && contains(promise, first) && contains(promise, last);
};

const isInHandler = (node: TSESTree.Node, root: TSESTree.Node): boolean => {
  for (let parent = node.parent; parent && parent !== root; parent = parent.parent) if (parent.type === 'CatchClause') return true;
  return false;
};

/** The statement of the mark stands in a block around the place, before it: whoever gets there has passed it. */
const comesBefore = (mark: TSESTree.Node, place: TSESTree.Node, root: TSESTree.Node): boolean => {
  const statement = mark.parent;
  return statement?.type === 'ExpressionStatement' && mark.range[1] < place.range[0] && contains(root, statement) && contains(statement.parent, place);
};

const collections: ReadonlySet<string> = new Set(['Set', 'Map']);
const methods: ReadonlyMap<string, Use['does']> = new Map([
  ['has', 'looks'],
  ['get', 'looks'],
  ['add', 'marks'],
  ['set', 'marks'],
  ['delete', 'frees'],
  ['clear', 'frees'],
]);

const usesIn = rememberNode((fn, at): readonly Use[] => [...descendantsOf(fn)].flatMap((node) => useOf(node, at) ?? []));

const useOf = (node: TSESTree.Node, at: Resolver): Use | undefined => {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined;
  const { parent } = node;
  if (parent.type === 'MemberExpression' && parent.object === node && methods.has(memberName(parent) ?? '') && parent.parent.type === 'CallExpression' && parent.parent.callee === parent) return keysUse(parent.parent, at);
  return flagUse(node, at);
};

/** `working.has(id)`, `working.add(id)`, `working.delete(id)`: a call on a `Set` or `Map` that outlives it. */
export const keysUse = (call: TSESTree.CallExpression, at: Resolver): Use | undefined => {
  const { callee } = call;
  const does = callee.type === 'MemberExpression' ? methods.get(memberName(callee) ?? '') : undefined;
  if (!does || callee.type !== 'MemberExpression' || (callee.object.type !== 'Identifier' && callee.object.type !== 'MemberExpression')) return undefined;
  const store = storeOf(callee.object, at);
  return store && isCollection(store.initial) ? { store: store.identity, does, kind: 'keys', node: call, value: call.arguments[1] } : undefined;
};

/** `if (running) return; running = true; … running = false`, `pending ??= work()`. */
const flagUse = (node: TSESTree.Identifier | TSESTree.MemberExpression, at: Resolver): Use | undefined => {
  const { parent } = node;
  const isSet = parent.type === 'AssignmentExpression' && parent.left === node;
  if (!isSet && !isLookedAt(node)) return undefined;
  const store = storeOf(node, at);
  if (!store || isCollection(store.initial)) return undefined;
  if (!isSet) return { store: store.identity, does: 'looks', kind: 'flag', node, value: undefined };
  const { right } = parent;
  return { store: store.identity, does: isEmpty(right) ? 'frees' : 'marks', kind: 'flag', node: parent, value: right };
};

/** It decides on something, is waited for, or what follows hangs on it (`tail.then(…)`). */
const isLookedAt = (node: TSESTree.Node): boolean => {
  const { parent } = node;
  switch (parent?.type) {
    case 'IfStatement':
    case 'WhileStatement':
    case 'ConditionalExpression':
      return parent.test === node;
    case 'UnaryExpression':
    case 'LogicalExpression':
    case 'AwaitExpression':
      return true;
    case 'BinaryExpression':
      return parent.left === node;
    case 'MemberExpression':
      return parent.object === node && memberName(parent) === 'then';
    default:
      return false;
  }
};

const isEmpty = (node: TSESTree.Node): boolean => (node.type === 'Literal' && (node.value === false || node.value === null)) || (node.type === 'Identifier' && node.name === 'undefined');

const isCollection = (node: TSESTree.Node | undefined): boolean => node?.type === 'NewExpression' && node.callee.type === 'Identifier' && collections.has(node.callee.name);

/** A variable of the module, or a field of the object: what outlives the call. */
const storeOf = (node: TSESTree.Identifier | TSESTree.MemberExpression, at: Resolver): { readonly identity: object; readonly initial: TSESTree.Node | undefined } | undefined => {
  if (node.type === 'Identifier') {
    const variable = at.variable(node);
    const [definition] = variable?.defs ?? [];
    if (!variable || definition?.type !== 'Variable' || (variable.scope.type !== 'module' && variable.scope.type !== 'global')) return undefined;
    return { identity: variable, initial: definition.node.init ?? undefined };
  }
  const name = memberName(node);
  const owner = node.object.type === 'ThisExpression' ? at.classOf(node) : undefined;
  const member = owner && name !== undefined ? findMember(owner, name, at)?.member : undefined;
  if (member?.declaration.type !== 'PropertyDefinition') return undefined;
  return { identity: member.declaration, initial: member.declaration.value ?? undefined };
};
