/**
 * A pair of a read and a write that may race, with its evidence.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel, Guard } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';

/** The kinds of race (design § 6). */
export type Shape =
  | 'create-if-absent'
  | 'guarded-update'
  | 'read-modify-write'
  | 'next-number'
  | 'limit-check'
  | 'update-then-create'
  | 'wrong-lock-target'
  | 'read-before-lock'
  | 'duplicate-save'
  | 'non-atomic-upsert'
  | 'replace-all'
  | 'stale-save'
  | 'process-local-lock'
  | 'check-then-reference'
  | 'write-skew';

/** What the code does when the row is there. */
export type ExistsBranch = 'update' | 'return' | 'throw' | 'skip' | 'other';

/** Why a candidate is no race: a protection, or a property of the pair. */
export interface Closure {
  readonly reason:
    | 'declared-lock'
    | 'process-local-lock'
    | 'serializable'
    | 'synchronous'
    | 'write-conflict'
    | 'row-lock'
    | 'unknown-lock'
    | 'retried-by-loop'
    | 'parent-lock'
    | 'earlier-write-is-lock'
    | 'unique-violation-caught'
    | 'conflict-handled-by-database'
    | 'conditional-write'
    | 'version-in-where'
    | 'unknown-predicate'
    | 'checked-after-write'
    | 'repeated-under-lock'
    | 'unknown-wrapper'
    | 'unknown-handler'
    | 'protected-by-caller'
    | 'races-by-itself'
    | 'checked-in-callee'
    | 'dirty-check'
    | 'limited-to-one'
    | 'permission-check'
    | 'moves-away'
    | 'identity-check'
    | 'absorbing-write'
    | 'same-either-way'
    | 'own-row'
    | 'nothing-given'
    | 'claimed-before'
    | 'never-together'
    | 'one-shot-script'
    | 'boot-hook'
    | 'migration';
  /** where the protection stands */
  readonly node: TSESTree.Node | undefined;
}

/** A lock in the memory of one process, and how it keeps others out. */
export interface ProcessLock {
  /** a library's mutex; a `Set` or `Map` of keys at work; a flag; promises that the next one waits for */
  readonly kind: 'mutex' | 'keys' | 'flag' | 'promises';
  /** where it is taken */
  readonly node: TSESTree.Node;
}

export interface Candidate {
  readonly shape: Shape;
  /** the shape before a lock made it `wrong-lock-target`, `read-before-lock` or `process-local-lock` */
  readonly underlying: Shape;
  readonly model: FunctionModel;
  /** what the guard or the value rests on; for duplicate-save the first save; for replace-all the delete; for upserts the write itself */
  readonly read: Instance;
  readonly write: Instance;
  /** columns on which read and write meet */
  readonly columns: readonly string[];
  readonly guard: Guard | undefined;
  readonly existsBranch: ExistsBranch | undefined;
  /** the lock that doesn't help */
  readonly lock: Instance | undefined;
  readonly closed: Closure | undefined;
  /** for wrong-lock-target: the lock is the right one, but the transaction sees what was there before it */
  readonly isSnapshotOld?: true;
  /** for create-if-absent: the column by which the inserted row is marked as the first one; it is inserted anyway. For replace-all: the column that one row of the set is to have */
  readonly mark?: string;
  /** for read-modify-write: the write moves the rows beyond what was read (`position: { gt: row.position }`), and other requests move that row as well */
  readonly isMove?: true;
  /** for process-local-lock: the lock */
  readonly processLock?: ProcessLock;
}
