/**
 * Functions of the classes that rows and fresh objects are of: the method of an entity's class that is called on a row, methods and getters of what a `new` made.
 *
 * The class of a row is the one that its table is named after in the file that reads it, or whose static method reads it. Never assumed: a class that is found by its name alone.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import type { Operation } from '../operations/operation.js';
import { inherited, instanceOf, type ClassPlace } from '../resolve/instances.js';
import { resolverAt } from '../resolve/modules.js';
import type { Resolver } from '../resolve/resolver.js';
import { isFunction } from '../syntax/functions.js';
import type { Callee } from './callees.js';
import type { Instance } from './instance.js';
import { optionsOf, type Value } from './values.js';

/** The read that a row, one of several, or a row or nothing comes from. */
const readOf = (value: Value): Instance | undefined => {
  const reads = optionsOf(value).flatMap(({ value: option }) => {
    if (option.kind === 'row') return [option.read];
    return (option.kind === 'element' || option.kind === 'lookup') && option.of.kind === 'rows' ? [option.of.read] : [];
  });
  const [only] = reads;
  return reads.every((read) => read === only) ? only : undefined;
};

/** The method of its class that is called on a row. @param from the linted file's resolver */
export const methodOfRow = (row: Value, name: string, from: Resolver): Callee | undefined => {
  const read = readOf(row);
  return read && methodOfRead(read.operation, name, from);
};

/** The method of its class that is called on a row that an operation reads. @param from the linted file's resolver */
export const methodOfRead = ({ node, table }: Operation, name: string, from: Resolver): Callee | undefined => {
  if (!isKnown(table)) return undefined;
  const at = resolverAt(node, from);
  const identifier = at.sourceCode.scopeManager?.scopes.find(({ type }) => type === 'module')?.set.get(table.name)?.identifiers[0];
  const place = identifier?.type === 'Identifier' ? instanceOf(at.origin(identifier), at) : receiverOf(node, table.name, at);
  const found = place && inherited(place, name);
  return found?.member.fn && { fn: found.member.fn, at: found.at };
};

/** `models.User.findByPk(id)`, `User.query().where(…)`: the class of that name that a chain of calls begins with. */
const receiverOf = (operation: TSESTree.Node, name: string, at: Resolver): ClassPlace | undefined => {
  let node = operation.type === 'AwaitExpression' ? at.bare(operation.argument) : operation;
  while (node.type === 'CallExpression') {
    const callee = at.bare(node.callee);
    if (callee.type !== 'MemberExpression') return undefined;
    node = at.bare(callee.object);
  }
  const place = node.type === 'Identifier' || node.type === 'MemberExpression' ? instanceOf(at.origin(node), at) : undefined;
  return place?.class.id?.name === name ? place : undefined;
};

/** Whether a value is, on some path, an object whose class and fields are known. */
export const isOfKnownClass = (value: Value): boolean => optionsOf(value).some(({ value: option }) => option.kind === 'object' && option.whole === true);

/** The method, or the getter, of the one class that an object was made of; where it may be nothing (`null`), of what it is otherwise. */
export const memberOfObject = (value: Value, name: string, kind: 'method' | 'get', from: Resolver): Callee | undefined => {
  const places = optionsOf(value).flatMap(({ value: option }) => (option.kind === 'constant' ? [] : [classOfObject(option, from)]));
  const [place] = places;
  if (!place || places.some((other) => other?.class !== place.class)) return undefined;
  const found = inherited(place, name);
  const { declaration } = found?.member ?? {};
  return found && declaration?.type === 'MethodDefinition' && declaration.kind === kind && !declaration.static && isFunction(declaration.value) ? { fn: declaration.value, at: found.at } : undefined;
};

const classOfObject = (value: Value, from: Resolver): ClassPlace | undefined => {
  if (value.kind !== 'object' || value.whole !== true || value.node.type !== 'NewExpression') return undefined;
  const at = resolverAt(value.node, from);
  return instanceOf(at.origin(value.node.callee), at);
};
