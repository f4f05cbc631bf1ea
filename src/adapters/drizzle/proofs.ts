/**
 * Handles that a query somewhere in the file proves to be Drizzle's: `db.insert(users).values(…)` proves `db` for `db.execute(sql)` and
 * `db.transaction(…)`. Collected once a file, and only when a handle needs it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { queryOf, type Query } from './chain.js';
import { argument, isUndefined } from './facts.js';
import { evidenceOf } from './handles.js';
import { isDrizzleModule } from './names.js';
import { isOwnOperator, operatorName } from './predicates.js';
import { sqlTemplate } from './sql-text.js';
import { tableCall, tableRef } from './tables.js';
import { isForeignModule } from './types.js';

const files = new WeakMap<Resolver, { readonly own: boolean; readonly foreign: boolean }>();

/** Whether the file imports Drizzle, or another library that talks to databases. */
export const fileOf = (at: Resolver): { readonly own: boolean; readonly foreign: boolean } => {
  let found = files.get(at);
  if (found === undefined) {
    const modules = [...at.imports.keys()];
    files.set(at, (found = { own: modules.some(isDrizzleModule), foreign: modules.some((module) => isForeignModule(module) && /knex|kysely|typeorm|sequelize|objection|mikro-orm|supabase/.test(module)) }));
  }
  return found;
};

/** What is certainly no condition: Knex and TypeORM give text and objects. */
const isNoCondition = (node: TSESTree.Node, at: Resolver): boolean => {
  if (at.text(node) !== undefined) return true;
  const { type } = at.constant(node);
  return type === 'Literal' || type === 'TemplateLiteral' || type === 'ObjectExpression' || type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'ArrayExpression';
};

/** What an expression in the place of a condition says: Drizzle's by an operator or `sql`, nothing, or that it's another library's. */
const conditionForm = (args: readonly TSESTree.CallExpressionArgument[], at: Resolver): 'own' | 'open' | 'other' => {
  const node = argument(args, 0);
  if (node === undefined || args.length > 1) return 'other';
  if (isUndefined(at.bare(node), at)) return 'open';
  if (isNoCondition(node, at)) return 'other';
  const value = at.constant(node);
  if (value.type === 'ConditionalExpression') return conditionForm([value.consequent], at) === 'own' ? 'own' : 'open';
  return operatorName(value, at) !== undefined || sqlTemplate(value, at) !== undefined ? 'own' : 'open';
};

const distinctive: ReadonlySet<string> = new Set(['onConflictDoNothing', 'onConflictDoUpdate', 'onDuplicateKeyUpdate', '$returningId', '$dynamic', '$withCache']);

/** `own`: nothing but Drizzle is written like this; `open`: it may be; `other`: it isn't. */
export const formOf = (query: Query, at: Resolver): 'own' | 'open' | 'other' => {
  const { first, rest } = query;
  const target = first.name === 'insert' || first.name === 'update' || first.name === 'delete' ? first.args : rest.find(({ name }) => name === 'from')?.args;
  const table = target === undefined || target.length !== 1 ? undefined : argument(target, 0);
  if (table === undefined || tableRef(table, at) === undefined) return 'other';
  if (first.name.startsWith('select') && !isSelection(first.args, at)) return 'other';
  const conditions = rest.filter(({ name }) => name === 'where').map(({ args }) => conditionForm(args, at));
  if (conditions.includes('other')) return 'other';
  if (first.name === 'insert') {
    const values = rest[0];
    if (values === undefined || !/^(?:values|select|ignore|overriding\w+Value)$/.test(values.name)) return 'other';
    return 'own';
  }
  if (first.name === 'update' && rest[0]?.name !== 'set') return 'other';
  const declared = tableCall(at.constant(table), at) !== undefined;
  return conditions.includes('own') || declared || rest.some(({ name }) => distinctive.has(name)) ? 'own' : 'open';
};

/** `select()`, `select({ id: users.id })`, `selectDistinctOn([users.id], {…})` */
const isSelection = (args: readonly TSESTree.CallExpressionArgument[], at: Resolver): boolean =>
  args.every((argument) => argument.type !== 'SpreadElement' && at.text(argument) === undefined && !/Literal$|Function/.test(at.constant(argument).type));

/** Whether a query is Drizzle's. */
export const isOwn = (query: Query, at: Resolver): boolean => {
  const form = formOf(query, at);
  if (form === 'other') return false;
  const { strength } = evidenceOf(query.handle, at);
  if (strength === 'refuted') return false;
  if (strength === 'proven') return true;
  const { own, foreign } = fileOf(at);
  if (form === 'own') return own || !foreign || hasOwnCondition(query, at);
  return own || isProven(query.handle, at);
};

const hasOwnCondition = ({ rest }: Query, at: Resolver): boolean => rest.some(({ name, args }) => name === 'where' && args[0] !== undefined && isOwnOperator(args[0], at));

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** What two mentions of one handle share: the variable, or the path from one. */
const handleKey = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    const variable = at.variable(bare);
    return variable === undefined ? `global:${bare.name}` : `variable:${bare.name}:${String(variable.identifiers[0]?.range[0] ?? 0)}`;
  }
  if (bare.type === 'ThisExpression') return 'this';
  if (bare.type === 'CallExpression' && bare.arguments.length === 0) {
    const callee = handleKey(bare.callee, at);
    return callee === undefined ? undefined : `${callee}()`;
  }
  if (bare.type !== 'MemberExpression') return undefined;
  const name = memberName(bare);
  const object = name === undefined ? undefined : handleKey(bare.object, at);
  return object === undefined || name === undefined ? undefined : `${object}.${name}`;
};

/** Whether the handle itself, or a query elsewhere in the file, says that it is Drizzle's. */
export const isProven = (node: TSESTree.Node, at: Resolver): boolean => {
  const { strength } = evidenceOf(node, at);
  if (strength !== 'plausible') return strength === 'proven';
  const key = handleKey(node, at);
  return key !== undefined && provenKeys(at).has(key);
};

const provenKeys = (at: Resolver): ReadonlySet<string> => {
  let found = caches.get(at);
  if (found === undefined) caches.set(at, (found = collect(at)));
  return found;
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  const { visitorKeys, ast } = at.sourceCode;
  const pending: TSESTree.Node[] = [ast];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const handle = node.type === 'CallExpression' ? provenBy(node, at) : undefined;
    const key = handle === undefined ? undefined : handleKey(handle, at);
    if (key !== undefined) found.add(key);
    for (const name of visitorKeys[node.type] ?? []) {
      const child: unknown = Reflect.get(node, name);
      for (const one of Array.isArray(child) ? (child as unknown[]) : [child]) if (isNode(one)) pending.push(one);
    }
  }
  return found;
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The handle that a call proves. */
const provenBy = (call: TSESTree.CallExpression, at: Resolver): TSESTree.Node | undefined => {
  const relational = relationalHandle(call);
  if (relational !== undefined) return takesCallback(call, at) || fileOf(at).own ? relational : undefined;
  const query = queryOf(call, at);
  return query !== undefined && formOf(query, at) === 'own' && evidenceOf(query.handle, at).strength !== 'refuted' ? query.handle : undefined;
};

/** The database of `db.query.users.findFirst(…)`. */
export const relationalHandle = (call: TSESTree.CallExpression): TSESTree.Expression | undefined => {
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || !/^find(?:First|Many)$/.test(memberName(callee) ?? '')) return undefined;
  const table = callee.object;
  const query = table.type === 'MemberExpression' ? table.object : undefined;
  return query?.type === 'MemberExpression' && /^_?query$/.test(memberName(query) ?? '') ? query.object : undefined;
};

/** `where: (users, { eq }) => …` or `where: eq(…)`: only Drizzle's relational queries take these. */
export const takesCallback = (call: TSESTree.CallExpression, at: Resolver): boolean => {
  const options = at.object(argument(call.arguments, 0));
  const where = options.entries.get('where')?.value;
  if (where === undefined) return options.entries.has('with');
  const value = at.constant(where);
  return value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression' || operatorName(value, at) !== undefined || sqlTemplate(value, at) !== undefined;
};
