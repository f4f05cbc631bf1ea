/** Inserts, updates, upserts, deletes. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Assignments, Predicate, Result } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { anyRow, argument, operationOf, type Facts, type Subject } from './facts.js';
import { byId, filter, isByKey, isEqualities } from './filters.js';
import type { WriteVerb } from './names.js';
import { linkedConditions, linksBehind } from './query.js';
import { fields, update } from './updates.js';

const written: Result = { kind: 'written' };
const affected: Result = { kind: 'affected' };
const counts: Result = { kind: 'object', members: { matchedCount: affected, modifiedCount: affected, n: affected, nModified: affected, upsertedCount: affected } };
const deleted: Result = { kind: 'object', members: { deletedCount: affected, n: affected } };
const row: Result = { kind: 'row', absent: 'null' };

export const writeOperations = (subject: Subject, verb: WriteVerb, at: Resolver): readonly Facts[] => {
  const { args } = subject.call;
  const first = argument(args, 0);
  const second = argument(args, 1);
  switch (verb) {
    case 'create':
    case 'insertMany':
    case 'insertOne':
      return inserts(subject, verb, at);
    case 'updateOne':
    case 'updateMany':
    case 'update':
      return [changed(subject, filtered(subject, at), second, argument(args, 2), counts, at)];
    case 'replaceOne':
      return [changed(subject, filtered(subject, at), second, argument(args, 2), counts, at)];
    case 'findOneAndUpdate':
    case 'findOneAndReplace':
      return [changed(subject, filtered(subject, at), second, argument(args, 2), findResult(argument(args, 2), at), at)];
    case 'findByIdAndUpdate':
      return [changed(subject, byId(first), second, argument(args, 2), findResult(argument(args, 2), at), at)];
    case 'findOneAndDelete':
    case 'findOneAndRemove':
      return [gone(subject, filtered(subject, at), row)];
    case 'findByIdAndDelete':
    case 'findByIdAndRemove':
      return [gone(subject, byId(first), row)];
    case 'deleteOne':
    case 'deleteMany':
    case 'remove':
      return [gone(subject, filtered(subject, at), deleted)];
    case 'bulkWrite':
      return bulk(subject, first, at);
  }
};

const filtered = ({ call }: Subject, at: Resolver): Predicate => {
  const first = argument(call.args, 0);
  const own = first === undefined || isFunction(at.bare(first)) ? anyRow : filter(first, at);
  const linked = linkedConditions(linksBehind(call.node), at);
  return { terms: [...own.terms, ...linked.terms], open: own.open || linked.open, spreads: [...own.spreads, ...linked.spreads] };
};

/** `rawResult` and its like give `{ value }`. */
const findResult = (options: TSESTree.Node | undefined, at: Resolver): Result => {
  const entries = at.object(options).entries;
  const isRaw = ['rawResult', 'includeResultMetadata', 'passRawResult'].some((name) => isTrue(entries.get(name)?.value, at));
  return isRaw ? { kind: 'object', members: { value: row } } : row;
};

const isTrue = (node: TSESTree.Node | undefined, at: Resolver): boolean => {
  const value = node && at.constant(node);
  return value?.type === 'Literal' && value.value === true;
};

const gone = (subject: Subject, where: Predicate, result: Result): Facts => operationOf(subject, { kind: 'delete', where, result, rows: isByKey(where) ? 'one' : 'many', lazy: true });

const changed = (subject: Subject, where: Predicate, document: TSESTree.Node | undefined, options: TSESTree.Node | undefined, result: Result, at: Resolver): Facts => {
  const { sets, onInsert } = update(document, at);
  const entries = at.object(options).entries;
  const rows = isByKey(where) ? 'one' : 'many';
  const asUpsert = entries.get('upsert')?.value;
  if (asUpsert === undefined || isFalse(asUpsert, at)) return operationOf(subject, { kind: 'update', where, sets, result, rows, lazy: true });
  // with conditions other than equalities the loser of two upserts gets E11000, often on purpose (a lock that is free, or expired)
  // the equalities of the filter are a part of the document that is inserted
  const keys: Assignments = { entries: where.terms.flatMap(({ column, op, value }) => (op === 'eq' && value ? [{ column, written: { kind: 'value' as const, node: value }, property: undefined }] : [])), spreads: where.spreads, open: false };
  const inserted: Assignments = { entries: [...keys.entries, ...sets.entries, ...onInsert.entries], spreads: [...keys.spreads, ...sets.spreads, ...onInsert.spreads], open: sets.open || onInsert.open || where.open };
  const given: Result = result.kind === 'row' && (isTrue(entries.get('new')?.value, at) || at.text(entries.get('returnDocument')?.value) === 'after') ? written : result;
  return operationOf(subject, { kind: 'upsert', where, sets: inserted, updates: sets, result: given, rows, oneStatement: isEqualities(where) ? true : unknown, lazy: true });
};

const isFalse = (node: TSESTree.Node, at: Resolver): boolean => {
  const value = at.constant(node);
  return value.type === 'Literal' && value.value === false;
};

const inserts = (subject: Subject, verb: 'create' | 'insertMany' | 'insertOne', at: Resolver): readonly Facts[] => {
  const { args } = subject.call;
  const first = argument(args, 0);
  if (first === undefined) return [operationOf(subject, { kind: 'insert', where: anyRow, sets: { entries: [], spreads: [], open: true }, result: written })];
  const value = at.constant(first);
  const insertedId: Result = verb === 'insertOne' && subject.isDriver ? { kind: 'object', members: { insertedId: written } } : written;
  if (value.type !== 'ArrayExpression') {
    const list = at.bare(value);
    const isList = verb === 'insertMany' || (list.type === 'CallExpression' && list.callee.type === 'MemberExpression' && list.callee.property.type === 'Identifier' && /^(?:map|filter)$/.test(list.callee.property.name));
    return [operationOf(subject, { kind: 'insert', where: anyRow, sets: fields(first, at), result: isList ? { kind: 'rows' } : insertedId, rows: isList ? 'many' : 'one' })];
  }
  const parts = value.elements.map((element): Assignments => (element === null || element.type === 'SpreadElement' ? { entries: [], spreads: [], open: true } : fields(element, at)));
  const sets: Assignments = { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
  return [operationOf(subject, { kind: 'insert', where: anyRow, sets, result: { kind: 'rows' }, rows: parts.length === 1 ? 'one' : 'many' })];
};

/** `bulkWrite([{ updateOne: { filter, update, upsert } }])`, also as the elements of a `map` */
const bulk = (subject: Subject, node: TSESTree.Node | undefined, at: Resolver): readonly Facts[] => {
  const value = node && at.constant(node);
  const models = value === undefined ? [] : value.type === 'ArrayExpression' ? value.elements : mapped(value, at);
  return models.flatMap((model) => {
    if (model === null || model.type === 'SpreadElement') return [];
    return [...at.object(model).entries].flatMap(([kind, { value: parts }]): readonly Facts[] => {
      const { entries } = at.object(parts);
      const where = filter(entries.get('filter')?.value, at);
      const nothing: Result = { kind: 'nothing' };
      if (kind === 'insertOne') return [operationOf(subject, { kind: 'insert', where: anyRow, sets: fields(entries.get('document')?.value, at), result: nothing, rows: 'one' })];
      if (kind === 'deleteOne' || kind === 'deleteMany') return [gone(subject, where, nothing)];
      if (kind !== 'updateOne' && kind !== 'updateMany' && kind !== 'replaceOne') return [];
      return [changed(subject, where, entries.get(kind === 'replaceOne' ? 'replacement' : 'update')?.value, parts, nothing, at)];
    });
  });
};

const mapped = (node: TSESTree.Node, at: Resolver): readonly TSESTree.Expression[] => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier' || node.callee.property.name !== 'map') return [];
  const fn = argument(node.arguments, 0);
  const result = isFunction(fn) ? returnedExpression(fn) : undefined;
  const bare = result && at.bare(result);
  return bare?.type === 'ObjectExpression' ? [bare] : [];
};

