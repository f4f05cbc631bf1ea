/**
 * One table builder's call as a table: `pgTable('users', { columns }, (table) => [keys])`.
 *
 * Source: Drizzle 0.30 to 1.0, "Schema declaration", "Indexes & constraints". Never assumed: that a spread, a helper of another file or an index by an expression
 * declares no unique key; then not all keys are in view.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { finished, type DraftKey } from '../../operations/draft-key.js';
import type { ColumnSchema, ForeignKey, TableSchema } from '../../operations/schema.js';
import { unknown } from '../../operations/known.js';
import type { Place } from '../../resolve/modules.js';
import { declarationElsewhere } from '../../resolve/other-file.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { argument } from './facts.js';
import { readColumn } from './schema-column.js';
import { readKeys } from './schema-keys.js';
import { familyOf, makerOf, tableNamed } from './tables.js';
import type { Engine } from './engine.js';

interface Found {
  readonly schema: TableSchema;
  readonly engine: Engine;
}

/** What a declaration says of a table; undefined where it is no table. @param name as the code calls it */
export const tableSchema = (name: string, { node, at }: Place): Found | undefined => {
  const call = at.constant(node);
  const engine = call.type === 'CallExpression' ? (makerOf(call, at) ?? makerElsewhere(call, at)) : undefined;
  if (call.type !== 'CallExpression' || !engine) return undefined;
  const columns = new Map<string, ColumnSchema>();
  const keys: DraftKey[] = [];
  const primary: string[] = [];
  const foreign: ForeignKey[] = [];
  const parts = columnsOf(argument(call.arguments, 1), at);
  let complete = parts.complete;
  for (const [column, place] of parts.columns) {
    const read = readColumn(column, place, engine);
    columns.set(column, read.column);
    if (read.primary) primary.push(column);
    if (read.key) keys.push(read.key);
    if (read.foreign) foreign.push(read.foreign);
    complete &&= read.whole;
  }
  const extra = readKeys(argument(call.arguments, 2), at);
  if (primary.length > 0) keys.unshift({ columns: primary, constraint: undefined, primary: true, partial: false });
  // an index may name a column by its declaration in another table's variable
  const all = [...keys, ...extra.keys];
  const known = all.filter((key) => key.columns.every((column) => columns.has(column)));
  return {
    engine,
    schema: {
      table: tableNamed(name),
      name,
      mapped: at.text(call.arguments[0]) ?? name,
      columns,
      relations: new Map(),
      foreignKeys: { keys: [...foreign, ...extra.foreign], complete: complete && extra.complete },
      keys: known.map((key) => finished(key, (column) => columns.get(column)?.nullable !== false)),
      complete: complete && extra.complete && known.length === all.length,
      database: unknown,
      place: { file: at.filename, line: call.loc.start.line },
    },
  };
};

/** `createTable('users', …)`, `auth.table('users', …)` of another file. */
const makerElsewhere = (call: TSESTree.CallExpression, at: Resolver): Engine | undefined => {
  const callee = at.origin(call.callee);
  const maker = callee.kind === 'member' && /^(?:table|withRLS)$/.test(callee.property) ? callee.object : callee;
  const place = maker.kind === 'import' ? declarationElsewhere(maker.module, maker.name, at) : undefined;
  return place && familyOf(place.at.origin(place.node));
};

interface Columns {
  readonly columns: ReadonlyMap<string, Place>;
  /** all of them are in view */
  readonly complete: boolean;
}

const none: Columns = { columns: new Map(), complete: false };

/** The columns of an object, of a function that gives one (`(t) => ({ … })`), and of the objects that are spread into it, also from other files. */
const columnsOf = (node: TSESTree.Node | undefined, at: Resolver, depth = 0): Columns => {
  if (!node || depth > 4) return none;
  const value = at.constant(node);
  const given = isFunction(value) ? returnedExpression(value) : value;
  if (!given) return none;
  const shape = at.object(given);
  if (!shape.node) return fromElsewhere(given, at, depth);
  const columns = new Map<string, Place>();
  let complete = !shape.open;
  for (const spread of shape.spreads) {
    const inner = columnsOf(spread, at, depth + 1);
    for (const [name, place] of inner.columns) columns.set(name, place);
    complete &&= inner.complete;
  }
  for (const [name, { value: column }] of shape.entries) columns.set(name, { node: column, at });
  return { columns, complete };
};

/** `...timestamps`, imported, and `...timestamps()`. */
const fromElsewhere = (node: TSESTree.Node, at: Resolver, depth: number): Columns => {
  const bare = at.bare(node);
  const origin = at.origin(bare.type === 'CallExpression' ? bare.callee : bare);
  if (origin.kind === 'function') return bare.type === 'CallExpression' ? columnsOf(returnedExpression(origin.fn), at, depth + 1) : none;
  const place = origin.kind === 'import' ? declarationElsewhere(origin.module, origin.name, at) : undefined;
  return place ? columnsOf(place.node, place.at, depth + 1) : none;
};
