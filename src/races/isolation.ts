/**
 * What a transaction's isolation level is worth: one table of level, database and kind of pair (measured, see the sources of `docs/guides/wrong-remedies.md`).
 *
 * In: a candidate, or a lock of its function. Out: whether the level fails the second of two runs; whether what is read behind a lock is older than the lock.
 * Never assumed: the level of a transaction that is not in view; a database that the project doesn't name.
 */
import type { Context } from '../model/context.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import type { Isolation } from '../operations/dialect.js';
import { isKnown, unknown, type Known } from '../operations/known.js';
import type { Database } from '../operations/schema.js';
import { databaseOf } from '../resolve/schema-of.js';
import type { Candidate, Closure } from './candidate.js';
import { sameTable } from './keys.js';

type Transaction = Extract<Context, { kind: 'transaction' }>;

const transactionsOf = ({ contexts }: Instance): readonly Transaction[] => contexts.filter((context): context is Transaction => context.kind === 'transaction');

/** The transaction that both stand in, and its level; undefined: none in view says one. */
const levelOf = ({ read, write, model }: Candidate): { readonly level: Known<Isolation>; readonly node: Transaction['node'] | undefined } | undefined => {
  const begun = read.handle.kind === 'transaction' && read.handle.id === write.handle.id ? model.isolationOf(read.handle.id) : undefined;
  if (begun !== undefined && begun !== 'default') return { level: begun, node: undefined };
  const common = transactionsOf(read).filter((outer) => transactionsOf(write).some((inner) => inner.node === outer.node) && !(read.handle.kind === 'client' && outer.form === 'callback'));
  const stated = common.find(({ isolation }) => isolation !== 'default');
  return stated && { level: stated.isolation, node: stated.node };
};

/** Databases whose REPEATABLE READ fails the second of two transactions that write one row (PostgreSQL: 40001; InnoDB lets it pass). */
const failsSecondWriter: Readonly<Record<Database, boolean>> = { postgresql: true, cockroachdb: true, sqlserver: true, sqlite: true, mongodb: true, mysql: false, mariadb: false };

/** Both read and write one row: what a second writer of the row is told protects the pair. */
const meetsOnRow = ({ underlying, read, write }: Candidate): boolean =>
  underlying === 'read-modify-write' || underlying === 'stale-save' || ((underlying === 'guarded-update' || (underlying === 'limit-check' && read.operation.rows === 'one')) && sameTable(read, write) && write.operation.kind !== 'insert');

/**
 * A set that is replaced in one transaction of InnoDB, at its default level or REPEATABLE READ: a delete locks the rows that it finds and the gaps around them, in
 * an empty set the gap alone. Of two runs the second waits for the first's commit and deletes its rows, or one fails with a deadlock.
 */
const keepsGaps = (candidate: Candidate, level: Known<Isolation>): boolean => {
  const { underlying, read, write } = candidate;
  if (underlying !== 'replace-all' || (level !== 'default' && level !== 'repeatable-read') || !inOwnTransaction(read, write)) return false;
  const database = databaseOf(write.operation);
  return database === 'mysql' || database === 'mariadb';
};

/** Both stand in one transaction that is in view, and neither goes past it by another client. */
export const inOwnTransaction = (read: Instance, write: Instance): boolean =>
  transactionsOf(read).some((outer) => transactionsOf(write).some(({ node }) => node === outer.node) && [read, write].every(({ handle }) => handle.kind !== 'client' || outer.form !== 'callback'));

/** SQLite has one writer at a time and no level below SERIALIZABLE: a transaction that has read what another changed meanwhile can't write any more (SQLITE_BUSY). */
const hasOneWriter = ({ read, write }: Candidate): boolean => inOwnTransaction(read, write) && databaseOf(write.operation) === 'sqlite';

/** The level of the transaction makes one of two runs fail. */
export const isolated = (candidate: Candidate): Closure | undefined => {
  const found = levelOf(candidate);
  if (hasOneWriter(candidate)) return { reason: 'serializable', node: found?.node };
  if (keepsGaps(candidate, found?.level ?? 'default')) return { reason: 'write-conflict', node: found?.node };
  if (!found) return undefined;
  if (found.level === 'serializable' || !isKnown(found.level)) return { reason: 'serializable', node: found.node };
  if ((found.level !== 'repeatable-read' && found.level !== 'snapshot') || !meetsOnRow(candidate)) return undefined;
  const database = databaseOf(candidate.write.operation);
  return !isKnown(database) || failsSecondWriter[database] ? { reason: 'write-conflict', node: found.node } : undefined;
};

/**
 * What the read behind a lock sees is older than the lock. PostgreSQL at REPEATABLE READ: the snapshot is taken by the statement that waits for the lock. InnoDB at
 * REPEATABLE READ, its default: by the first plain read of the transaction, of whatever table; a locking read sees the newest row.
 */
export const seesOldSnapshot = (candidate: Candidate, lock: Instance, inOneTransaction: (a: Instance, b: Instance) => boolean): boolean => {
  const { read, write, model } = candidate;
  if (read.operation.lock !== undefined || lock === read) return false;
  const database = databaseOf(write.operation);
  if (!isKnown(database)) return false;
  const { level } = levelOf(candidate) ?? { level: unknown };
  switch (database) {
    case 'postgresql':
      return level === 'repeatable-read';
    case 'mysql':
    case 'mariadb':
      return readsBefore(model, lock, (earlier) => inOneTransaction(earlier, read)) && (level === 'repeatable-read' || levelOf(candidate) === undefined);
    default:
      return false;
  }
};

/** A plain read in the same transaction that surely comes before the lock. */
const readsBefore = (model: FunctionModel, lock: Instance, isInside: (earlier: Instance) => boolean): boolean =>
  model.instances.some((earlier) => earlier.operation.kind === 'read' && earlier.operation.lock === undefined && !earlier.operation.nested && earlier.order < lock.order && model.precedes(earlier, lock) && isInside(earlier));
