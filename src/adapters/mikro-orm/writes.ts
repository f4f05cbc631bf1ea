/** Statements that are sent at once: inserts, native updates and deletes, upserts. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignments, Predicate, Term } from '../../operations/operation.js';
import { anyRow, someRows, type Facts } from '../../operations/from-sql.js';
import type { Resolver } from '../../resolve/resolver.js';
import type { WriteVerb } from './names.js';
import { conditions, isByKey } from './predicates.js';
import { operationOf, type Subject } from './subject.js';
import { assignments, isList } from './values.js';

export const writeOperations = (subject: Subject, verb: WriteVerb): readonly Facts[] => {
  const { at, args: [first, second] } = subject;
  switch (verb) {
    case 'insert':
    case 'nativeInsert':
    case 'insertMany':
      return [operationOf(subject, { kind: 'insert', where: anyRow, sets: assignments(first, at), result: { kind: 'nothing' }, rows: isList(first, at) ? 'many' : 'one' })];
    case 'nativeUpdate': {
      const where = first === undefined ? someRows : conditions(first, at);
      return [operationOf(subject, { kind: 'update', where, sets: assignments(second, at), result: { kind: 'affected' }, rows: isByKey(where) ? 'one' : 'many' })];
    }
    case 'nativeDelete': {
      const where = first === undefined ? someRows : conditions(first, at);
      return [operationOf(subject, { kind: 'delete', where, result: { kind: 'affected' }, rows: isByKey(where) ? 'one' : 'many' })];
    }
    case 'upsert':
    case 'upsertMany':
      return [upsert(subject, first, second)];
  }
};

/**
 * One `INSERT … ON CONFLICT`; with `onConflictAction: 'ignore'` the row that is there is given (core `EntityManager.upsert`). MySQL and MariaDB take
 * any unique key as the target.
 */
const upsert = (subject: Subject, data: TSESTree.Node | undefined, options: TSESTree.Node | undefined): Facts => {
  const { at } = subject;
  const sets = assignments(data, at);
  const { entries } = at.object(options);
  const rows = subject.call.name === 'upsertMany' || isList(data, at) ? 'many' : 'one';
  if (at.text(entries.get('onConflictAction')?.value) === 'ignore') return operationOf(subject, { kind: 'insert', where: anyRow, sets, result: { kind: 'written' }, rows, onConflict: 'ignore' });
  return operationOf(subject, { kind: 'upsert', where: conflictKey(sets, entries.get('onConflictFields')?.value, at), sets, updates: sets, result: { kind: 'written' }, rows, onConflict: 'update' });
};

const conflictKey = (sets: Assignments, fields: TSESTree.Node | undefined, at: Resolver): Predicate => {
  const list = fields && at.constant(fields);
  if (list?.type !== 'ArrayExpression') return someRows;
  const terms = list.elements.flatMap((element): Term[] => {
    const column = element === null ? undefined : at.text(element);
    const written = sets.entries.find((entry) => entry.column === column)?.written;
    return column !== undefined && written?.kind === 'value' ? [{ column, op: 'eq', value: written.node }] : [];
  });
  return { terms, open: terms.length < list.elements.length, spreads: [] };
};
