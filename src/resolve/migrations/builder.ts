/**
 * Migrations in Knex's words: `knex.schema.createTable('users', (table) => { table.string('email').unique() })`. Source: knexjs.org "Schema Builder".
 *
 * Never assumed: that another kind of script leaves the keys as they are; a file without `up` in these words makes all tables known in part.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { callChain, type ChainLink } from '../../syntax/call-chain.js';
import { childrenOf } from '../../syntax/descendants.js';
import { isFunction } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { schemaChanges, type SchemaChange, type TablePart } from '../../syntax/sql-schema.js';
import { exportOf } from '../modules.js';
import type { Resolver } from '../resolver.js';

const anything: SchemaChange = { kind: 'unclear', table: undefined };

/** What the `up` of a file does, in the order of its text. */
export const builderChanges = (at: Resolver): readonly SchemaChange[] => {
  const place = exportOf('up', at);
  const up = place && place.at === at ? at.constant(place.node) : undefined;
  if (!up || !isFunction(up)) return [anything];
  return callsIn(up).flatMap((call) => changeOf(call, at));
};

/** The calls inside a node, by where their method's name stands. */
const callsIn = (root: TSESTree.Node): readonly TSESTree.CallExpression[] => {
  const found: TSESTree.CallExpression[] = [];
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'CallExpression') found.push(node);
    pending.push(...childrenOf(node));
  }
  return found.sort((a, b) => placeOf(a) - placeOf(b));
};

const placeOf = ({ callee }: TSESTree.CallExpression): number => (callee.type === 'MemberExpression' ? callee.property.range[0] : callee.range[0]);

const changeOf = (call: TSESTree.CallExpression, at: Resolver): readonly SchemaChange[] => {
  const method = call.callee.type === 'MemberExpression' ? memberName(call.callee) : undefined;
  const [first, second] = call.arguments;
  if (method === 'raw') {
    const sql = at.text(first);
    return sql === undefined ? [anything] : schemaChanges(sql).map((change) => (change.kind === 'create-table' ? { ...change, at: call.range[0] } : change));
  }
  if (method === undefined || !/^(?:createTable(?:IfNotExists)?|alterTable|table|dropTable(?:IfExists)?|renameTable)$/.test(method) || !isSchema(call)) return [];
  const table = at.text(first);
  if (table === undefined) return [anything];
  if (method.startsWith('drop')) return [{ kind: 'drop-table', table }];
  if (method === 'renameTable') return [{ kind: 'unclear', table }];
  const parts = partsOf(second, at);
  return method.startsWith('create') ? [{ kind: 'create-table', table, qualifier: undefined, ifMissing: method.endsWith('NotExists'), at: placeOf(call), parts }] : [{ kind: 'alter-table', table, parts }];
};

/** A call on `….schema`. */
const isSchema = (call: TSESTree.CallExpression): boolean => {
  const { root, links } = callChain(call);
  return links.some(({ name, call: called }) => name === 'schema' && !called) || (root.type === 'Identifier' && root.name === 'schema');
};

const unclear: readonly TablePart[] = [{ kind: 'unclear' }];

/** What the callback does with the table that it is given. */
const partsOf = (node: TSESTree.Node | undefined, at: Resolver): readonly TablePart[] => {
  const fn = node && at.constant(node);
  const parameter = isFunction(fn) ? fn.params[0] : undefined;
  const variable = parameter?.type === 'Identifier' ? at.variable(parameter) : undefined;
  if (!variable) return unclear;
  return at.references(variable).flatMap(({ identifier }) => {
    let outer: TSESTree.Node = identifier;
    while ((outer.parent.type === 'MemberExpression' && outer.parent.object === outer) || (outer.parent.type === 'CallExpression' && outer.parent.callee === outer)) outer = outer.parent;
    const { links } = callChain(outer);
    return links.length > 0 && links.every(({ call }) => call) ? partOf(links, at) : unclear;
  });
};

/** Methods of a table that make no column and no unique key. */
const others: ReadonlySet<string> = new Set(['index', 'check', 'comment', 'engine', 'charset', 'collate', 'dropIndex', 'dropForeign', 'dropTimestamps', 'queryContext', 'setNullable', 'dropNullable', 'inherits']);

/** `table.string('email', 80).notNullable().unique()`, `table.unique(['a', 'b'])`. */
const partOf = ([head, ...added]: readonly ChainLink[], at: Resolver): readonly TablePart[] => {
  const method = head?.name;
  const [first, second] = head?.arguments ?? [];
  if (method === undefined) return unclear;
  if (method === 'timestamps') return ['created_at', 'updated_at'].map((name) => ({ kind: 'column', column: { name, type: undefined, nullable: true, default: 'now' }, keys: [] }));
  if (method === 'unique' || method === 'primary') return [{ kind: 'key', key: { columns: namesIn(first, at), constraint: constraintIn(second, at), primary: method === 'primary', partial: isPartial(second, at) } }];
  if (method === 'dropPrimary') return [{ kind: 'drop-key', name: 'primary' }];
  if (method === 'setNullable' || method === 'dropNullable') {
    const name = at.text(first);
    return name === undefined ? unclear : [{ kind: 'null', column: name, nullable: method === 'setNullable' }];
  }
  if (method === 'dropColumn' || method === 'dropColumns') {
    const names = (head?.arguments ?? []).map((argument) => at.text(argument));
    return names.map((name) => (name === undefined ? { kind: 'unclear' } : { kind: 'drop-column', name }));
  }
  if (method === 'foreign') {
    const names = namesIn(first, at);
    return names ? [{ kind: 'references', references: { columns: names, constraint: constraintIn(second, at), table: referenced(added, at) } }] : [];
  }
  if (others.has(method)) return [];
  return method.startsWith('drop') || method.startsWith('rename') || added.some(({ name }) => name === 'alter') ? unclear : column(method, at.text(first), added, at);
};

const column = (type: string, given: string | undefined, added: readonly ChainLink[], at: Resolver): readonly TablePart[] => {
  const name = given ?? (/increments$/i.test(type) ? 'id' : undefined);
  if (name === undefined) return unclear;
  const has = (...names: readonly string[]): boolean => added.some((link) => link.name !== undefined && names.includes(link.name));
  const isCounted = /increments$/i.test(type);
  const primary = isCounted || has('primary');
  const key = (isPrimary: boolean): { readonly columns: readonly string[]; readonly constraint: undefined; readonly primary: boolean; readonly partial: false } => ({ columns: [name], constraint: undefined, primary: isPrimary, partial: false });
  return [{
    kind: 'column',
    column: { name, type, nullable: !primary && !has('notNullable', 'notNull'), default: isCounted ? 'generated' : has('defaultTo') ? 'value' : 'none' },
    keys: [...(primary ? [key(true)] : []), ...(has('unique') ? [key(false)] : [])],
    ...(has('references') ? { references: { columns: [name], constraint: undefined, table: referenced(added, at) } } : {}),
  }];
};

/** `.references('id').inTable('users')`, `.references('users.id')` */
const referenced = (added: readonly ChainLink[], at: Resolver): string | undefined => {
  const given = (name: string): string | undefined => at.text(added.find((link) => link.name === name)?.arguments[0]);
  return given('inTable') ?? /^(.+)\.[^.]+$/.exec(given('references') ?? '')?.[1];
};

/** `'a'`, `['a', 'b']`; undefined where one can't be read. */
const namesIn = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] | undefined => {
  const text = at.text(node);
  if (text !== undefined) return [text];
  const list = node && at.constant(node);
  const names = list?.type === 'ArrayExpression' ? list.elements.map((element) => (element === null ? undefined : at.text(element))) : [];
  return names.length > 0 && names.every((name) => name !== undefined) ? names : undefined;
};

/** `unique(columns, 'name')`, `unique(columns, { indexName, predicate })`. */
const constraintIn = (node: TSESTree.Node | undefined, at: Resolver): string | undefined => at.text(node) ?? at.text(at.object(node).entries.get('indexName')?.value);

const isPartial = (node: TSESTree.Node | undefined, at: Resolver): boolean => at.object(node).entries.has('predicate');
