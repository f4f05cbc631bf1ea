/**
 * The parts of one call: writes under a relation in `data`, relations in `include` and `select`.
 *
 * In: a call, the table that it acts on, and its argument. Out: operations of their own, with the path that leads to them.
 * Never assumed: the schema, which alone knows the model at the other end of a relation; its foreign key.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignment, Assignments, Handle, OperationNode, Predicate, Result, Table } from '../../operations/operation.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import { mappedObject, readData, type RelationWrite } from './data.js';
import { anyRow, noColumns, type Facts } from './facts.js';
import { cutOf, selectColumns } from './query.js';
import { readWhere } from './predicates.js';
import { relatedTable, schemaOfTable } from './tables.js';

/** What the parts of a call have in common. */
export interface Parent {
  readonly node: OperationNode;
  readonly handle: Handle;
  readonly table: Table | undefined;
  readonly path: readonly string[];
  readonly at: Resolver;
}

const MAX_DEPTH = 6;

type Part = Pick<Facts, 'kind' | 'where' | 'sets' | 'result' | 'rows' | 'oneStatement'> & Partial<Facts>;

const part = (parent: Parent, relation: string, verb: TSESTree.Node, facts: Part): Facts => ({
  node: parent.node,
  verb,
  handle: parent.handle,
  table: relatedTable(parent.table, relation, parent.at),
  joins: [],
  lock: undefined,
  nested: { parent: parent.node, path: [...parent.path, relation] },
  lazy: true,
  ...facts,
});

const inside = (parent: Parent, relation: string): Parent => ({ ...parent, table: relatedTable(parent.table, relation, parent.at), path: [...parent.path, relation] });

/** The elements of an array, the object that `map` makes of each, or the one object. */
const each = (node: TSESTree.Node, at: Resolver): readonly TSESTree.Node[] => {
  const bare = at.constant(node);
  if (bare.type !== 'ArrayExpression') return [mappedObject(bare, at) ?? node];
  return bare.elements.flatMap((element) => (element === null ? [] : [element.type === 'SpreadElement' ? (mappedObject(element.argument, at) ?? element.argument) : element]));
};

const isTrue = (node: TSESTree.Node): boolean => node.type === 'Literal' && node.value === true;
const isFalse = (node: TSESTree.Node): boolean => node.type === 'Literal' && node.value === false;

/** All writes under the relations of a `data` object. */
export const nestedWrites = (relations: readonly RelationWrite[], parent: Parent): readonly Facts[] =>
  parent.path.length > MAX_DEPTH
    ? []
    : relations.flatMap(({ relation, shape }) =>
        [...shape.entries].flatMap(([verb, { value, property }]) => nestedWrite({ relation, verb, value, name: property.key, parent })),
      );

interface Write {
  readonly relation: string;
  readonly verb: string;
  readonly value: TSESTree.Node;
  /** the key in the code */
  readonly name: TSESTree.Node;
  readonly parent: Parent;
}

const nestedWrite = (write: Write): readonly Facts[] => {
  const { verb, value, parent } = write;
  switch (verb) {
    case 'create':
      return insert(write, value, undefined);
    case 'createMany': {
      const shape = parent.at.object(value);
      const data = shape.entries.get('data')?.value;
      const skip = shape.entries.get('skipDuplicates')?.value;
      return insert(write, data ?? value, skip !== undefined && isTrue(parent.at.bare(skip)) ? 'ignore' : undefined);
    }
    case 'connectOrCreate':
    case 'upsert':
      return each(value, parent.at).flatMap((one) => upsert(write, parent.at.object(one)));
    case 'update':
    case 'updateMany':
      return each(value, parent.at).flatMap((one) => update(write, one));
    case 'delete':
    case 'deleteMany':
      return each(value, parent.at).map((one) => part(parent, write.relation, write.name, { ...changes, kind: 'delete', where: rowsOf(one, write), sets: noColumns }));
    case 'connect':
      return each(value, parent.at).map((one) => link(write, one));
    case 'disconnect':
      return each(value, parent.at).map((one) => part(parent, write.relation, write.name, { ...changes, kind: 'unlink', where: rowsOf(one, write), sets: noColumns }));
    case 'set':
      return [
        part(parent, write.relation, write.name, { ...changes, kind: 'unlink', where: { ...anyRow, open: true }, sets: noColumns }),
        ...each(value, parent.at).map((one) => link(write, one)),
      ];
    default:
      return [];
  }
};

const changes = { result: { kind: 'nothing' }, rows: 'many', oneStatement: false } as const;

/** The related rows that a nested write names; those of other parents are left out, which no term says. */
const rowsOf = (node: TSESTree.Node, { parent }: Write): Predicate => {
  const bare = parent.at.bare(node);
  if (isTrue(bare)) return { ...anyRow, open: true };
  return { ...readWhere(node, parent.at, false).predicate, open: true };
};

/** The foreign key to the parent is written too, under a name that the schema knows. */
const withKey = (sets: Assignments): Assignments => ({ ...sets, open: true });

const insert = (write: Write, value: TSESTree.Node, onConflict: 'ignore' | undefined): readonly Facts[] => {
  const { parent, relation, name } = write;
  const data = readData(value, parent.at);
  const isMany = parent.at.constant(value).type !== 'ObjectExpression';
  const facts = part(parent, relation, name, {
    ...changes, kind: 'insert', where: anyRow, sets: withKey(data.sets), rows: isMany ? 'many' : 'one', oneStatement: true, ...(onConflict === undefined ? {} : { onConflict }),
  });
  return [facts, ...nestedWrites(data.relations, inside(parent, relation))];
};

const upsert = (write: Write, shape: ObjectShape): readonly Facts[] => {
  const { parent, relation, name, verb } = write;
  const create = readData(shape.entries.get('create')?.value, parent.at);
  const update = readData(shape.entries.get('update')?.value, parent.at);
  const where = shape.entries.get('where')?.value;
  const facts = part(parent, relation, name, {
    ...changes,
    kind: 'upsert',
    where: { ...readWhere(where, parent.at, true).predicate, ...(where === undefined ? { open: true } : {}) },
    sets: withKey(create.sets),
    updates: update.sets,
    rows: 'one',
    emulated: verb === 'upsert' ? 'a nested `upsert` reads first' : '`connectOrCreate` reads first',
  });
  return [facts, ...nestedWrites([...create.relations, ...update.relations], inside(parent, relation))];
};

const update = (write: Write, node: TSESTree.Node): readonly Facts[] => {
  const { parent, relation, name } = write;
  const shape = parent.at.object(node);
  const wrapped = shape.entries.get('data')?.value;
  const isWrapped = wrapped !== undefined && [...shape.entries.keys()].every((key) => key === 'data' || key === 'where');
  const data = readData(isWrapped ? wrapped : node, parent.at);
  const where = isWrapped ? shape.entries.get('where')?.value : undefined;
  const predicate: Predicate = { ...readWhere(where, parent.at, true).predicate, open: true };
  return [part(parent, relation, name, { ...changes, kind: 'update', where: predicate, sets: data.sets }), ...nestedWrites(data.relations, inside(parent, relation))];
};

/** The columns that name the linked row are what the link sets. */
const link = ({ parent, relation, name }: Write, node: TSESTree.Node): Facts => {
  const where = readWhere(node, parent.at, true).predicate;
  const entries = where.terms.flatMap((term): readonly Assignment[] =>
    term.op === 'eq' && term.value !== undefined ? [{ column: term.column, written: { kind: 'value', node: term.value }, property: undefined }] : [],
  );
  return part(parent, relation, name, { ...changes, kind: 'link', where, sets: { entries, spreads: where.spreads, open: true }, rows: 'one' });
};

const LIST_ONLY = ['orderBy', 'take', 'skip', 'cursor', 'distinct'];
const PLURALS = new Set(['children', 'people', 'media', 'data', 'staff']);

/** Whether a relation gives a list: by the schema, by what only lists can be given, else by its name. */
const isList = (relation: string, args: ObjectShape | undefined, { table, at }: Parent): boolean =>
  schemaOfTable(table, at)?.relations.get(relation)?.list ?? (LIST_ONLY.some((key) => args?.entries.has(key) === true) || args?.entries.has('where') === true || PLURALS.has(relation) || /[^sui]s$/.test(relation) || /[^s]ies$/.test(relation));

/** The relations that `include` and `select` read along. */
export const nestedReads = (argument: ObjectShape, parent: Parent): readonly Facts[] => {
  if (parent.path.length > MAX_DEPTH) return [];
  return (['include', 'select'] as const).flatMap((kind) => {
    const shape = argument.entries.get(kind);
    if (shape === undefined) return [];
    return [...parent.at.object(shape.value).entries].flatMap(([relation, { value, property }]) => {
      const bare = parent.at.bare(value);
      if (relation === '_count') return counts(bare, parent);
      if (isFalse(bare) || (kind === 'select' && bare.type !== 'ObjectExpression' && parent.at.object(bare).node === undefined)) return [];
      return nestedRead(relation, value, property.key, parent);
    });
  });
};

const nestedRead = (relation: string, value: TSESTree.Node, name: TSESTree.Node, parent: Parent): readonly Facts[] => {
  const shape = parent.at.object(value);
  const args = shape.node === undefined ? undefined : shape;
  const result: Result = isList(relation, args, parent) ? { kind: 'rows' } : { kind: 'row', absent: 'null' };
  const where = readWhere(args?.entries.get('where')?.value, parent.at, false);
  const facts = part(parent, relation, name, {
    kind: 'read', where: where.predicate, sets: noColumns, result, rows: result.kind === 'rows' ? 'many' : 'one', oneStatement: true,
    ...(args === undefined ? {} : { ...cutOf(args, parent.at, false), ...selectColumns(args, parent.at) }),
  });
  return [facts, ...(args === undefined ? [] : nestedReads(args, inside(parent, relation)))];
};

/** `_count: { select: { members: true } }` → `row._count.members` */
const counts = (node: TSESTree.Node, parent: Parent): readonly Facts[] => {
  const select = parent.at.object(node).entries.get('select');
  if (select === undefined) return [];
  return [...parent.at.object(select.value).entries].map(([relation, { value, property }]) => {
    const bare = parent.at.bare(value);
    const where = bare.type === 'ObjectExpression' ? parent.at.object(bare).entries.get('where')?.value : undefined;
    const facts = part(parent, relation, property.key, {
      kind: 'read', where: readWhere(where, parent.at, false).predicate, sets: noColumns, result: { kind: 'number', of: 'count', column: undefined }, rows: 'many', oneStatement: true,
    });
    return { ...facts, nested: { parent: parent.node, path: [...parent.path, '_count', relation] } };
  });
};
