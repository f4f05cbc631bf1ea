/**
 * Calls that send SQL: by a driver's handle, a prepared statement, a template tag, or a function of the project.
 *
 * In: a call or a tagged template. Out: the statements with their arguments, the connection, and the form of the result. Never assumed: that a
 * receiver which can't be followed is a handle, unless the text is a whole statement and the file has no other data layer.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { OperationNode } from '../../operations/operation.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import { rememberNode } from '../../resolve/remember.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction, type FunctionNode } from '../../syntax/functions.js';
import type { SqlStatement } from '../../syntax/sql-facts.js';
import { scanSql } from '../../syntax/sql.js';
import { isTag, type Driver } from './drivers.js';
import { evidenceOf, type Evidence } from './handles.js';
import { calledFunction } from './functions.js';
import { running, sending, wrapping } from './names.js';
import { answeredForm, formOf, type Form } from './results.js';
import { isSqlTag, keptSqlOf, preparedBindings, sqlOf, taggedParts, type Sql } from './sql-text.js';
import { wrapperOf } from './wrappers.js';

export interface Sent {
  readonly node: OperationNode;
  /** the name in the code */
  readonly verb: TSESTree.Node;
  /** the expression that denotes the connection */
  readonly receiver: TSESTree.Node;
  readonly evidence: Evidence;
  readonly statements: readonly SqlStatement[];
  readonly form: Form;
  /** the callback that is given the result */
  readonly answer?: FunctionNode;
  /** the part of the result that a function of the project gives */
  readonly path: readonly string[];
}

/** What a call sends; undefined: nothing, or not surely. Once a node. */
export const sentOf = rememberNode((node: OperationNode, at): Sent | undefined => find(node, at));

const find = (node: OperationNode, at: Resolver): Sent | undefined => {
  if (node.type === 'AwaitExpression') return undefined;
  if (node.type === 'TaggedTemplateExpression') return byTag(node, at);
  const call = methodCall(node);
  if (call === undefined) return node.callee.type === 'Identifier' || node.callee.type === 'TSInstantiationExpression' ? byFunction(node, node.callee, at) : undefined;
  return (running.has(call.name) ? prepared(call, at) : undefined) ?? (sending.has(call.name) || wrapping.test(call.name) ? byMethod(call, at) : undefined);
};

/** A whole statement, as opposed to a fragment and to text that isn't SQL. */
const isStatement = ({ verb, tables, keyLocks, isolation }: SqlStatement): boolean => {
  if (verb === 'other') return keyLocks.length > 0 || isolation !== undefined;
  return verb === 'begin' || verb === 'commit' || verb === 'rollback' || tables.length > 0 || keyLocks.length > 0;
};

const begins = /^\s*(?:--[^\n]*\n\s*|\/\*[^*]*\*\/\s*)*\(?\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|BEGIN|START|COMMIT|END|ROLLBACK|LOCK|SET|MERGE)\b/i;

const statementsIn = ({ parts, bindings }: Sql): readonly SqlStatement[] => {
  const [first] = parts;
  // what begins with an expression is no statement in view
  if (typeof first !== 'string' || !begins.test(first)) return [];
  return scanSql(parts, bindings).filter(isStatement);
};

const foreign = /^(?:typeorm|@nestjs\/typeorm|sequelize|sequelize-typescript|@prisma\/client|drizzle-orm|kysely|knex|objection|@mikro-orm\/|@apollo\/|graphql-request|@tanstack\/)/;

const files = new WeakMap<Resolver, boolean>();

/** A file that imports another library whose methods are given SQL, or are called like a driver's. */
const isForeignFile = (at: Resolver): boolean => {
  let found = files.get(at);
  if (found === undefined) files.set(at, (found = [...at.imports.keys()].some((module) => foreign.test(module))));
  return found;
};

const accepted = (evidence: Evidence | undefined, at: Resolver): evidence is Evidence => evidence !== undefined && (evidence.strength === 'bound' || !isForeignFile(at));

/** `` sql`…` ``, `` sql<Row[]>`…` `` of the drivers whose tag runs it. */
const byTag = (node: TSESTree.TaggedTemplateExpression, at: Resolver): Sent | undefined => {
  const [quasi] = node.quasi.quasis;
  if (quasi === undefined || !begins.test(quasi.value.raw) || isFragment(node)) return undefined;
  const tag = at.bare(node.tag);
  const evidence = evidenceOf(tag, at);
  if (!accepted(evidence, at) || !isTag(evidence.driver) || (evidence.strength === 'open' && !isSqlTag(tag, at))) return undefined;
  const statements = statementsIn({ parts: taggedParts(node.quasi, at), bindings: {} });
  return statements.length === 0 ? undefined : { node, verb: tag.type === 'MemberExpression' ? tag.property : tag, receiver: tag, evidence, statements, form: formOf(evidence.driver, 'sql'), path: [] };
};

/** Inside another template, or an argument of a method that sends it. */
const isFragment = (node: TSESTree.TaggedTemplateExpression): boolean => {
  const { parent } = node;
  if (parent.type === 'TemplateLiteral') return true;
  return parent.type === 'CallExpression' && parent.arguments.includes(node) && !/^(?:all|allSettled|race|push)$/.test(methodCall(parent)?.name ?? '');
};

/** `db.prepare(sql).get(id)`, also by a statement that is kept; D1's `prepare(sql).bind(id).first()`. */
const prepared = (call: MethodCall, at: Resolver): Sent | undefined => {
  let preparing = preparation(call.receiver, at);
  const binding = preparing?.name === 'bind' ? preparing : undefined;
  if (preparing !== undefined && /^(?:bind|pluck|raw|expand|safeIntegers)$/.test(preparing.name)) preparing = preparation(preparing.receiver, at);
  if (preparing === undefined || !/^(?:prepare|query)$/.test(preparing.name)) return undefined;
  const evidence = evidenceOf(preparing.receiver, at);
  const driver: Driver = evidence?.driver !== 'unknown' ? (evidence?.driver ?? 'unknown') : binding !== undefined || call.name === 'first' ? 'd1' : 'unknown';
  if (!accepted(evidence, at) || (driver !== 'sqlite' && driver !== 'd1' && driver !== 'unknown')) return undefined;
  const text = argumentAt(preparing.args, 0);
  const sql = text === undefined ? undefined : sqlOf([text], at);
  if (sql === undefined) return undefined;
  const statements = statementsIn({ parts: sql.parts, bindings: preparedBindings(binding?.args ?? call.args, at) });
  if (statements.length === 0) return undefined;
  return { node: call.node, verb: call.verb, receiver: preparing.receiver, evidence: { ...evidence, driver }, statements, form: formOf(driver === 'unknown' ? (isWaitedFor(call.node) ? 'd1' : 'sqlite') : driver, call.name), path: [] };
};

const isWaitedFor = (node: TSESTree.Node): boolean => node.parent?.type === 'AwaitExpression';

/** The call that a prepared statement comes from, also by a constant or a field. */
const preparation = (node: TSESTree.Node, at: Resolver): MethodCall | undefined => {
  const value = at.constant(node);
  if (value.type === 'CallExpression') return methodCall(value);
  const origin = at.origin(value);
  const found = origin.kind === 'field' && origin.value !== undefined ? at.constant(origin.value) : origin.kind === 'call' ? origin.node : undefined;
  return methodCall(found);
};

const byMethod = (call: MethodCall, at: Resolver): Sent | undefined => {
  // another file is opened for what a driver's own handle is given, and for nothing else
  const sql = sqlOf(call.args, at) ?? (sending.has(call.name) && evidenceOf(call.receiver, at)?.strength === 'bound' ? keptSqlOf(call.args, at) : undefined);
  const statements = sql === undefined ? [] : statementsIn(sql);
  if (statements.length === 0) return undefined;
  const evidence = evidenceOf(call.receiver, at);
  if (!accepted(evidence, at)) return undefined;
  const base = { node: call.node, verb: call.verb, receiver: call.receiver, statements } as const;
  const callback = answerOf(call.args);
  if (callback !== undefined && sending.has(call.name)) return { ...base, evidence, form: answeredForm(evidence.driver, call.name), path: [], answer: callback };
  if (evidence.driver !== 'unknown') return sending.has(call.name) ? { ...base, evidence, form: formOf(evidence.driver, call.name), path: [] } : undefined;
  const wrapped = throughFunction(call.node, call.args, statements, at);
  if (wrapped === 'unreadable') return undefined;
  if (wrapped !== undefined) return { ...wrapped, verb: call.verb };
  return { ...base, evidence, form: ofUnknown(call.name, call.node, at), path: [] };
};

/** `query(text, values, (error, result) => …)` */
const answerOf = (args: readonly TSESTree.CallExpressionArgument[]): FunctionNode | undefined => {
  const last = args.at(-1);
  return isFunction(last) && last.params.length > 0 ? last : undefined;
};

/** `query('SELECT …', [id])`: a function that hands its text on. */
const byFunction = (node: TSESTree.CallExpression, callee: TSESTree.Node, at: Resolver): Sent | undefined => {
  const sql = sqlOf(node.arguments, at) ?? sqlOf(node.arguments.slice(1), at);
  const statements = sql === undefined ? [] : statementsIn(sql);
  if (statements.length === 0) return undefined;
  const wrapped = throughFunction(node, node.arguments, statements, at);
  if (wrapped === 'unreadable') return undefined;
  if (wrapped !== undefined) return { ...wrapped, verb: callee };
  // a function of another file that can't be read: named like one, given a statement
  const origin = at.origin(callee);
  const name = callee.type === 'Identifier' ? callee.name : '';
  if (origin.kind !== 'import' || !/^[.~#@/]/.test(origin.module) || !/^(?:query|sql|execute|run|db)/i.test(name) || isForeignFile(at)) return undefined;
  return { node, verb: callee, receiver: callee, evidence: { driver: 'unknown', strength: 'open', kind: 'client', id: 'sql:pool' }, statements, form: ofUnknown(name, node, at), path: [] };
};

/** What the function behind a call makes of it; `unreadable`: it is one, and hands nothing on. */
const throughFunction = (node: TSESTree.CallExpression, args: readonly TSESTree.CallExpressionArgument[], statements: readonly SqlStatement[], at: Resolver): Omit<Sent, 'verb'> | 'unreadable' | undefined => {
  const fn = calledFunction(node, at);
  if (fn === undefined) return undefined;
  const wrapper = wrapperOf(fn);
  const text = wrapper === undefined ? undefined : argumentAt(args, wrapper.text);
  if (wrapper === undefined || text === undefined) return fn.fn.params.length > 0 && text === undefined && wrapper === undefined ? undefined : 'unreadable';
  const given = wrapper.handle === undefined ? handedObject(node, at) : argumentAt(args, wrapper.handle);
  const values = wrapper.values === undefined ? undefined : argumentAt(args, wrapper.values);
  const sql = sqlOf(values === undefined ? [text] : [text, values], at);
  const evidence = given === undefined ? undefined : evidenceOf(given, at);
  const receiver = given ?? node.callee;
  return {
    node, receiver, statements: sql === undefined ? statements : statementsIn(sql), path: wrapper.path ?? [],
    evidence: { driver: wrapper.driver, strength: 'bound', kind: evidence?.kind ?? 'client', id: evidence?.id ?? 'sql:pool' },
    form: wrapper.path === undefined ? 'any' : wrapper.driver === 'unknown' ? ofUnknown(wrapper.method, node, at) : formOf(wrapper.driver, wrapper.method),
  };
};

/** `qx.select(text)`: an object that sends through a connection of its own, and that a function is given: its caller may have made it for a transaction. */
const handedObject = ({ callee }: TSESTree.CallExpression, at: Resolver): TSESTree.Node | undefined => {
  const { object } = callee.type === 'MemberExpression' ? callee : {};
  const evidence = object?.type === 'Identifier' && at.origin(object).kind === 'parameter' ? evidenceOf(object, at) : undefined;
  return evidence !== undefined && evidence.kind !== 'client' ? object : undefined;
};

/** `const [rows] = await db.query(…)` with `rows[0]` or `rows.length` behind it: mysql2's pair. */
const ofUnknown = (method: string, node: TSESTree.CallExpression, at: Resolver): Form => (isPair(node, at) ? 'pair' : formOf('unknown', method));

const isPair = (node: TSESTree.CallExpression, at: Resolver): boolean => {
  const awaited = node.parent.type === 'AwaitExpression' ? node.parent : node;
  const { parent } = awaited;
  const first = parent.type === 'VariableDeclarator' && parent.id.type === 'ArrayPattern' ? parent.id.elements[0] : undefined;
  if (first?.type === 'ArrayPattern') return true;
  const variable = first?.type === 'Identifier' ? at.variable(first) : undefined;
  return variable?.references.some(({ identifier }) => {
    const use = identifier.parent;
    if (use.type !== 'MemberExpression' || use.object !== identifier) return false;
    if (use.computed) return use.property.type === 'Literal' && typeof use.property.value === 'number';
    return use.property.type === 'Identifier' && /^(?:length|affectedRows|insertId|changedRows|map|find|some)$/.test(use.property.name);
  }) ?? false;
};
