/**
 * From an open candidate to what is offered: a fix, suggestions, or advice with the reason why there is no edit.
 *
 * The ladder says which cures are tried for a shape, best first; the write's dialect prints them; what all repairs owe is checked here.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import type { Cure, Patch, PlanGuard, RepairPlan } from '../operations/repair.js';
import type { Database, TableSchema } from '../operations/schema.js';
import type { Instance } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import { decisionOf } from '../races/branches.js';
import type { Candidate, ExistsBranch } from '../races/candidate.js';
import { contains } from '../syntax/descendants.js';
import { sameTable } from '../races/keys.js';
import { inOneTransaction } from '../races/one-transaction.js';
import { asksForNone, asksForSpan, asksForSpellings, uniquenessOf, type Uniqueness } from '../races/uniqueness.js';
import { databaseOf, uniqueViolationOf } from '../resolve/schema-of.js';
import { withoutLeftovers } from './leftovers.js';

export interface Repairs {
  readonly fix: Patch | undefined;
  readonly suggestions: readonly Patch[];
  /** what to do, as the message's last sentences */
  readonly advice: string;
}

const createLadder: Readonly<Record<ExistsBranch, readonly Cure[]>> = {
  update: ['upsert', 'catch-violation'],
  return: ['catch-violation', 'upsert'],
  throw: ['catch-violation'],
  skip: ['insert-ignore', 'catch-violation'],
  other: ['catch-violation', 'upsert'],
};

const ladder = ({ shape, underlying, existsBranch }: Candidate): readonly Cure[] => {
  switch (shape) {
    case 'create-if-absent':
      return createLadder[existsBranch ?? 'other'];
    case 'guarded-update':
      return ['conditional-write', 'lock-read'];
    case 'write-skew':
      return ['lock-read'];
    case 'read-modify-write':
      return ['atomic-increment', 'lock-read', 'compare-and-set'];
    case 'wrong-lock-target':
      return underlying === 'create-if-absent' ? ['catch-violation'] : ['lock-read'];
    case 'duplicate-save':
      return ['drop-save'];
    case 'next-number':
    case 'limit-check':
    case 'update-then-create':
    case 'read-before-lock':
    case 'non-atomic-upsert':
    case 'replace-all':
    case 'process-local-lock':
    case 'check-then-reference':
      return [];
    case 'stale-save':
      return ['write-changed'];
  }
};

/** Where transactions fail the second of two writers of one row, they stand in the place of row locks. */
const adviceFor = (candidate: Candidate): string => {
  const { shape, existsBranch, write } = candidate;
  const violation = uniqueViolationOf(write.operation);
  const { isolation } = write.operation.dialect;
  const lock = isolation === 'snapshot' ? 'run the read and the write in one transaction' : 'lock the row when it is read';
  switch (shape) {
    case 'create-if-absent':
      if (candidate.mark !== undefined) return markAdvice(candidate.write, candidate.mark);
      return createAdvice(candidate, existsBranch === 'update');
    case 'guarded-update':
      if (write.where.some(({ column, via }) => via.length === 0 && column !== 'id' && candidate.columns.includes(column))) return `Write first, look at the number of rows that it hit, and go on only where that isn't 0, or ${lock}.`;
      return `Repeat the condition in the predicate of the write and look at the number of affected rows, or ${lock}.`;
    case 'read-modify-write':
      if (candidate.isMove === true) return isolation === 'snapshot' ? 'Run both in one transaction that first writes the row under which the rows are ordered.' : 'Lock the row under which they are ordered (the parent) first, and read again under the lock.';
      return `Let the database compute the new value, or ${lock}.`;
    case 'next-number':
      return `Lock the parent row first, use a sequence, or declare the number unique and retry on ${violation} a bounded number of times.`;
    case 'limit-check':
      if (isolation === 'snapshot') return 'Count in a field of the parent, by one write whose predicate holds the limit, and look at the number of affected rows.';
      return 'Lock the parent row before counting, in one transaction with the write, or run both SERIALIZABLE with a retry.';
    case 'update-then-create':
      return createAdvice(candidate, true);
    case 'wrong-lock-target':
      return 'Lock the row that the decision reads.';
    case 'read-before-lock':
      return 'Read again under the lock and decide by that.';
    case 'process-local-lock':
      if (candidate.underlying === 'process-local-lock') return 'Claim the work in the database first: by a conditional write whose affected rows are looked at, or a row with a unique key.';
      return adviceFor({ ...candidate, shape: candidate.underlying });
    case 'replace-all':
      if (candidate.mark !== undefined) return markAdvice(candidate.write, candidate.mark, true);
      return 'Run both in one transaction that locks or updates the parent row first.';
    case 'check-then-reference':
      return 'Catch the foreign key violation, or lock the row when it is read.';
    case 'write-skew':
      if (isolation === 'snapshot') return 'Run both in one transaction that writes the row that was read, too (a counter, a time stamp), so that the two conflict.';
      return 'Lock the row when it is read (FOR UPDATE, or FOR SHARE), in one transaction with the write, or run both SERIALIZABLE with a retry.';
    case 'duplicate-save':
      return 'Drop the redundant save.';
    case 'stale-save':
      return 'Write only the columns that change (`update`), or lock the row when it is loaded, in one transaction with the save.';
    case 'non-atomic-upsert':
      if (write.operation.nested) return `Catch ${violation} around the call and run it again, outside of a transaction that goes on.`;
      return write.operation.emulatedAlways ? `Catch ${violation} and update.` : `Give the upsert its one-statement form, or catch ${violation} and update.`;
  }
};

/** MySQL and MariaDB have no partial indexes; SQLite, and a database whose transactions fail on a conflict, lock no single row. */
const markAdvice = (write: Instance, mark: string, isMoved = false): string => {
  const database = databaseOf(write.operation);
  const alone = write.operation.dialect.isolation === 'snapshot' || database === 'sqlite' || database === 'mongodb' ? 'Run both in one transaction that writes the parent row first' : `Lock the parent row before ${isMoved ? 'both, in one transaction with them' : 'the check, in one transaction with the insert'}`;
  if (database === 'mysql' || database === 'mariadb') return `${alone}.`;
  return `${alone}, or declare a unique key that covers only rows with this \`${mark}\` (a partial index${isKnown(database) ? '' : ', where the database has them'}) and handle ${uniqueViolationOf(write.operation)}.`;
};

/** By the keys that the schema declares: without one, neither an upsert nor a handler keeps the second row out. */
const createAdvice = (candidate: Candidate, isUpdate: boolean): string => {
  const violation = uniqueViolationOf(candidate.write.operation);
  if (isOfWholeTable(candidate)) return 'The check asks for any row of the table: write by a key that is written down, so that the second insert fails or updates, or take one lock for all before the check, in one transaction with the insert.';
  if (asksForSpellings(candidate)) return `Declare a unique key that compares as the check does (on the lower case of the column, or by a collation), or keep the column in one spelling; then insert and handle ${violation}.`;
  const uniqueness = uniquenessOf(candidate);
  if (uniqueness.kind === 'none' ? uniqueness.scope === 'beyond' : uniqueness.kind === 'unknown' && asksForSpan(candidate)) return keylessAdvice(candidate);
  const first = uniqueness.kind === 'unique' ? '' : uniqueness.kind === 'none' ? `${declareAdvice(candidate, uniqueness)}, then ` : 'Declare the key unique, then ';
  const database = databaseOf(candidate.write.operation);
  if (isUpdate) {
    if (candidate.shape === 'update-then-create' && uniqueness.kind === 'unknown') return 'Use one atomic upsert on a unique key.';
    if (uniqueness.kind === 'unknown' || uniqueness.kind === 'weak') return `Declare the key unique and use one atomic upsert, or insert first and update on ${violation}.`;
    const upsert = isKnown(database) && !atomicUpserts.has(database) ? '' : 'use one atomic upsert, or ';
    return sentence(`${first}${upsert}insert first and update on ${violation}.`);
  }
  return sentence(`${first}insert and handle ${violation}; the check may stay for the friendly answer.`);
};

/** Databases on which every data layer has a one-statement upsert. */
const atomicUpserts: ReadonlySet<Database> = new Set(['postgresql', 'sqlite', 'cockroachdb']);

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const isOfWholeTable = ({ columns, read, shape }: Candidate): boolean => shape === 'create-if-absent' && columns.length === 1 && columns[0] === '*' && asksForNone(read);

/** The check asks for more than columns with equal values. */
const keylessAdvice = ({ write: { operation: { dialect } } }: Candidate): string =>
  dialect.isolation === 'snapshot'
    ? 'No unique key says all that the check asks for: run both in one transaction that first writes a row that the two requests share.'
    : 'No unique key says all that the check asks for: lock a row that the two requests share (the parent) before the check, in one transaction with the insert.';

/** The line that makes the columns unique, and where it goes; what the check looks for by a value that is written down limits the rows that the key is for. */
export const declareAdvice = ({ write }: Candidate, { columns, schema, scope }: Extract<Uniqueness, { kind: 'none' }>): string =>
  scope === 'partial' ? `add a unique index on ${mentionKey(columns)} of \`${schema.name}\` (${mentionPlace(schema)}) that covers only the rows that the check looks for (a partial index)` : `add \`${write.operation.dialect.schema.declareUnique(columns)}\` to ${columns.length === 1 ? `\`${columns[0] ?? ''}\` of ` : ''}\`${schema.name}\` (${mentionPlace(schema)})`;

const mentionKey = (columns: readonly string[]): string => columns.map((column) => `\`${column}\``).join(', ');

const mentionPlace = ({ place: { file, line } }: TableSchema): string => `${file.slice(file.lastIndexOf('/') + 1)}:${String(line)}`;

/** The other branch's write: what happens to the row when it is there. */
const otherWriteOf = ({ model, write, read, guard }: Candidate): Instance | undefined => {
  const decision = decisionOf(guard?.node);
  return decision && model.instances.find((other) => other !== write && other.hops.length === 0 && other.operation.kind !== 'read' && !other.parent && sameTable(other, read) && contains(decision, other.site) && other.site !== write.site);
};

const planOf = (candidate: Candidate, cure: Cure, sourceCode: Readonly<TSESLint.SourceCode>): RepairPlan => ({
  cure,
  read: candidate.read.operation,
  write: candidate.write.operation,
  otherWrite: otherWriteOf(candidate)?.operation,
  decision: decisionOf(candidate.guard?.node),
  existsBranch: candidate.existsBranch ?? 'other',
  guard: candidate.guard?.node,
  guards: guardsOf(candidate),
  columns: candidate.columns,
  inTransaction: transactionOf(candidate.write),
  oneTransaction: candidate.write.handle.kind !== 'either' && candidate.read.handle.kind !== 'either' && inOneTransaction(candidate.read, candidate.write),
  at: candidate.model.resolver,
  sourceCode,
});

const guardsOf = ({ model, read, write }: Candidate): readonly PlanGuard[] =>
  model.guardsOfInstance(write).flatMap(({ literal, node }) => {
    const sources = sourcesOf(literal.condition).filter((source) => source.read === read);
    return sources.length === 0 ? [] : [{ node, holds: literal.holds, columns: [...new Set(sources.flatMap(({ column }) => (column === undefined ? [] : [column])))], whole: sources.some(({ column }) => column === undefined) }];
  });

/** An outer client inside a transaction's callback is taken as inside: it may join. */
const transactionOf = ({ operation: { handle }, contexts }: Instance): RepairPlan['inTransaction'] => {
  if (handle.kind === 'either') return 'maybe';
  return handle.kind === 'transaction' || contexts.some((context) => context.kind === 'transaction') ? 'yes' : 'no';
};

/** A patch may not drop a comment, and its edits may not overlap. */
const isSound = (patch: Patch, sourceCode: Readonly<TSESLint.SourceCode>): boolean => {
  const sorted = [...patch.edits].sort((a, b) => a.range[0] - b.range[0]);
  if (sorted.length === 0 || sorted.some((edit, index) => index > 0 && edit.range[0] < (sorted[index - 1]?.range[1] ?? 0))) return false;
  return sourceCode.getAllComments().every((comment) => {
    const edit = sorted.find(({ range }) => range[0] < comment.range[1] && comment.range[0] < range[1]);
    return !edit || sorted.some(({ text }) => text.includes(sourceCode.text.slice(comment.range[0], comment.range[1])));
  });
};

/** The repairs of a candidate, by the ladder of its shape. */
export const repairsOf = (candidate: Candidate, sourceCode: Readonly<TSESLint.SourceCode>): Repairs => {
  const { write, read, shape } = candidate;
  const { dialect } = write.operation;
  const advice = adviceFor(candidate);
  // without a unique key no repair keeps the second row out
  if (isOfWholeTable(candidate) || candidate.mark !== undefined || candidate.isMove === true || (shape === 'create-if-absent' && uniquenessOf(candidate).kind === 'none')) return { fix: undefined, suggestions: [], advice };
  // what lies behind a call can't be edited from here
  if (write.hops.length > 0 || read.hops.length > 0) return { fix: undefined, suggestions: [], advice };
  const patches: Patch[] = [];
  let refusal: string | undefined;
  let locking: { readonly patch: Patch; readonly isOpened: boolean } | undefined;
  for (const cure of ladder(candidate)) {
    // its price is an error that the caller has to answer
    if (cure === 'compare-and-set' && patches.some((patch) => patch !== locking?.patch)) continue;
    const plan = planOf(candidate, cure, sourceCode);
    // where it has to open a transaction first, what needs none is better
    if (cure === 'lock-read' && patches.length > 0 && !plan.oneTransaction) continue;
    const printed = dialect.print[cure](plan);
    const patch = printed.kind === 'refusal' ? undefined : withoutLeftovers(printed, read.operation, sourceCode);
    if (printed.kind === 'refusal') refusal ??= printed.reason;
    else if (patch && isSound(patch, sourceCode)) {
      patches.push(patch);
      if (cure === 'lock-read') locking = { patch, isOpened: !plan.oneTransaction };
    }
    else refusal ??= 'A comment stands in the code that would change: rewrite it by hand.';
  }
  const fix = patches.find((patch) => patch.safety === 'fix');
  const suggestions = patches.filter((patch) => patch !== fix);
  // a transaction of its own is the last resort: why nothing better is offered is said all the same
  const isLastResort = patches.every((patch) => patch === locking?.patch && locking.isOpened);
  return { fix, suggestions, advice: isLastResort && refusal !== undefined ? `${advice} ${refusal}` : advice };
};
