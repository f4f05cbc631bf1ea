/**
 * Keys over several columns: the third argument of a table builder, `(table) => [uniqueIndex('x').on(table.a, table.b)]` or, before 0.36, an object of them.
 * Source: Drizzle, "Indexes & constraints".
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { DraftKey } from '../../operations/draft-key.js';
import { unknown } from '../../operations/known.js';
import type { ForeignKey } from '../../operations/schema.js';
import { optionsOf, textOption } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { callChain, type CallChain, type ChainLink } from '../../syntax/call-chain.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { isDrizzleModule } from './names.js';
import { tableRef } from './tables.js';

interface Keys {
  readonly keys: readonly DraftKey[];
  readonly foreign: readonly ForeignKey[];
  /** every key is in view and by columns */
  readonly complete: boolean;
}

/** What the extra configuration of a table declares. */
export const readKeys = (node: TSESTree.Node | undefined, at: Resolver): Keys => {
  if (!node) return { keys: [], foreign: [], complete: true };
  const value = at.constant(node);
  const given = isFunction(value) ? returnedExpression(value) : undefined;
  const items = given && itemsOf(at.constant(given), at);
  if (!items) return { keys: [], foreign: [], complete: false };
  const read = items.map((item) => readKey(item, at));
  return { keys: read.filter((key) => typeof key === 'object'), foreign: items.flatMap((item) => readForeign(item, at)), complete: !read.includes('unreadable') };
};

/** Undefined where more may be in it than is written. */
const itemsOf = (node: TSESTree.Node, at: Resolver): readonly TSESTree.Node[] | undefined => {
  if (node.type === 'ArrayExpression') return node.elements.every((element) => element !== null && element.type !== 'SpreadElement') ? node.elements : undefined;
  const shape = at.object(node);
  return shape.node && !shape.open && shape.spreads.length === 0 ? [...shape.entries.values()].map(({ value }) => value) : undefined;
};

/** What declares no unique key. */
const others: ReadonlySet<string> = new Set(['index', 'foreignKey', 'check', 'pgPolicy', 'fullTextIndex', 'vectorIndex', 'crudPolicy']);

/** `other`: no unique key; `unreadable`: perhaps one. */
const readKey = (node: TSESTree.Node, at: Resolver): DraftKey | 'other' | 'unreadable' => {
  const chain = callChain(at.constant(node));
  const head = headOf(chain, at);
  if (!head) return 'unreadable';
  if (others.has(head.name)) return 'other';
  if (head.name === 'primaryKey') return primaryKey(head.call, at);
  if (head.name !== 'unique' && head.name !== 'uniqueIndex') return 'unreadable';
  const on = head.links.find(({ name }) => name === 'on' || name === 'using' || name === 'onOnly');
  // `using('btree', table.a)`
  const columns = on && columnsIn(on.name === 'using' ? on.arguments.slice(1) : on.arguments, at);
  const has = (name: string): boolean => head.links.some((link) => link.name === name);
  if (!columns) return 'unreadable';
  return { columns, constraint: at.text(head.call.arguments[0]), primary: false, partial: has('where'), ...(has('nullsNotDistinct') ? { nullsAlike: true as const } : {}) };
};

/** `foreignKey({ columns: [table.userId], foreignColumns: [users.id] })` */
const readForeign = (node: TSESTree.Node, at: Resolver): readonly ForeignKey[] => {
  const head = headOf(callChain(at.constant(node)), at);
  if (head?.name !== 'foreignKey') return [];
  const { entries } = optionsOf(head.call.arguments[0], at).shape;
  const elements = (key: string): readonly (TSESTree.Node | null)[] => {
    const value = entries.get(key)?.value;
    const list = value && at.constant(value);
    return list?.type === 'ArrayExpression' ? list.elements : [];
  };
  const columns = columnsIn(elements('columns'), at);
  const [target] = elements('foreignColumns');
  return columns ? [{ columns, table: target?.type === 'MemberExpression' ? (tableRef(target.object, at)?.table ?? unknown) : unknown }] : [];
};

interface Head {
  readonly name: string;
  readonly call: TSESTree.CallExpression;
  readonly links: readonly ChainLink[];
}

/** `uniqueIndex('x')` at the beginning of a chain; also `pg.uniqueIndex('x')`. */
const headOf = ({ root, links }: CallChain, at: Resolver): Head | undefined => {
  if (root.type !== 'CallExpression') {
    const [first, ...rest] = links;
    const origin = at.origin(root);
    return first?.name !== undefined && first.call && origin.kind === 'import' && isDrizzleModule(origin.module) ? { name: first.name, call: first.call, links: rest } : undefined;
  }
  const origin = at.origin(root.callee);
  return origin.kind === 'import' && isDrizzleModule(origin.module) ? { name: origin.name, call: root, links } : undefined;
};

/** `primaryKey({ columns: [table.a, table.b] })`, once `primaryKey(table.a, table.b)`. */
const primaryKey = (call: TSESTree.CallExpression, at: Resolver): DraftKey | 'unreadable' => {
  const options = optionsOf(call.arguments[0], at);
  const list = options.shape.entries.get('columns')?.value;
  const array = list && at.constant(list);
  const columns = options.shape.node ? (array?.type === 'ArrayExpression' ? columnsIn(array.elements, at) : undefined) : columnsIn(call.arguments, at);
  return columns ? { columns, constraint: textOption(options, 'name'), primary: true, partial: false } : 'unreadable';
};

/** Undefined where one is an expression. */
const columnsIn = (nodes: readonly (TSESTree.Node | null)[], at: Resolver): readonly string[] | undefined => {
  const columns = nodes.map((node) => (node === null ? undefined : columnIn(node, at)));
  return columns.length > 0 && columns.every((column) => column !== undefined) ? columns : undefined;
};

/** `table.a`, `table.a.desc()`, `a` of a destructured table. */
const columnIn = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const chain = callChain(node);
  const called = chain.links.findIndex(({ call }) => call !== undefined);
  const plain = called < 0 ? node : chain.links[called]?.member.object;
  if (plain?.type === 'Identifier') {
    const origin = at.origin(plain);
    return origin.kind === 'parameter' && origin.path.length === 1 ? origin.path[0] : undefined;
  }
  return plain?.type === 'MemberExpression' && plain.object.type === 'Identifier' ? memberName(plain) : undefined;
};
