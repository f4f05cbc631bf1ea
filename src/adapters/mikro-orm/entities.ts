/** Rows in memory: which table does `user` belong to, and did it come from the database? */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isKnown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { ClassPlace } from '../../resolve/instances.js';
import { rememberObject } from '../../resolve/remember.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { receiverOf } from './handles.js';
import { classOfName, entityClass, entityTable, isEntityClass, tableNamed } from './tables.js';

export interface Entity {
  readonly table: Known<Table>;
  /** `loaded`: a row of the database; `new`: made here; `either`: one of both */
  readonly state: 'loaded' | 'new' | 'either';
  /** its class, where it can be found when somebody asks */
  readonly place: () => ClassPlace | undefined;
}

/** What is known of an entity in memory; undefined for anything else. */
export const entityOf: (node: TSESTree.Node, at: Resolver, depth?: number) => Entity | undefined = rememberObject((bare, at, depth) => find(bare, at, depth));

const find = (bare: TSESTree.Node, at: Resolver, depth: number): Entity | undefined => {
  switch (bare.type) {
    case 'Identifier':
      return ofVariable(bare, at, depth);
    case 'NewExpression': {
      const table = entityTable(bare.callee, at);
      const place = (): ClassPlace | undefined => entityClass(bare.callee, at);
      return isKnown(table) ? { table, state: 'new', place } : undefined;
    }
    case 'CallExpression':
      return ofCall(bare, at, depth);
    case 'MemberExpression':
      return bare.computed ? entityOf(bare.object, at, depth) : typed(bare, at);
    case 'LogicalExpression':
      return joined([entityOf(bare.left, at, depth), entityOf(bare.right, at, depth)]);
    case 'ConditionalExpression':
      return joined([entityOf(bare.consequent, at, depth), entityOf(bare.alternate, at, depth)]);
    case 'AssignmentExpression':
      return entityOf(bare.right, at, depth);
    default:
      return undefined;
  }
};

/** What one of several is: loaded on some way, made here on another. */
const joined = (options: readonly (Entity | undefined)[]): Entity | undefined => {
  const [first, ...rest] = options.filter((option) => option !== undefined);
  if (first === undefined) return undefined;
  return rest.every(({ state }) => state === first.state) ? first : { ...first, state: 'either' };
};

const loading = /^(?:findOne|findOneOrFail|find|findAll|findAndCount|getReference|upsert|upsertMany|refresh)$/;

const ofCall = (node: TSESTree.CallExpression, at: Resolver, depth: number): Entity | undefined => {
  const call = methodCall(node);
  if (call !== undefined && (loading.test(call.name) || call.name === 'create' || call.name === 'map' || call.name === 'assign')) {
    const found = ofManager(call, at, depth);
    if (found !== undefined) return found;
  }
  if (call !== undefined && /^(?:filter|slice|concat|at|reverse|find|pop|shift|toSorted|getItems|loadItems)$/.test(call.name)) return entityOf(call.receiver, at, depth);
  return ofFunction(node, at, depth) ?? typed(node, at);
};

const ofManager = (call: MethodCall, at: Resolver, depth: number): Entity | undefined => {
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || receiver.kind === 'orm') return undefined;
  const first = argumentAt(call.args, 0);
  if (call.name === 'assign') return first && entityOf(first, at, depth);
  const state = loading.test(call.name) ? 'loaded' : 'new';
  if (receiver.kind === 'repository') return { table: receiver.table, state, place: () => undefined };
  return first && { table: entityTable(first, at), state, place: () => entityClass(first, at) };
};

/** What a function of this file gives. */
const ofFunction = (node: TSESTree.CallExpression, at: Resolver, depth: number): Entity | undefined => {
  const origin = at.origin(node.callee);
  const value = origin.kind === 'function' ? returnedExpression(origin.fn) : undefined;
  return value && entityOf(value, at, depth);
};

/** A value whose written type is an entity's class: where it came from isn't seen, so it may be a row. */
const typed = (node: TSESTree.Node, at: Resolver): Entity | undefined => {
  const type = at.annotation(node);
  if (type === undefined || !/^[A-Z]/.test(type.name)) return undefined;
  const wrapped = /^(?:Loaded|Ref|Required|Rel)$/.test(type.name) ? type.arguments[0] : type;
  const place = wrapped && classOfName(wrapped, at);
  return place?.class.id && isEntityClass(place) ? { table: tableNamed(place.class.id.name), state: 'loaded', place: () => place } : undefined;
};

/** Every value that is assigned to the variable may tell. */
const ofVariable = (node: TSESTree.Identifier, at: Resolver, depth: number): Entity | undefined => {
  const variable = at.variable(node);
  const definition = variable?.defs[0];
  if (variable === undefined || definition === undefined) return undefined;
  if (definition.type === 'Parameter') return typed(node, at) ?? ofParameter(definition, at, depth);
  const loop = definition.node.type === 'VariableDeclarator' ? definition.node.parent.parent : undefined;
  if (definition.node.type === 'VariableDeclarator' && loop?.type === 'ForOfStatement' && loop.left === definition.node.parent) return entityOf(loop.right, at, depth);
  const values = at.references(variable).flatMap(({ writeExpr, identifier }) => (writeExpr ? [entityOf(elementAt(identifier, writeExpr) ?? writeExpr, at, depth)] : []));
  return joined(values) ?? typed(node, at);
};

/** `const [user, team] = await Promise.all([…, …])`, `const [users, count] = await em.findAndCount(…)`, `const [first] = await em.find(…)` */
const elementAt = (identifier: TSESTree.Node, value: TSESTree.Node): TSESTree.Node | undefined => {
  const pattern = identifier.parent;
  if (pattern?.type !== 'ArrayPattern') return undefined;
  const awaited = value.type === 'AwaitExpression' ? value.argument : value;
  const call = methodCall(awaited);
  const list = call?.name === 'all' ? argumentAt(call.args, 0) : awaited;
  return list?.type === 'ArrayExpression' ? (list.elements[pattern.elements.findIndex((element) => element === identifier)] ?? undefined) : undefined;
};

/** The parameter of a callback of a list: `rows.forEach((row) => …)`. */
const ofParameter = (definition: TSESLint.Scope.Definition, at: Resolver, depth: number): Entity | undefined => {
  const fn = definition.node;
  if (!isFunction(fn) || fn.parent.type !== 'CallExpression' || fn.params[0] !== definition.name) return undefined;
  const call = methodCall(fn.parent);
  return call !== undefined && /^(?:then|forEach|map|flatMap|filter|some|every|find)$/.test(call.name) && call.args[0] === fn ? entityOf(call.receiver, at, depth) : undefined;
};
