/** Inserts, updates, deletes and the unit-of-work calls `save` and `remove`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignments, Predicate, Result, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { assignments, isList } from './assignments.js';
import { anyRow, noColumns, someRows, type Facts } from './facts.js';
import type { WriteVerb } from './names.js';
import { affected, inserted, operationOf, type Subject } from './operation-parts.js';
import { criteria, isByKey } from './predicates.js';

const written: Result = { kind: 'written' };

export const writeOperations = (subject: Subject, verb: WriteVerb): readonly Facts[] => {
  const [first, second, third] = subject.args;
  switch (verb) {
    case 'save':
      return entities(first, subject.at).map((entity) => operationOf(subject, { ...ofEntity(entity, subject.at), kind: 'save' }));
    case 'remove':
    case 'softRemove':
      return entities(first, subject.at).map((entity) => operationOf(subject, { ...ofEntity(entity, subject.at), kind: 'delete', ...keeping(verb) }));
    case 'recover':
      return entities(first, subject.at).map((entity) => operationOf(subject, { ...ofEntity(entity, subject.at), kind: 'update', sets: deletedAt }));
    case 'insert':
      return [operationOf(subject, {
        kind: 'insert', where: anyRow, sets: assignments(first, subject.at), result: inserted, rows: isList(first, subject.at) ? 'many' : 'one',
      })];
    case 'upsert': {
      const sets = assignments(first, subject.at);
      return [operationOf(subject, {
        kind: 'upsert', where: conflictKey(sets, second, subject.at), sets, updates: sets, result: inserted, rows: isList(first, subject.at) ? 'many' : 'one', onConflict: 'update',
      })];
    }
    case 'update':
      return [byCriteria(subject, 'update', assignments(second, subject.at))];
    case 'updateAll':
      return [operationOf(subject, { kind: 'update', where: anyRow, sets: assignments(first, subject.at), result: affected })];
    case 'delete':
    case 'softDelete':
      return [{ ...byCriteria(subject, 'delete', noColumns), ...keeping(verb) }];
    case 'restore':
      return [byCriteria(subject, 'update', deletedAt)];
    case 'deleteAll':
    case 'clear':
      return [operationOf(subject, { kind: 'delete', where: anyRow, result: affected })];
    case 'increment':
    case 'decrement': {
      const column = subject.at.text(second);
      const written = { kind: 'atomic', operator: verb, node: third } as const;
      return [byCriteria(subject, 'update', column === undefined ? { entries: [], spreads: [], open: true } : { entries: [{ column, written, property: second }], spreads: [], open: false })];
    }
  }
};

const keeping = (verb: WriteVerb): Pick<Facts, 'keepsRow'> => (verb.startsWith('soft') ? { keepsRow: true } : {});

const deletedAt: Assignments = { entries: [{ column: 'deletedAt', written: { kind: 'opaque', node: undefined }, property: undefined }], spreads: [], open: false };

const byCriteria = (subject: Subject, kind: 'update' | 'delete', sets: Assignments): Facts => {
  const where = criteria(subject.args[0], subject.at);
  return operationOf(subject, { kind, where, sets, result: affected, rows: isByKey(where) ? 'one' : 'many' });
};

/** The elements of a list that is written down, else the one expression. */
const entities = (node: TSESTree.Expression | undefined, at: Resolver): readonly (TSESTree.Node | undefined)[] => {
  if (node === undefined) return [undefined];
  const value = at.bare(node);
  if (value.type !== 'ArrayExpression' || value.elements.length === 0) return [node];
  const elements = value.elements.filter((element) => element !== null && element.type !== 'SpreadElement');
  return elements.length === value.elements.length ? elements : [node];
};

const ofEntity = (entity: TSESTree.Node | undefined, at: Resolver): Pick<Facts, 'where' | 'result' | 'rows' | 'oneStatement' | 'entity'> => ({
  where: someRows, result: written, rows: isList(entity, at) ? 'many' : 'one', oneStatement: false, ...(entity === undefined ? {} : { entity }),
});

/** The rows that an upsert hits: those that have the values of the conflict columns. */
const conflictKey = (sets: Assignments, node: TSESTree.Node | undefined, at: Resolver): Predicate => {
  if (node === undefined) return someRows;
  const value = at.constant(node);
  const list = value.type === 'ArrayExpression' ? value : at.object(node).entries.get('conflictPaths')?.value;
  const columns = list === undefined ? undefined : columnNames(list, at);
  if (columns === undefined) return someRows;
  const terms: Term[] = [];
  let open = false;
  for (const column of columns) {
    const found = sets.entries.find((entry) => entry.column === column)?.written;
    if (found?.kind === 'value') terms.push({ column, op: 'eq', value: found.node });
    else if (sets.spreads.length > 0) terms.push({ column, op: 'eq' });
    else open = true;
  }
  return { terms, open, spreads: [] };
};

const columnNames = (node: TSESTree.Node, at: Resolver): readonly string[] | undefined => {
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') {
    const names = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? undefined : at.text(element)));
    const known = names.filter((name) => name !== undefined);
    return known.length === names.length ? known : undefined;
  }
  const shape = at.object(node);
  return shape.node === undefined ? undefined : [...shape.entries.keys()];
};
