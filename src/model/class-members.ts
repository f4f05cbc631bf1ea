/**
 * Functions of the classes that rows and fresh objects are of: the method of an entity's class that is called on a row, methods and getters of what a `new` made.
 *
 * The class of a row is the one that its table is named after in the file that reads it. Never assumed: a class that this file doesn't name.
 */
import { isKnown } from '../operations/known.js';
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
  const table = read?.operation.table;
  if (!read || !table || !isKnown(table)) return undefined;
  const at = resolverAt(read.operation.node, from);
  const identifier = at.sourceCode.scopeManager?.scopes.find(({ type }) => type === 'module')?.set.get(table.name)?.identifiers[0];
  const place = identifier?.type === 'Identifier' ? instanceOf(at.origin(identifier), at) : undefined;
  const found = place && inherited(place, name);
  return found?.member.fn && { fn: found.member.fn, at: found.at };
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
