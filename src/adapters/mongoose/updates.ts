/**
 * Update documents: bare fields (Mongoose), `$set`, `$inc`, `$push`, `$addToSet`, `$pull`, `$setOnInsert`, pipelines.
 *
 * In: the expression of an update. Out: what is set on a document that is there, and what only on one that is inserted.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignment, Assignments, Written } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { columnName, noColumns } from './facts.js';

export interface Update {
  readonly sets: Assignments;
  /** `$setOnInsert` */
  readonly onInsert: Assignments;
}

const open: Assignments = { entries: [], spreads: [], open: true };

const join = (parts: readonly Assignments[]): Assignments => ({
  entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open),
});

/** What an update document writes. */
export const update = (node: TSESTree.Node | undefined, at: Resolver): Update => {
  if (node === undefined) return { sets: noColumns, onInsert: noColumns };
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') return { sets: pipeline(value, at), onInsert: noColumns };
  const shape = at.object(node);
  const sets: Assignments[] = [{ entries: [], spreads: wholesIn(shape), open: shape.open }];
  const onInsert: Assignments[] = [];
  for (const [key, entry] of shape.entries) {
    if (key === '$setOnInsert') onInsert.push(fields(entry.value, at));
    else if (key.startsWith('$')) sets.push(operator(key, entry.value, at));
    else sets.push({ entries: [{ column: pathOf(key), written: { kind: 'value', node: entry.value }, property: entry.property }], spreads: [], open: false });
  }
  return { sets: join(sets), onInsert: join(onInsert) };
};

/** `items.$.qty`, `items.0.qty`, `items.$[x].qty` → `items.qty` */
const pathOf = (key: string): string => columnName(key.replace(/\.(?:\$(?:\[\w*\])?|\d+)(?=\.|$)/g, ''));

/** The fields of a document that is inserted or set as a whole. */
export const fields = (node: TSESTree.Node | undefined, at: Resolver): Assignments => {
  if (node === undefined) return noColumns;
  const shape = at.object(node);
  const entries = [...shape.entries].map(([key, { value, property }]): Assignment => ({ column: pathOf(key), written: { kind: 'value', node: value }, property }));
  return { entries, spreads: wholesIn(shape), open: shape.open };
};

type Writer = (value: TSESTree.Node, at: Resolver) => Written;

const atomic = (name: Extract<Written, { kind: 'atomic' }>['operator']): Writer => (node) => ({ kind: 'atomic', operator: name, node });

const writers: Readonly<Partial<Record<string, Writer>>> = {
  $set: (node) => ({ kind: 'value', node }),
  $unset: () => ({ kind: 'opaque', node: undefined, constant: null }),
  $inc: (value, at) => {
    const bare = at.bare(value);
    return bare.type === 'UnaryExpression' && bare.operator === '-' ? { kind: 'atomic', operator: 'decrement', node: bare.argument } : { kind: 'atomic', operator: 'increment', node: value };
  },
  $mul: atomic('multiply'),
  $push: atomic('push'),
  $addToSet: atomic('include'),
  $pull: atomic('exclude'),
  $pullAll: atomic('exclude'),
  $min: atomic('expression'),
  $max: atomic('expression'),
  $pop: atomic('expression'),
  $bit: atomic('expression'),
};

const operator = (key: string, node: TSESTree.Node, at: Resolver): Assignments => {
  const shape = at.object(node);
  const writer: Writer = writers[key] ?? (() => ({ kind: 'opaque', node: undefined }));
  const entries = [...shape.entries].map(([name, { value, property }]): Assignment => ({ column: pathOf(name), written: writer(value, at), property }));
  if (key === '$set') return { entries, spreads: wholesIn(shape), open: shape.open };
  return { entries, spreads: [], open: shape.open || shape.spreads.length > 0 };
};

/** The stages of a pipeline compute on the document as it is in the database. */
const pipeline = (list: TSESTree.ArrayExpression, at: Resolver): Assignments =>
  join(
    list.elements.map((element) => {
      const stage = element === null || element.type === 'SpreadElement' ? undefined : at.object(element).entries;
      const set = stage?.get('$set') ?? stage?.get('$addFields');
      if (!set) return open;
      const shape = at.object(set.value);
      const entries = [...shape.entries].map(([name, { value, property }]): Assignment => ({ column: pathOf(name), written: { kind: 'atomic', operator: 'expression', node: value }, property }));
      return { entries, spreads: [], open: shape.open || shape.spreads.length > 0 };
    }),
  );
