/** Inserts, updates, deletes and find-or-create of a model. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Assignments, Predicate, Result, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { assignments, increments, isList } from './assignments.js';
import { anyRow, argument, isTrue, noColumns, operationOf, someRows, type Facts, type Subject } from './facts.js';
import type { WriteVerb } from './names.js';
import { conditions, isByKey } from './predicates.js';
import { readFirst } from './reads.js';
import { handleOf } from './transaction.js';

const written: Result = { kind: 'written' };
const writtenRows: Result = { kind: 'rows' };

/** `[affectedCount]`, with `returning` `[affectedCount, rows]`. */
const affectedFirst: Result = { kind: 'tuple', items: [{ kind: 'affected' }, writtenRows] };
/** `[[rows, count]]` of `increment` (PostgreSQL; MySQL gives null for the rows) */
const affectedInside: Result = { kind: 'tuple', items: [{ kind: 'tuple', items: [writtenRows, { kind: 'affected' }] }] };

const deletedAt: Assignments = { entries: [{ column: 'deletedAt', written: { kind: 'opaque', node: undefined, constant: null }, property: undefined }], spreads: [], open: false };

export const writeOperations = (subject: Subject, verb: WriteVerb): readonly Facts[] => {
  const { call, at } = subject;
  const [first, second] = [argument(call.args, 0), argument(call.args, 1)];
  switch (verb) {
    case 'create':
      return [operationOf(subject, handleOf(second, call, at), { kind: 'insert', where: anyRow, sets: assignments(first, at), result: written, rows: 'one', ...ignoring(second, at) })];
    case 'bulkCreate':
      return [ofBulk(subject, first, second)];
    case 'update':
      return [ofUpdate(subject, assignments(first, at), second, affectedFirst)];
    case 'increment':
    case 'decrement':
      return [ofUpdate(subject, increments(verb, first, second, at), second, affectedInside)];
    case 'restore':
      return [ofUpdate(subject, deletedAt, first, { kind: 'affected' })];
    case 'destroy': {
      const where = whereOf(first, at);
      return [operationOf(subject, handleOf(first, call, at), { kind: 'delete', where, result: { kind: 'affected' }, rows: isByKey(where) ? 'one' : 'many' })];
    }
    case 'upsert': {
      const sets = assignments(first, at);
      return [operationOf(subject, handleOf(second, call, at), { kind: 'upsert', where: conflictKey(sets, second, at), sets, updates: sets, result: { kind: 'tuple', items: [written] }, rows: 'one', onConflict: 'update' })];
    }
    case 'findOrCreate':
    case 'findCreateFind':
      return ofFindOrCreate(subject, first);
    case 'findOrBuild':
      return [readFirst(subject, handleOf(first, call, at), first, { kind: 'tuple', items: [{ kind: 'row', absent: 'null' }] })];
  }
};

const whereOf = (options: TSESTree.Node | undefined, at: Resolver): Predicate => {
  if (options === undefined) return anyRow;
  const shape = at.object(options);
  const where = shape.entries.get('where')?.value;
  if (where !== undefined) return conditions(where, at);
  return shape.node !== undefined && !shape.open && shape.spreads.length === 0 ? anyRow : someRows;
};

const ofUpdate = (subject: Subject, sets: Assignments, options: TSESTree.Node | undefined, result: Result): Facts => {
  const where = whereOf(options, subject.at);
  return operationOf(subject, handleOf(options, subject.call, subject.at), { kind: 'update', where, sets, result, rows: isByKey(where) ? 'one' : 'many' });
};

const ignoring = (options: TSESTree.Node | undefined, at: Resolver): Pick<Facts, 'onConflict'> => {
  const value = options === undefined ? undefined : at.object(options).entries.get('ignoreDuplicates')?.value;
  return value !== undefined && isTrue(at.constant(value)) ? { onConflict: 'ignore' } : {};
};

const ofBulk = (subject: Subject, list: TSESTree.Node | undefined, options: TSESTree.Node | undefined): Facts => {
  const { call, at } = subject;
  const sets = assignments(list, at);
  const handle = handleOf(options, call, at);
  const updates = options === undefined ? undefined : at.object(options).entries.get('updateOnDuplicate');
  const rows = isList(list, at) ? 'many' : 'one';
  if (updates !== undefined) return operationOf(subject, handle, { kind: 'upsert', where: someRows, sets, updates: sets, result: writtenRows, rows, onConflict: 'update' });
  return operationOf(subject, handle, { kind: 'insert', where: anyRow, sets, result: writtenRows, rows, ...ignoring(options, at) });
};

/** The columns by which an upsert finds its row, where the call names them; else the database picks a key. */
const conflictKey = (sets: Assignments, options: TSESTree.Node | undefined, at: Resolver): Predicate => {
  const fields = options === undefined ? undefined : at.object(options).entries.get('conflictFields')?.value;
  const list = fields === undefined ? undefined : at.constant(fields);
  const names = list?.type === 'ArrayExpression' ? list.elements.flatMap((element) => (element === null || element.type === 'SpreadElement' ? [] : (at.text(element) ?? []))) : ['id'];
  const terms = names.flatMap((column): readonly Term[] => {
    const entry = sets.entries.find((set) => set.column === column);
    return entry?.written.kind === 'value' ? [{ column, op: 'eq', value: entry.written.node }] : [];
  });
  return { terms, open: list === undefined, spreads: [] };
};

/**
 * SELECT, then INSERT in a transaction (or savepoint) of its own, whose unique violation it takes for an answer. That is right where the
 * columns of `where` are a unique key; whether they are isn't known here.
 */
const ofFindOrCreate = (subject: Subject, options: TSESTree.Node | undefined): readonly Facts[] => {
  const { call, at } = subject;
  const handle = handleOf(options, call, at);
  const entries = options === undefined ? undefined : at.object(options).entries;
  const where = conditions(entries?.get('where')?.value, at);
  const keys: Assignments = {
    entries: where.terms.flatMap((term) => (term.op === 'eq' && term.value !== undefined && term.via === undefined && term.disjunct !== true ? [{ column: term.column, written: { kind: 'value', node: term.value } as const, property: undefined }] : [])),
    spreads: where.spreads, open: where.open,
  };
  const defaults = assignments(entries?.get('defaults')?.value, at);
  const sets: Assignments = { entries: [...keys.entries, ...defaults.entries], spreads: [...keys.spreads, ...defaults.spreads], open: keys.open || defaults.open };
  return [
    readFirst(subject, handle, options, { kind: 'tuple', items: [{ kind: 'row', absent: 'null' }] }),
    operationOf(subject, handle, { kind: 'upsert', where, sets, updates: noColumns, result: written, rows: 'one', onConflict: 'ignore', oneStatement: unknown }),
  ];
};
