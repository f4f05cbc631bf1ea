/**
 * What a transaction of PostgreSQL does after an error in it was caught: every further statement fails (25P02), and the commit is a rollback.
 *
 * In: a file's model. Out: for each handler the first operation that goes on, or the handler whose transaction is lost without a word. Never assumed: the
 * database; that a transaction is open where its handle is a client's, too; that a savepoint isn't there where the code speaks of one.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import { isWrite } from '../model/steps.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import type { Operation } from '../operations/operation.js';
import { hasDependency } from '../project/versions.js';
import { ownerOf } from '../resolve/modules.js';
import { databaseOf } from '../resolve/schema-of.js';
import { anyInFunction, anyWithin, contains } from '../syntax/descendants.js';
import { memberName } from '../syntax/property-name.js';
import { handlersOf, type HandlerSite } from './handler-sites.js';

export interface UseAfterError {
  /** whose error is caught */
  readonly write: Instance;
  readonly why: { readonly kind: 'used'; readonly next: Instance } | { readonly kind: 'lost'; readonly earlier: Instance };
}

type Handler = HandlerSite['handler'];

/** The handlers of a file after which an aborted transaction goes on. */
export const usesAfterError = (file: FileModel): readonly UseAfterError[] => handlersOf(file).flatMap(({ handler, model }) => afterHandler(file, handler, model) ?? []);

const afterHandler = (file: FileModel, handler: Handler, model: FunctionModel): UseAfterError | undefined => {
  const write = model.instances.find((instance) => isCaughtInside(instance, handler));
  const body = bodyOf(handler);
  if (!write || !body || !isPostgres(write.operation) || speaksOfSavepoint(model.fn) || endsTransaction(file, body)) return undefined;
  const same = model.instances.filter((other) => other !== write && other.handle.id === write.handle.id && !other.operation.nested);
  const inside = same.find((other) => contains(body, other.site));
  if (inside) return { write, why: { kind: 'used', next: inside } };
  const earlier = same.find((other) => isWrite(other.operation) && other.order < write.order && !contains(handler.node, other.site) && !isConditional(other, write, handler, model));
  if (leaves(body) && handler.node.type === 'TryStatement') {
    const isLost = isInCallback(write) && anyInFunction(body, ({ type }) => type === 'ReturnStatement');
    return earlier && isLost ? { write, why: { kind: 'lost', earlier } } : undefined;
  }
  if (leaves(body) && !anyInFunction(body, ({ type }) => type === 'ReturnStatement')) return undefined;
  const next = same.find((other) => other.site.range[0] >= handler.node.range[1] && model.precedes(write, other) && !isConditional(other, write, handler, model));
  return next && { write, why: { kind: 'used', next } };
};

/** A write through a transaction's handle whose first handler is this one, within the transaction and outside of any inner one. */
const isCaughtInside = ({ operation, handle, contexts }: Instance, handler: Handler): boolean => {
  if (!isWrite(operation) || operation.kind === 'upsert' || operation.nested || operation.onConflict || handle.kind !== 'transaction') return false;
  // a transaction that was begun by a statement surrounds nothing: where the handler stands says which of the two is inside
  const begun = contexts.find((context) => context.kind === 'transaction' && context.form === 'begin');
  const nested = contexts.filter((context) => context.kind !== 'transaction' || context.form !== 'begin');
  const first = nested.findIndex(({ kind }) => kind === 'handler' || kind === 'transaction' || kind === 'wrapper');
  const context = nested[first];
  if (context?.kind !== 'handler' || context.node !== handler.node) return false;
  if (begun?.kind === 'transaction') return !contains(handler.node, begun.node);
  const rest = nested.slice(first + 1);
  return rest.some(({ kind }) => kind === 'transaction') || !rest.some(({ kind }) => kind === 'wrapper');
};

const isInCallback = ({ contexts }: Instance): boolean => contexts.some((context) => context.kind === 'transaction' && context.form === 'callback');

/** Something decides on an operation that doesn't decide on the write; what the handler lets through doesn't count. */
const isConditional = (other: Instance, write: Instance, handler: Handler, model: FunctionModel): boolean => {
  const common = new Set(model.guardsOf(write.block).map(({ node }) => node));
  return model.guardsOf(other.block).some(({ node }) => node === undefined || (!common.has(node) && !contains(handler.catches, node)));
};

/** Whether a handler's body surely leaves the function at its end. */
const leaves = (body: TSESTree.Node): boolean => {
  const last = body.type === 'BlockStatement' ? body.body.at(-1) : undefined;
  return last?.type === 'ThrowStatement' || last?.type === 'ReturnStatement';
};

const bodyOf = ({ catches }: Handler): TSESTree.Node | undefined => {
  if (catches.type === 'CatchClause') return catches.body;
  return catches.type === 'ArrowFunctionExpression' || catches.type === 'FunctionExpression' ? catches.body : undefined;
};

/** `SAVEPOINT` in a statement's text, `trx.savepoint(…)` */
const speaksOfSavepoint = (fn: TSESTree.Node): boolean =>
  anyWithin(fn, (node) => {
    if (node.type === 'TemplateElement') return /savepoint/i.test(node.value.raw);
    if (node.type === 'Literal') return typeof node.value === 'string' && /savepoint/i.test(node.value);
    return node.type === 'MemberExpression' && /savepoint/i.test(memberName(node) ?? '');
  });

const endsTransaction = (file: FileModel, body: TSESTree.Node): boolean => anyWithin(body, (node) => file.facts.extents.get(node)?.form === 'end');

const isPostgres = (operation: Operation): boolean => {
  const database = databaseOf(operation);
  if (isKnown(database)) return database === 'postgresql' || database === 'cockroachdb';
  const at = ownerOf(operation.node);
  if (!at) return false;
  const has = (pattern: RegExp): boolean => hasDependency(at.filename, (name) => pattern.test(name));
  return has(/^(?:pg|postgres|@neondatabase\/serverless|@vercel\/postgres)$/) && !has(/^(?:mysql2?|mariadb|better-sqlite3|sqlite3|@libsql\/client|mssql|tedious|oracledb)$/);
};
