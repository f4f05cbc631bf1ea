/** Rows in memory: which table does `user` belong to, and did it come out of Sequelize? */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import { functionByClass } from '../../resolve/instances.js';
import { givenTo } from '../../resolve/given-rows.js';
import type { Resolver } from '../../resolve/resolver.js';
import { returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { isModelClass, isStaticThis } from './classes.js';
import { tableNamed, typeTable } from './entity.js';
import { argument, isFunction, methodCall, relationTable, type MethodCall } from './facts.js';
import { isPackage, modelOf } from './handles.js';
import { counts, isProven } from './proofs.js';

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Known<Table> | undefined>>();

/** The table of a row in memory; undefined when it's none of Sequelize's. Cached per file; a cycle ends as undefined. */
export const instanceTable = (node: TSESTree.Node, at: Resolver, depth = 0): Known<Table> | undefined => {
  if (depth > 8) return undefined;
  let cache = caches.get(at);
  if (cache === undefined) caches.set(at, (cache = new Map<TSESTree.Node, Known<Table> | undefined>()));
  const bare = at.bare(node);
  const key = bare.type === 'Identifier' ? (at.variable(bare)?.defs[0]?.name ?? bare) : bare;
  if (cache.has(key)) return cache.get(key);
  cache.set(key, undefined);
  const found = find(bare, at, depth);
  cache.set(key, found);
  return found;
};

const find = (bare: TSESTree.Node, at: Resolver, depth: number): Known<Table> | undefined => {
  switch (bare.type) {
    case 'Identifier':
      return ofVariable(bare, at, depth);
    case 'ThisExpression': {
      const owner = at.classOf(bare);
      return owner === undefined || isStaticThis(bare, at) || !isModelClass(owner, at) || owner.id === null ? undefined : tableNamed(owner.id.name);
    }
    case 'NewExpression': {
      const model = modelOf(bare.callee, at);
      return model !== undefined && (model.evidence === 'bound' || isProven(bare.callee, at)) ? model.table : undefined;
    }
    case 'CallExpression':
      return ofCall(bare, at, depth);
    case 'MemberExpression':
      return ofMember(bare, at, depth);
    case 'LogicalExpression':
      return instanceTable(bare.left, at, depth + 1) ?? instanceTable(bare.right, at, depth + 1);
    case 'ConditionalExpression':
      return instanceTable(bare.consequent, at, depth + 1) ?? instanceTable(bare.alternate, at, depth + 1);
    case 'AssignmentExpression':
      return instanceTable(bare.right, at, depth + 1);
    case 'ArrayExpression': {
      const [first] = bare.elements;
      return first == null ? undefined : instanceTable(first.type === 'SpreadElement' ? first.argument : first, at, depth + 1);
    }
    default:
      return undefined;
  }
};

const rowGivers = /^(?:findOne|findByPk|findById|findAll|findAndCountAll|findOrCreate|findCreateFind|findOrBuild|create|bulkCreate|build|bulkBuild|upsert)$/;
const sameRow = /^(?:save|update|reload|increment|decrement|set|filter|slice|concat|reverse|find|at|pop|shift|sort|catch|finally)$/;

const ofCall = (node: TSESTree.CallExpression, at: Resolver, depth: number): Known<Table> | undefined => {
  const call = methodCall(node);
  if (call === undefined) return ofFunction(node, at, depth);
  if (rowGivers.test(call.name)) {
    const model = modelOf(call.receiver, at);
    if (model === undefined) return undefined;
    if (call.name === 'build' || call.name === 'bulkBuild') return model.evidence === 'bound' || isProven(call.receiver, at) ? model.table : undefined;
    return counts(call, model, at) ? model.table : undefined;
  }
  if (sameRow.test(call.name)) return instanceTable(call.receiver, at, depth + 1);
  if (call.name === 'map' || call.name === 'then') return ofMapped(call, at, depth);
  if (call.name === 'all' && call.receiver.type === 'Identifier' && call.receiver.name === 'Promise') return undefined;
  const related = /^get([A-Z]\w*)$/.exec(call.name)?.[1];
  const owner = related === undefined ? undefined : instanceTable(call.receiver, at, depth + 1);
  // a class may define what Sequelize would mix in
  if (owner === undefined || functionByClass(at.origin(node.callee), at) !== undefined) return ofFunction(node, at, depth);
  return related === undefined || related === 'DataValue' ? undefined : relationTable(owner, related);
};

/** What a function gives, of this file or another one of the project. */
const ofFunction = (node: TSESTree.CallExpression, at: Resolver, depth: number): Known<Table> | undefined => {
  const called = functionByClass(at.origin(node.callee), at);
  const value = called && returnedExpression(called.fn);
  return called && value && instanceTable(value, called.at, depth + 1);
};

/** `rows.map((row) => row)`, `promise.then((row) => row)` */
const ofMapped = (call: MethodCall, at: Resolver, depth: number): Known<Table> | undefined => {
  const callback = argument(call.args, 0);
  return isFunction(callback) && callback.body.type !== 'BlockStatement' ? instanceTable(callback.body, at, depth + 1) : undefined;
};

/** `rows[0]`, `result.rows`, `user.profile` */
const ofMember = (node: TSESTree.MemberExpression, at: Resolver, depth: number): Known<Table> | undefined => {
  const name = memberName(node);
  const typed = typedTable(node, at);
  if (typed !== undefined) return typed;
  const owner = node.object.type === 'ThisExpression' ? undefined : instanceTable(node.object, at, depth + 1);
  if (owner === undefined) return undefined;
  if (name === undefined || /^\d+$/.test(name) || name === 'rows') return owner;
  return relationTable(owner, name);
};

/** `user: User`, where User is a model. */
const typedTable = (node: TSESTree.Node, at: Resolver): Known<Table> | undefined => {
  const type = at.annotation(node);
  if (type === undefined) return undefined;
  const row = type.name === 'Array' ? type.arguments[0] : type;
  if (row?.node.type !== 'TSTypeReference' || row.node.typeName.type !== 'Identifier') return undefined;
  const origin = at.origin(row.node.typeName);
  if (origin.kind === 'class') return isModelClass(origin.class, at) ? typeTable(row) : undefined;
  if (origin.kind !== 'import' || isPackage(origin.module)) return undefined;
  return isProven(row.node.typeName, at) || modelOf(row.node.typeName, at)?.evidence === 'bound' ? typeTable(row) : undefined;
};

/** Every value that is assigned to the variable may tell. */
const ofVariable = (node: TSESTree.Identifier, at: Resolver, depth: number): Known<Table> | undefined => {
  const variable = at.variable(node);
  const typed = typedTable(node, at);
  if (variable === undefined || typed !== undefined) return typed;
  const definition = variable.defs[0];
  if (definition?.type === 'Parameter') return ofParameter(definition.name, definition.node, at, depth);
  const declarator = definition?.node;
  if (definition !== undefined && declarator?.type === 'VariableDeclarator') {
    const loop = declarator.parent.parent;
    if (loop.type === 'ForOfStatement' && loop.left === declarator.parent) return declarator.id.type === 'Identifier' ? instanceTable(loop.right, at, depth + 1) : undefined;
    if (declarator.id.type === 'ArrayPattern' && declarator.init !== null) return ofTuple(declarator.id, definition.name, declarator.init, at, depth);
    if (declarator.id.type === 'ObjectPattern') return ofRows(definition.name, declarator.init, at, depth);
  }
  for (const reference of at.references(variable)) {
    const write = reference.writeExpr;
    if (write == null || reference.identifier.parent.type === 'Property') continue;
    const found = instanceTable(write, at, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** `const [user, created] = await User.findOrCreate(…)`, `const [user] = await User.findAll(…)`, `const [a, b] = await Promise.all([…])` */
const ofTuple = (pattern: TSESTree.ArrayPattern, name: TSESTree.Node, init: TSESTree.Node, at: Resolver, depth: number): Known<Table> | undefined => {
  const index = pattern.elements.findIndex((element) => element === name);
  const call = methodCall(at.bare(init));
  if (call?.name === 'all') {
    const list = argument(call.args, 0);
    const element = list?.type === 'ArrayExpression' ? list.elements[index] : undefined;
    return element == null || element.type === 'SpreadElement' ? undefined : instanceTable(element, at, depth + 1);
  }
  return index === 0 ? instanceTable(init, at, depth + 1) : undefined;
};

/** `const { rows } = await User.findAndCountAll(…)` */
const ofRows = (name: TSESTree.Node, init: TSESTree.Node | null, at: Resolver, depth: number): Known<Table> | undefined => {
  const property = name.parent;
  return init !== null && property?.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'rows' ? instanceTable(init, at, depth + 1) : undefined;
};

const eachElement = /^(?:map|forEach|filter|some|every|find|flatMap|then|tap|each|mapSeries)$/;

/** The row that a callback is given, `users.forEach((user) => …)`, `User.findOne(…).then((user) => …)`, or a function of this file: `users.map(bump)`. */
const ofParameter = (name: TSESTree.Node, fn: TSESTree.Node, at: Resolver, depth: number): Known<Table> | undefined => {
  if (!isFunction(fn)) return undefined;
  const call = methodCall(fn.parent);
  const [first] = fn.params;
  if (call === undefined) {
    for (const given of givenTo(name, fn, at)) {
      const found = instanceTable(given, at, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (call.args[0] !== fn || !eachElement.test(call.name) || first === undefined) return undefined;
  if (first === name) return instanceTable(call.receiver, at, depth + 1);
  return first.type === 'ArrayPattern' && first.elements[0] === name && call.name === 'then' ? instanceTable(call.receiver, at, depth + 1) : undefined;
};

/** Whether a table is known for certain. */
export const isTable = (table: Known<Table> | undefined): table is Table => table !== undefined && table !== unknown;

