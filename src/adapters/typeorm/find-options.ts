/** The options of a find: `{ where, relations, select, order, take, lock }`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import { limitOf, type Limit } from '../../operations/limit.js';
import type { Predicate, RowLock } from '../../operations/operation.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import { anyRow } from './facts.js';
import { optionKeys } from './names.js';
import { conditions, criteria } from './predicates.js';

export interface FindOptions {
  readonly where: Predicate;
  readonly lock: Known<RowLock | undefined>;
  /** the lock on the rows of relations: they are joined, and so locked as well, unless the lock names its tables */
  readonly joinedLock: Known<RowLock | undefined>;
  /** paths of relations that are loaded with the row */
  readonly relations: readonly (readonly string[])[];
  readonly order: readonly string[];
  readonly limit: Limit;
  readonly selects: readonly string[] | undefined;
}

const bare = (where: Predicate): FindOptions => ({ where, lock: undefined, joinedLock: undefined, relations: [], order: [], limit: undefined, selects: undefined });

/** Options, or 0.2's `findOne(id)`, `findOne({ email })`, `find({ email })`. */
export const findOptions = (node: TSESTree.Node | undefined, second: TSESTree.Node | undefined, at: Resolver): FindOptions => {
  if (node === undefined) return bare(anyRow);
  const shape = at.object(node);
  const keys = [...shape.entries.keys()];
  if (shape.node === undefined) {
    const where = criteria(node, at);
    if (where.spreads.length === 0) return second === undefined ? bare(where) : { ...fromShape(at.object(second), at), where };
    return { ...bare({ terms: [], open: true, spreads: [] }), lock: unknown, joinedLock: unknown };
  }
  if (keys.length > 0 && !keys.some((key) => optionKeys.has(key))) {
    return second === undefined ? bare(conditions(node, at)) : { ...fromShape(at.object(second), at), where: conditions(node, at) };
  }
  return fromShape(shape, at);
};

const fromShape = (shape: ObjectShape, at: Resolver): FindOptions => {
  const unseen = shape.open || shape.spreads.length > 0;
  const given = shape.entries.get('where');
  const where = conditions(given?.value, at);
  const isLast = given !== undefined && !shape.open && shape.spreads.every((spread) => spread.range[1] <= given.property.range[0]);
  const option = shape.entries.get('lock')?.value;
  const lock = option === undefined ? (unseen ? unknown : undefined) : lockOf(option, at);
  return {
    where: unseen && !isLast ? { ...where, open: true } : where,
    lock,
    joinedLock: at.object(option).entries.has('tables') ? undefined : lock,
    relations: relationPaths(shape.entries.get('relations')?.value, at),
    order: [...at.object(shape.entries.get('order')?.value).entries.keys()],
    limit: limitOf(shape.entries.get('take')?.value, at),
    selects: selected(shape.entries.get('select')?.value, at),
  };
};

const strengths: Readonly<Partial<Record<string, RowLock | 'none'>>> = {
  pessimistic_write: { strength: 'update', onLocked: 'wait' },
  pessimistic_read: { strength: 'share', onLocked: 'wait' },
  for_no_key_update: { strength: 'no-key-update', onLocked: 'wait' },
  for_key_share: { strength: 'key-share', onLocked: 'wait' },
  pessimistic_partial_write: { strength: 'update', onLocked: 'skip' },
  pessimistic_write_or_fail: { strength: 'update', onLocked: 'nowait' },
  dirty_read: 'none',
  optimistic: 'none',
};

/** The lock of a mode; `optimistic` only compares a version when the row is read and locks nothing. */
export const lockMode = (mode: string | undefined, onLocked: string | undefined): Known<RowLock | undefined> => {
  const known = mode !== undefined && Object.hasOwn(strengths, mode) ? strengths[mode] : undefined;
  if (known === undefined) return unknown;
  if (known === 'none') return undefined;
  if (onLocked === 'skip_locked') return { ...known, onLocked: 'skip' };
  return onLocked === 'nowait' ? { ...known, onLocked: 'nowait' } : known;
};

const lockOf = (node: TSESTree.Node, at: Resolver): Known<RowLock | undefined> => {
  const shape = at.object(node);
  const value = at.bare(node);
  if (shape.node === undefined) return value.type === 'Identifier' && value.name === 'undefined' ? undefined : unknown;
  return lockMode(at.text(shape.entries.get('mode')?.value), at.text(shape.entries.get('onLocked')?.value));
};

/** `['a', 'b.c']`, `{ a: true, b: { c: true } }` → [a], [b], [b, c] */
export const relationPaths = (node: TSESTree.Node | undefined, at: Resolver): readonly (readonly string[])[] => {
  if (node === undefined) return [];
  const value = at.constant(node);
  const found = new Map<string, readonly string[]>();
  const add = (path: readonly string[]): void => {
    for (let length = 1; length <= path.length; length++) found.set(path.slice(0, length).join('.'), path.slice(0, length));
  };
  if (value.type === 'ArrayExpression') {
    for (const element of value.elements) {
      const text = element === null || element.type === 'SpreadElement' ? undefined : at.text(element);
      if (text !== undefined) add(text.split('.'));
    }
  } else {
    addObject(node, [], add, at);
  }
  return [...found.values()];
};

const addObject = (node: TSESTree.Node, path: readonly string[], add: (path: readonly string[]) => void, at: Resolver): void => {
  for (const [name, { value }] of at.object(node).entries) {
    const bareValue = at.bare(value);
    if (bareValue.type === 'Literal' && bareValue.value === false) continue;
    add([...path, name]);
    if (bareValue.type === 'ObjectExpression') addObject(bareValue, [...path, name], add, at);
  }
};

const selected = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] | undefined => {
  if (node === undefined) return undefined;
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') {
    const names = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? undefined : at.text(element)));
    const known = names.filter((name) => name !== undefined);
    return known.length === names.length ? known : undefined;
  }
  const shape = at.object(node);
  return shape.node === undefined || shape.open || shape.spreads.length > 0 ? undefined : [...shape.entries.keys()];
};
