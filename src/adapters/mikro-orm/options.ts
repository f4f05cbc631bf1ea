/** Options of reads: `lockMode`, `populate`, `orderBy`, `limit`, `fields`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Isolation } from '../../operations/dialect.js';
import type { RowLock } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { isNothing } from '../../syntax/truth.js';

export interface FindOptions {
  readonly lock: Known<RowLock | undefined>;
  /** paths of relations that are loaded with the row */
  readonly relations: readonly (readonly string[])[];
  readonly order: readonly string[];
  readonly takesOne: boolean;
  readonly limited: boolean;
  readonly selects: readonly string[] | undefined;
}

/** The member of an enum, or the text that it stands for. */
const enumName = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.constant(node);
  return bare.type === 'MemberExpression' ? memberName(bare) : (at.text(bare) ?? (bare.type === 'Literal' ? String(bare.value) : undefined));
};

const update = { strength: 'update', onLocked: 'wait' } as const;
const share = { strength: 'share', onLocked: 'wait' } as const;

/** By the enum's names and numbers (core `enums.d.ts`). `OPTIMISTIC` only compares a version: no lock. */
const modes: Readonly<Partial<Record<string, RowLock | 'none'>>> = {
  NONE: 'none', 0: 'none', OPTIMISTIC: 'none', 1: 'none', PESSIMISTIC_READ: share, 2: share, PESSIMISTIC_WRITE: update, 3: update,
  PESSIMISTIC_PARTIAL_WRITE: { ...update, onLocked: 'skip' }, 4: { ...update, onLocked: 'skip' }, PESSIMISTIC_WRITE_OR_FAIL: { ...update, onLocked: 'nowait' }, 5: { ...update, onLocked: 'nowait' },
  PESSIMISTIC_PARTIAL_READ: { ...share, onLocked: 'skip' }, 6: { ...share, onLocked: 'skip' }, PESSIMISTIC_READ_OR_FAIL: { ...share, onLocked: 'nowait' }, 7: { ...share, onLocked: 'nowait' },
};

/** The row lock of a lock mode; undefined: none is taken. */
export const lockMode = (node: TSESTree.Node | undefined, at: Resolver): Known<RowLock | undefined> => {
  if (node === undefined || isNothing(at.constant(node))) return undefined;
  const name = enumName(node, at);
  const found = name !== undefined && Object.hasOwn(modes, name) ? modes[name] : undefined;
  return found === undefined ? unknown : found === 'none' ? undefined : found;
};

const levels: Readonly<Partial<Record<string, Isolation>>> = {
  READUNCOMMITTED: 'read-uncommitted', READCOMMITTED: 'read-committed', REPEATABLEREAD: 'repeatable-read', SERIALIZABLE: 'serializable', SNAPSHOT: 'snapshot',
};

/** `IsolationLevel.SERIALIZABLE`, `'serializable'` in the options of a transaction. */
export const isolationOf = (options: TSESTree.Node | undefined, at: Resolver): Known<Isolation> => {
  if (options === undefined) return 'default';
  const shape = at.object(options);
  const node = shape.entries.get('isolationLevel')?.value;
  if (node === undefined) return shape.open || shape.spreads.length > 0 ? unknown : 'default';
  return levels[(enumName(node, at) ?? '').replace(/[\s_-]/g, '').toUpperCase()] ?? unknown;
};

/** The texts of a list; undefined where one can't be read. */
const texts = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] | undefined => {
  const value = node && at.constant(node);
  if (value?.type !== 'ArrayExpression') return undefined;
  const found = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? undefined : at.text(element)));
  const known = found.filter((text) => text !== undefined);
  return known.length === found.length ? known : undefined;
};

const literal = (node: TSESTree.Node | undefined, at: Resolver): unknown => {
  const value = node && at.constant(node);
  return value?.type === 'Literal' ? value.value : undefined;
};

const orderedBy = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] => {
  const value = node && at.constant(node);
  const list = value?.type === 'ArrayExpression' ? value.elements : [value];
  return list.flatMap((element) => (element ? [...at.object(element).entries.keys()] : []));
};

/** The options of a find; `where` is elsewhere. */
export const findOptions = (node: TSESTree.Node | undefined, at: Resolver): FindOptions => {
  const shape = at.object(node);
  const entry = (name: string): TSESTree.Node | undefined => shape.entries.get(name)?.value;
  const mode = entry('lockMode');
  const isOpen = node !== undefined && (shape.open || shape.spreads.length > 0);
  return {
    lock: mode === undefined && isOpen ? unknown : lockMode(mode, at),
    relations: (texts(entry('populate'), at) ?? []).filter((path) => path !== '*').map((path) => path.split('.')),
    order: orderedBy(entry('orderBy'), at),
    takesOne: literal(entry('limit'), at) === 1,
    limited: entry('limit') !== undefined,
    selects: texts(entry('fields'), at),
  };
};
