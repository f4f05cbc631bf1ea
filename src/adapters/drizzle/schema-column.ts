/**
 * One column of a table builder: `text('email').notNull().unique()`, `t.serial().primaryKey()`, and what a helper of the project makes of them.
 *
 * Source: Drizzle, "Column types", "Indexes & constraints"; `serial` columns are NOT NULL. Never assumed: that a column builder which isn't Drizzle's leaves the column
 * without a key (`whole`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { DraftKey } from '../../operations/draft-key.js';
import { unknown } from '../../operations/known.js';
import type { ColumnSchema, ForeignKey } from '../../operations/schema.js';
import type { Place } from '../../resolve/modules.js';
import { optionsOf } from '../../resolve/options.js';
import { declarationElsewhere } from '../../resolve/other-file.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { callChain, type ChainLink } from '../../syntax/call-chain.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import type { Engine } from './engine.js';
import { isDrizzleModule } from './names.js';
import { tableRef } from './tables.js';

interface ReadColumn {
  readonly column: ColumnSchema;
  readonly primary: boolean;
  readonly key: DraftKey | undefined;
  /** it `references(() => table.column)` */
  readonly foreign: ForeignKey | undefined;
  /** its builder was followed to Drizzle's own */
  readonly whole: boolean;
}

/** A column's builder as its type and what is added to it. */
interface Builder {
  /** `text`, `serial`; undefined where the type is the project's own */
  readonly type: string | undefined;
  /** of the call that makes the type */
  readonly arguments: readonly TSESTree.Node[];
  readonly at: Resolver;
  readonly links: readonly (ChainLink & { readonly at: Resolver })[];
  readonly whole: boolean;
}

/** What a declaration says of a column. */
export const readColumn = (name: string, place: Place, engine: Engine): ReadColumn => {
  const builder = builderOf(place.node, place.at, 0);
  const has = (...names: readonly string[]): boolean => builder.links.some((link) => link.name !== undefined && names.includes(link.name));
  const unique = builder.links.find((link) => link.name === 'unique');
  const isPrimary = has('primaryKey');
  const isSerial = /serial$/i.test(builder.type ?? '');
  const options = unique && optionsOf(unique.arguments[1], unique.at);
  const nulls = options && options.at.text(options.shape.entries.get('nulls')?.value);
  return {
    column: {
      name,
      mapped: builder.at.text(builder.arguments[0]) ?? name,
      type: builder.type,
      nullable: builder.whole && !has('notNull') && !isPrimary && !isSerial && !has('generatedAlwaysAsIdentity', 'generatedByDefaultAsIdentity'),
      list: has('array'),
      default: defaultOf(builder, engine),
      updatedAt: has('$onUpdate', '$onUpdateFn', 'onUpdateNow'),
      version: false,
    },
    primary: isPrimary,
    key: unique && { columns: [name], constraint: unique.at.text(unique.arguments[0]), primary: false, partial: !builder.whole, ...(nulls === 'not distinct' ? { nullsAlike: true as const } : {}) },
    foreign: foreignOf(name, builder),
    whole: builder.whole,
  };
};

/** `references(() => users.id)` */
const foreignOf = (name: string, { links }: Builder): ForeignKey | undefined => {
  const link = links.find((one) => one.name === 'references');
  if (!link) return undefined;
  const arrow = link.arguments[0] && link.at.constant(link.arguments[0]);
  const column = isFunction(arrow) ? returnedExpression(arrow) : undefined;
  return { columns: [name], table: column?.type === 'MemberExpression' ? (tableRef(column.object, link.at)?.table ?? unknown) : unknown };
};

const generators: ReadonlySet<string> = new Set(['generatedAlwaysAsIdentity', 'generatedByDefaultAsIdentity', 'autoincrement', 'defaultRandom', 'generatedAlwaysAs', '$default', '$defaultFn']);

const defaultOf = ({ type, links, at }: Builder, engine: Engine): ColumnSchema['default'] => {
  if (/serial$/i.test(type ?? '') || links.some(({ name }) => name !== undefined && generators.has(name))) return 'generated';
  if (links.some(({ name }) => name === 'defaultNow')) return 'now';
  // INTEGER PRIMARY KEY is the row's own number
  if (engine === 'sqlite' && type === 'integer' && links.some(({ name }) => name === 'primaryKey')) return 'generated';
  const value = links.find(({ name }) => name === 'default');
  if (!value) return 'none';
  const [node] = value.arguments;
  const sql = node && (value.at === at ? at : value.at).constant(node);
  if (sql?.type !== 'TaggedTemplateExpression') return 'value';
  const text = sql.quasi.quasis.map(({ value: { cooked } }) => cooked).join('');
  if (/^\(?\s*(?:now\(|current_timestamp|unixepoch|datetime\()/i.test(text)) return 'now';
  return text.includes('(') ? 'generated' : 'value';
};

const opaque = (node: TSESTree.Node, at: Resolver): Builder => ({ type: undefined, arguments: node.type === 'CallExpression' ? node.arguments : [], at, links: [], whole: false });

const maximumDepth = 5;

const builderOf = (node: TSESTree.Node, at: Resolver, depth: number): Builder => {
  const { root, links } = callChain(at.constant(node));
  const added = links.map((link) => ({ ...link, at }));
  if (depth > maximumDepth) return opaque(root, at);
  if (root.type === 'CallExpression') return extended(madeBy(root, at, depth), added);
  // `t.text().notNull()`, `pg.text()`
  const [first, ...rest] = added;
  const origin = at.origin(root);
  if (first?.call && (isGiven(origin) || isDrizzle(origin))) return { type: first.name, arguments: first.arguments, at, links: rest, whole: true };
  const elsewhere = followed(origin, at);
  return elsewhere ? extended(builderOf(elsewhere.node, elsewhere.at, depth + 1), added) : extended(opaque(root, at), added);
};

const extended = (builder: Builder, links: Builder['links']): Builder => ({ ...builder, links: [...builder.links, ...links] });

/** The parameter of the function that gives the columns. */
const isGiven = (origin: Origin): boolean => origin.kind === 'parameter' && origin.index === 0;

const isDrizzle = (origin: Origin): boolean => origin.kind === 'import' && isDrizzleModule(origin.module);

const followed = (origin: Origin, at: Resolver): Place | undefined => (origin.kind === 'import' && !isDrizzleModule(origin.module) ? declarationElsewhere(origin.module, origin.name, at) : undefined);

/** `text('email')`, `statusEnum('status')`, `primaryId()`. */
const madeBy = (call: TSESTree.CallExpression, at: Resolver, depth: number): Builder => {
  const origin = at.origin(call.callee);
  if (isGiven(origin) && origin.kind === 'parameter') return { type: origin.path[0], arguments: call.arguments, at, links: [], whole: true };
  if (origin.kind === 'import' && isDrizzleModule(origin.module)) return { type: origin.name, arguments: call.arguments, at, links: [], whole: true };
  const made = (maker: Origin): boolean => maker.kind === 'call' && (isDrizzle(maker.callee) || (maker.callee.kind === 'member' && maker.callee.object.kind === 'call' && isDrizzle(maker.callee.object.callee)));
  // a type of the project's own: `pgEnum('status', […])`, `customType({…})`
  if (made(origin)) return { type: undefined, arguments: call.arguments, at, links: [], whole: true };
  const place = origin.kind === 'function' ? { node: origin.fn, at } : followed(origin, at);
  if (!place) return opaque(call, at);
  const value = place.at.constant(place.node);
  if (made(place.at.origin(value))) return { type: undefined, arguments: call.arguments, at, links: [], whole: true };
  const given = isFunction(value) ? returnedExpression(value) : undefined;
  return given ? builderOf(given, place.at, depth + 1) : opaque(call, at);
};
