/**
 * Functions of the classes that rows and fresh objects are of: the method of an entity's class that is called on a row, the constructor behind a `new`.
 *
 * The class of a row is the one that its table is named after in the file that reads it. Never assumed: a class that this file doesn't name.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import { constructorOf, superCallOf } from '../resolve/constructed.js';
import { inherited, instanceOf } from '../resolve/instances.js';
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

/** The constructor of a class of the project; undefined where a base class is given something. */
export const constructorBehind = (node: TSESTree.NewExpression, at: Resolver): Callee | undefined => {
  const place = instanceOf(at.origin(node.callee), at);
  const method = place && constructorOf(place);
  if (!method || !isFunction(method.value) || (superCallOf(method)?.arguments.length ?? 0) > 0) return undefined;
  return { fn: method.value, at: place.at };
};
