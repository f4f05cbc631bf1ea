/**
 * From candidates to verdicts: protections, the lock that doesn't help, callers that protect, one report a write.
 */
import type { FileModel } from '../model/build-model.js';
import type { TSESTree } from '@typescript-eslint/utils';
import { ownerOf } from '../resolve/modules.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { sourcesOf, type Source } from '../model/provenance.js';
import type { FunctionNode } from '../flow/graph.js';
import { inCallers } from './callers.js';
import type { Candidate, Shape } from './candidate.js';
import { detect } from './detect.js';
import { runsOnce } from './entry.js';
import { coversKey, isKeyLock, locksOf } from './locks.js';
import { inOneTransaction } from './one-transaction.js';
import { dependsOnData, protectionOf, readsSet } from './protections.js';
import { neverTogether } from './exclusions.js';
import { seesOldSnapshot } from './isolation.js';
import { isAnswerIgnored } from './untaken.js';
import { processLockOf } from './process-locks.js';
import { mutabilityOf, type Mutability } from './mutability.js';
import { equalities, sameTable } from './keys.js';
import { repeatedWork } from './work-lists.js';

/** When one write has several candidates, the first of these speaks (design § 8). */
const order: readonly Shape[] = ['wrong-lock-target', 'read-before-lock', 'process-local-lock', 'non-atomic-upsert', 'next-number', 'limit-check', 'create-if-absent', 'read-modify-write', 'guarded-update', 'update-then-create', 'duplicate-save', 'replace-all', 'stale-save'];

export interface Verdict {
  /** all candidates with their fate, for `explain` */
  readonly candidates: readonly Candidate[];
  /** open candidates, best first for every write */
  readonly open: readonly Candidate[];
}

/** Judges a file. */
export const judge = (file: FileModel): Verdict => {
  const mutability = mutabilityOf(file);
  const all = file.functions.flatMap((model) => detect(model, mutability).map(protect));
  const locked = all.filter(({ closed }) => closed !== undefined && locking.has(closed.reason));
  const judged = all.map((candidate) => (candidate.closed ? candidate : (repeatedUnderLock(candidate, locked) ?? atHome(candidate, file, mutability) ?? checkedInCallee(candidate) ?? byCallers(candidate, file) ?? once(candidate, file) ?? withLock(candidate)))).flatMap((candidate) => inOneProcess(candidate, file));
  const work = repeatedWork(file, judged).map((candidate) => once(candidate, file) ?? underList(candidate));
  const open = [...judged, ...work].filter((candidate) => !candidate.closed).sort((a, b) => order.indexOf(a.shape) - order.indexOf(b.shape));
  return { candidates: [...judged, ...work], open };
};

const protect = (candidate: Candidate): Candidate => {
  const closed = candidate.closed ?? neverTogether(candidate) ?? protectionOf(candidate);
  return closed ? { ...candidate, closed } : candidate;
};

const once = (candidate: Candidate, file: FileModel): Candidate | undefined => {
  const closed = runsOnce(candidate.model, file);
  return closed && { ...candidate, closed };
};

const locking: ReadonlySet<string> = new Set(['row-lock', 'parent-lock', 'earlier-write-is-lock', 'serializable']);

/** The early, friendly check is harmless when it is made again under a lock. */
const repeatedUnderLock = (candidate: Candidate, locked: readonly Candidate[]): Candidate | undefined => {
  const twin = locked.find((other) => other !== candidate && other.write === candidate.write && other.shape === candidate.shape && sameTable(other.read, candidate.read));
  return twin?.closed && { ...candidate, closed: { reason: 'repeated-under-lock', node: twin.closed.node } };
};

/**
 * What a lock in the memory of the process keeps together is a race of several processes, with a rule of its own. The rules of the other shapes speak
 * as before: not in a callback of a mutex, but where the code takes and gives the lock by itself.
 */
const inOneProcess = (candidate: Candidate, file: FileModel): readonly Candidate[] => {
  if (candidate.closed || candidate.shape === 'duplicate-save') return [candidate];
  const lock = processLockOf(candidate, file);
  if (!lock) return [candidate];
  const closed: Candidate = { ...candidate, closed: { reason: 'process-local-lock', node: lock.node } };
  if (candidate.model.resolver.project.singleInstance) return [closed];
  return [lock.isWrapper ? closed : candidate, { ...candidate, shape: 'process-local-lock', processLock: lock }];
};

/** Where one process runs, its list of keys is enough. */
const underList = (candidate: Candidate): Candidate => (candidate.model.resolver.project.singleInstance && candidate.processLock ? { ...candidate, closed: { reason: 'process-local-lock', node: candidate.processLock.node } } : candidate);

const racing = new WeakMap<FunctionModel, ReadonlySet<TSESTree.Node>>();

/** The operations that race in a function by themselves, whoever calls it; that a save sets other columns back says nothing of a caller's guard. */
const racingIn = (model: FunctionModel, mutability: Mutability): ReadonlySet<TSESTree.Node> => {
  let found = racing.get(model);
  if (!found) {
    found = new Set(detect(model, mutability).map(protect).filter(({ closed, shape }) => !closed && shape !== 'stale-save').map((candidate) => candidate.write.operation.node));
    racing.set(model, found);
  }
  return found;
};

/** The write is in a function of another file that races by itself: that function is the home of the write's race. */
const atHome = (candidate: Candidate, file: FileModel, mutability: Mutability): Candidate | undefined => {
  const { write } = candidate;
  const home = write.hops.find(({ callee }) => ownerOf(callee) !== candidate.model.resolver && racesIn(callee, write.operation.node, file, mutability));
  return home && { ...candidate, closed: { reason: 'races-by-itself', node: home.node } };
};

/**
 * A function that is called reads the row anew and makes the test again before it writes: the caller's check is the early, friendly one, and
 * whether the write is safe is decided where it stands.
 */
const checkedInCallee = (candidate: Candidate): Candidate | undefined => {
  const { columns, guard, model, read, underlying, write } = candidate;
  const [into] = write.hops;
  if (guard === undefined || into === undefined || read.hops[0]?.node === into.node) return undefined;
  const isAnew = ({ hops, operation }: Instance): boolean => operation.kind === 'read' && hops[0]?.node === into.node;
  // another row of the table (the parent) that must be there is no second look for this one
  const asksFor = (again: Instance): boolean => columns.length === 0 || equalities(again).length === 0 || equalities(again).some((condition) => columns.includes(condition.column));
  const isTested = ({ column, read: of }: Source): boolean => (underlying === 'guarded-update' ? column !== undefined && columns.includes(column) && ownerOf(into.callee) !== model.resolver : underlying === 'create-if-absent' && column === undefined && asksFor(of));
  const again = model.guardsOfInstance(write).some(({ literal }) => sourcesOf(literal.condition).some((source) => isAnew(source.read) && sameTable(source.read, read) && isTested(source)));
  return again ? { ...candidate, closed: { reason: 'checked-in-callee', node: into.node } } : undefined;
};

const racesIn = (callee: FunctionNode, operation: TSESTree.Node, file: FileModel, mutability: Mutability): boolean => {
  const model = file.modelOf(callee);
  return model !== undefined && racingIn(model, mutability).has(operation);
};

/** Every caller in the file puts the call under a protection, and nobody else can call the function. */
const byCallers = (candidate: Candidate, file: FileModel): Candidate | undefined => {
  const closures = inCallers(candidate, file).map(protectionOf);
  const [first] = closures;
  if (first === undefined || closures.some((closure) => closure === undefined)) return undefined;
  return { ...candidate, closed: { reason: 'protected-by-caller', node: first.node } };
};

/** A lock is held, and doesn't help: it is on another row, or was taken after the read. */
const withLock = (candidate: Candidate): Candidate => {
  const { model, read, write, shape } = candidate;
  if (shape === 'duplicate-save' || shape === 'non-atomic-upsert' || shape === 'replace-all' || shape === 'stale-save') return candidate;
  for (const lock of locksOf(model)) {
    if (lock === read || lock.order >= write.order || !inOneTransaction(lock, write) || dependsOnData(model, lock, lock.order > read.order ? write : read)) continue;
    if (lock.order > read.order) {
      if (coversKey(lock, read, write, readsSet(candidate))) return { ...candidate, shape: 'read-before-lock', lock };
      continue;
    }
    // the right lock, which may not have been taken
    if (isAnswerIgnored(lock, model)) continue;
    if (coversKey(lock, read, write, readsSet(candidate)) && seesOldSnapshot(candidate, lock, inOneTransaction)) return { ...candidate, shape: 'wrong-lock-target', lock, isSnapshotOld: true };
    // on the row that was looked for: not another one, but it may not have been there
    if (isKeyLock(lock) || !inOneTransaction(lock, read) || (sameTable(lock, read) && coversKey(lock, read, write))) continue;
    return { ...candidate, shape: 'wrong-lock-target', lock };
  }
  return candidate;
};
