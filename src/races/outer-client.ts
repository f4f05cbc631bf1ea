/**
 * Operations within a transaction that aren't part of it: through an outer client of the same database, in a transaction of their own, or not waited for.
 *
 * Decided by binding: which client, by where it is declared; which transaction, by its extent. Never assumed: that a handle which may be left out is
 * left out; that an operation in an error handler belongs to the transaction that failed.
 */
import type { FileModel } from '../model/build-model.js';
import type { Context } from '../model/context.js';
import { isWrite } from '../model/steps.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import type { Handle } from '../operations/operation.js';
import { packagesAround } from '../project/workspaces.js';
import { ownerOf } from '../resolve/modules.js';
import { databaseOf } from '../resolve/schema-of.js';
import { isSameDatabase } from './databases.js';
import { inHandlerWithin, isWithin, transactionInside, transactionsAround, type Transaction } from './extents.js';
import { isPossible } from './feasible.js';
import { isSwallowing } from './handlers.js';
import { whereHeld } from './held-handle.js';
import type { Candidate } from './candidate.js';
import { looksAt, sameRow } from './keys.js';
import { locksOf } from './locks.js';
import { effectsOf } from './write-effect.js';
import { isDropped } from './dropped.js';

export interface OuterOperation {
  /** as the innermost function of the file sees it that holds the transaction's handle */
  readonly instance: Instance;
  readonly transaction: Transaction;
  /** that function was given the handle, under a name of its own */
  readonly isGiven?: true;
  /** the client that it goes through */
  readonly client: Handle;
  /** its error is caught within the transaction, which PostgreSQL wouldn't go on with after it */
  readonly aborts?: true;
  readonly why:
    /** it writes through the client */
    | { readonly kind: 'writes' }
    /** it writes a row that the transaction has locked, or written, and waits for it; the transaction waits for the write */
    | { readonly kind: 'waits'; readonly holder: Instance }
    /** it writes in a transaction that is opened on the client */
    | { readonly kind: 'own-transaction' }
    /** it reads a table that the transaction wrote before */
    | { readonly kind: 'reads-written'; readonly write: Instance }
    /** what it reads decides on a write of that table */
    | { readonly kind: 'guards'; readonly write: Instance }
    /** it goes through the handle, and nobody waits for it */
    | { readonly kind: 'not-awaited' };
}

/** All operations of a file that fall out of the transaction around them. @param open races that no rule reports: their reads are looked at here */
export const outerOperations = (file: FileModel, open: readonly Candidate[]): readonly OuterOperation[] => {
  const functions = new Set([...file.facts.extents].flatMap(([node, extent]) => (extent.form === 'callback' || extent.form === 'begin' ? [file.modelAround(node)] : [])));
  return [...functions].flatMap((model) => (model ? inFunction(file, model, open) : []));
};

const inFunction = (file: FileModel, model: FunctionModel, open: readonly Candidate[]): readonly OuterOperation[] =>
  model.instances.flatMap((instance) => {
    if (instance.operation.nested) return [];
    const found = outerOperation(file, model, instance, open);
    if (!found || found.why.kind === 'not-awaited') return found ? [found] : [];
    // who holds the handle could have gone through it, or handed it on
    const held = whereHeld(file, instance, found.transaction.extent.handle);
    return [held === instance ? found : { ...found, instance: held, isGiven: true }];
  });

const outerOperation = (file: FileModel, model: FunctionModel, instance: Instance, open: readonly Candidate[]): OuterOperation | undefined => {
  const around = transactionsAround(file, model, instance);
  const [transaction] = around;
  if (!transaction || isPropagated(instance) || isHomeDeeper(file, instance, transaction) || isBestEffort(model, instance, transaction) || !isPossible(model, instance, transaction.extent.handle)) return undefined;
  const { handle } = instance;
  if (handle.kind === 'transaction') return dropped(instance, transaction) ?? own(instance, [transactionInside(file, model, instance), ...around]);
  if (inHandlerWithin(instance.site, transaction.node) || !(isOpener(handle, transaction) || (handle.kind === 'client' && isSameDatabase(transaction.on, handle, instance.operation.dialect)))) return undefined;
  if (transaction.extent.handle.kind !== 'transaction' || isOpenedOutside(instance)) return undefined;
  if (isWrite(instance.operation)) return { instance, transaction, client: handle, ...(wouldAbort(instance, transaction) ? { aborts: true } : {}), why: waiting(model, instance, transaction) ?? { kind: 'writes' } };
  return instance.operation.kind === 'read' ? reading(file, model, instance, transaction, open) : undefined;
};

/** The transaction was opened on this very handle: it stays outside, even if it is a transaction itself. */
const isOpener = ({ id, kind }: Handle, { extent, on }: Transaction): boolean => kind === 'either' && on.id === id && extent.handle.id !== id;

/** A context puts the operation into the transaction, whatever it goes through. */
const isPropagated = ({ operation }: Instance): boolean => {
  const at = ownerOf(operation.node);
  const { propagatedBy } = operation.dialect;
  return at === undefined || packagesAround(at.filename).some(({ dependencies }) => propagatedBy.some((name) => dependencies.has(name))) || propagatedBy.some((module) => at.imports.has(module));
};

/** A function that is called has the transaction and the operation: it speaks itself. */
const isHomeDeeper = (file: FileModel, { hops, operation }: Instance, { node }: Transaction): boolean => {
  const [into] = hops;
  if (!into) return false;
  return isWithin(into.callee, node) || (file.modelOf(into.callee)?.instances.some((inner) => inner.operation === operation && inner.contexts.some((context) => context.kind === 'transaction' && context.node === node)) ?? false);
};

/** The operation is in a transaction that a called function opens on its own. */
const isOpenedOutside = ({ hops, contexts }: Instance): boolean => hops.length > 0 && contexts.some((context) => context.kind === 'transaction' && hops.some(({ callee }) => isWithin(callee, context.node)));

/** What stands around an operation within a transaction, innermost first. */
const contextsWithin = ({ contexts }: Instance, { node }: Transaction): readonly Context[] => contexts.slice(0, Math.max(contexts.findIndex((context) => context.kind === 'transaction' && context.node === node), 0));

/** A failed statement through the handle ends a transaction of PostgreSQL, whoever catches its error. */
const wouldAbort = (instance: Instance, transaction: Transaction): boolean => {
  const database = databaseOf(instance.operation);
  if (instance.operation.dialect.isolation === 'snapshot') return false;
  return (!isKnown(database) || database === 'postgresql' || database === 'cockroachdb') && contextsWithin(instance, transaction).some(({ kind }) => kind === 'handler');
};

/** `try { await log.create(…) } catch {}`: what may fail without anybody's noticing is no part of the transaction, nor meant to be. */
const isBestEffort = (model: FunctionModel, instance: Instance, transaction: Transaction): boolean => contextsWithin(instance, transaction).some((context) => context.kind === 'handler' && isSwallowing(context, model));

/** An outer write of a row that the transaction holds. SQLite refuses it (SQLITE_BUSY), MongoDB reports a conflict; all others let it wait. */
const waiting = (model: FunctionModel, write: Instance, { extent, node }: Transaction): OuterOperation['why'] | undefined => {
  if (write.operation.dialect.isolation === 'snapshot' || databaseOf(write.operation) === 'sqlite' || isDropped(write, node)) return undefined;
  const effects = effectsOf(model, write).filter(({ kind }) => kind !== 'insert');
  const locks = locksOf(model);
  const holder = model.instances.find((held) => {
    const { kind, nested } = held.operation;
    if (held.handle.id !== extent.handle.id || nested || held.order >= write.order || !model.precedes(held, write) || !(kind === 'update' || kind === 'delete' || locks.includes(held))) return false;
    return effects.some((effect) => sameRow(held, effect));
  });
  return holder && { kind: 'waits', holder };
};

const dropped = (instance: Instance, transaction: Transaction): OuterOperation | undefined =>
  transaction.extent.form === 'callback' && instance.handle.id === transaction.extent.handle.id && isDropped(instance, transaction.node) ? { instance, transaction, client: instance.handle, why: { kind: 'not-awaited' } } : undefined;

/** A transaction within another one, but not of it. */
const own = (instance: Instance, around: readonly (Transaction | undefined)[]): OuterOperation | undefined => {
  const [inner, outer] = around.filter((transaction) => transaction !== undefined);
  if (!inner || !outer || !isWrite(instance.operation) || instance.handle.id !== inner.extent.handle.id || inner.on.kind !== 'client' || outer.extent.handle.kind !== 'transaction') return undefined;
  return isSameDatabase(outer.on, inner.on, instance.operation.dialect) ? { instance, transaction: outer, client: inner.on, why: { kind: 'own-transaction' } } : undefined;
};

const reading = (file: FileModel, model: FunctionModel, read: Instance, transaction: Transaction, open: readonly Candidate[]): OuterOperation | undefined => {
  const inside = model.instances.filter((other) => isWrite(other.operation) && other.handle.kind !== 'client' && transactionsAround(file, model, other).some(({ node }) => node === transaction.node));
  const written = inside.find((write) => looksAt(read, write) && model.precedes(write, read) && write.order < read.order);
  if (written) return { instance: read, transaction, client: read.handle, why: { kind: 'reads-written', write: written } };
  const guarded = inside.find((write) => open.some((candidate) => candidate.read === read && candidate.write === write));
  return guarded && { instance: read, transaction, client: read.handle, why: { kind: 'guards', write: guarded } };
};
