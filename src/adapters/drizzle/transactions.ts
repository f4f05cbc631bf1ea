/**
 * Transactions: `db.transaction(async (tx) => …, { isolationLevel })`, `db.batch([…])`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, FunctionNode, Isolation } from '../../operations/dialect.js';
import { unknown, type Known } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { followed } from '../../resolve/instances.js';
import { resolverAt, typeDeclarationOf } from '../../resolve/modules.js';
import { isFunction } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { engineOf } from './engine.js';
import { argument } from './facts.js';
import { evidenceOf, parameterId } from './handles.js';
import { isDrizzleModule } from './names.js';
import { fileOf, isProven } from './proofs.js';
import { evidenceOfType, signature } from './types.js';

const levels: Readonly<Record<string, Isolation>> = { 'read uncommitted': 'read-uncommitted', 'read committed': 'read-committed', 'repeatable read': 'repeatable-read', serializable: 'serializable' };

/** The extent that a call opens. */
export const extentOf = (call: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const { callee, arguments: args } = call;
  if (callee.type !== 'MemberExpression') return undefined;
  const name = memberName(callee);
  const first = argument(args, 0);
  if (first === undefined) return undefined;
  if (name === 'batch') return isProven(callee.object, at) ? { kind: 'transaction', form: 'batch', list: first, isolation: 'default', handle: handleOf(callee.object, at) } : undefined;
  if (name !== 'transaction') return undefined;
  const fn = functionOf(first, at);
  // `(run) => db.transaction(run)`: the callback is the caller's
  if ((fn === undefined && at.origin(first).kind !== 'parameter') || !isOwn(callee.object, fn, at)) return undefined;
  const parameter = fn ? fn.params[0] : first;
  const handle: Handle = { kind: 'transaction', id: fn ? parameterId(fn, 0, []) : `drizzle:tx@${String(call.range[0])}`, node: parameter ?? callee.object };
  return { kind: 'transaction', form: 'callback', callback: first, parameter: parameter === undefined ? undefined : 0, isolation: isolationOf(argument(args, 1), at), handle, on: handleOf(callee.object, at) };
};

const functionOf = (node: TSESTree.Node, at: Resolver): FunctionNode | undefined => {
  const value = at.constant(node);
  if (isFunction(value)) return value;
  const origin = at.origin(node);
  return origin.kind === 'function' ? origin.fn : undefined;
};

/** Whether the database or what the callback does with its parameter is Drizzle's, or nothing else in the file can be. */
const isOwn = (owner: TSESTree.Node, fn: FunctionNode | undefined, at: Resolver): boolean => {
  const { strength } = evidenceOf(owner, at);
  if (strength === 'refuted') return false;
  if (isProven(owner, at)) return true;
  const parameter = fn?.params[0];
  if (parameter?.type === 'Identifier' && isUsed(parameter, at)) return true;
  const { own, foreign } = fileOf(at);
  return (own && !foreign) || isMadeElsewhere(at.origin(owner), at) || isTypedElsewhere(owner, at);
};

/** `options.db`, where another file says what the options are (`interface Options { db: PostgresJsDatabase<typeof schema> }`). */
const isTypedElsewhere = (owner: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(owner);
  const name = bare.type === 'MemberExpression' ? memberName(bare) : undefined;
  const holder = bare.type === 'MemberExpression' && name !== undefined ? at.annotation(bare.object)?.node : undefined;
  if (holder === undefined || name === undefined || at.modules === undefined) return false;
  return at.modules.anything(() => {
    const place = typeDeclarationOf(holder, resolverAt(holder, at));
    const members = place?.node.type === 'TSInterfaceDeclaration' ? place.node.body.body : place?.node.type === 'TSTypeAliasDeclaration' && place.node.typeAnnotation.type === 'TSTypeLiteral' ? place.node.typeAnnotation.members : [];
    return place !== undefined && evidenceOfType(signature(members, name), place.at) === 'client';
  });
};

/** A database that another file of the project makes (`export const db = drizzle(…)`), perhaps where none is given. */
const isMadeElsewhere = (origin: Origin, at: Resolver): boolean => {
  if (origin.kind === 'either') return origin.options.some((option) => isMadeElsewhere(option, at));
  // no operation lies in a file that only makes the database
  const place = at.modules && origin.kind === 'import' ? at.modules.anything(() => followed(origin, at)) : undefined;
  const made = place?.origin;
  return made?.kind === 'call' && made.callee.kind === 'import' && (isDrizzleModule(made.callee.module) || made.callee.name === 'drizzle');
};

const isUsed = (parameter: TSESTree.Identifier, at: Resolver): boolean => {
  const variable = at.variable(parameter);
  const [use] = variable === undefined ? [] : at.references(variable);
  return use !== undefined && isProven(use.identifier, at);
};

const handleOf = (node: TSESTree.Node, at: Resolver): Handle => {
  const { kind, id } = evidenceOf(node, at);
  return { kind, id, node };
};

/** SQLite has one writer: a transaction that read before and can't go on writing fails (`SQLITE_BUSY`), it doesn't overwrite. */
const isolationOf = (options: TSESTree.Node | undefined, at: Resolver): Known<Isolation> => {
  const own: Isolation = engineOf(at) === 'sqlite' ? 'serializable' : 'default';
  if (options === undefined) return own;
  const { entries, spreads, open } = at.object(options);
  const level = entries.get('isolationLevel')?.value;
  if (entries.has('behavior')) return 'serializable';
  if (level === undefined) return spreads.length > 0 || open ? unknown : own;
  return levels[at.text(level) ?? ''] ?? unknown;
};
