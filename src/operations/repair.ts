/**
 * Repairs as data: what shall be changed (the plan, made by src/repairs from a candidate) and what an adapter's printer
 * makes of it (a patch, or a refusal with its reason).
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../resolve/resolver.js';
import type { Operation } from './operation.js';

/** The kinds of repair. The ladder in src/repairs says which are tried for which shape, best first. */
export type Cure =
  /** find → update / create becomes one upsert */
  | 'upsert'
  /** find → create becomes an insert that ignores the conflict */
  | 'insert-ignore'
  /** the insert stays, its unique violation is caught by code */
  | 'catch-violation'
  /** `n: row.n + k` becomes the database's own increment */
  | 'atomic-increment'
  /** the guard goes into the write's predicate, its affected count is checked */
  | 'conditional-write'
  /** the read that the guard uses takes a row lock */
  | 'lock-read'
  /** the old value goes into the write's predicate, its affected count is checked */
  | 'compare-and-set'
  /** a redundant save goes */
  | 'drop-save'
  /** a loaded row that is saved as a whole becomes an update of the columns that were assigned */
  | 'write-changed';

/** A condition that rests on the read's result and decides whether the write happens. */
export interface PlanGuard {
  /** the condition, or the call that throws by it; undefined where it stands in another function */
  readonly node: TSESTree.Node | undefined;
  /** how it comes out when the write happens */
  readonly holds: boolean;
  /** columns of the row that it looks at */
  readonly columns: readonly string[];
  /** it looks at the row itself: whether it is there, or by code that isn't seen */
  readonly whole: boolean;
}

/** What the printer of a cure is given. All nodes are of the linted file. */
export interface RepairPlan {
  readonly cure: Cure;
  /** the read that the guard or the value rests on */
  readonly read: Operation | undefined;
  /** the write that is reported */
  readonly write: Operation;
  /** the other branch's write (`update` of find → update / create) */
  readonly otherWrite: Operation | undefined;
  /** the `if` (or `?:`, `??`) that decides between them */
  readonly decision: TSESTree.Node | undefined;
  /** the guard's condition, when it stands in this function */
  readonly guard: TSESTree.Node | undefined;
  /** all conditions that decide whether the write happens and that rest on the read's result */
  readonly guards: readonly PlanGuard[];
  /** what the branch does when the row is there */
  readonly existsBranch: 'update' | 'return' | 'throw' | 'skip' | 'other';
  /** columns that the guard tests or the value derives from */
  readonly columns: readonly string[];
  /** whether the write runs in a transaction; `maybe` where its handle is a transaction's or an outer client */
  readonly inTransaction: 'yes' | 'no' | 'maybe';
  /** the read and the write surely run in one transaction, both through its handle */
  readonly oneTransaction: boolean;
  /** bindings of the linted file: what a name means, and who else refers to it */
  readonly at: Resolver;
  readonly sourceCode: Readonly<TSESLint.SourceCode>;
}

export interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** A change of the linted file's text. */
export interface Patch {
  readonly kind: 'patch';
  readonly edits: readonly Edit[];
  /** `fix`: provably the same when run alone, race-free, type-checks; else `suggestion` */
  readonly safety: 'fix' | 'suggestion';
  /** the suggestion's text: says what changes; imperative, with a full stop */
  readonly description: string;
  /** what the repaired code needs to be right (`a unique key on (a, b)`) */
  readonly needs: readonly string[];
}

/** No edit is offered, and why. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: string;
}
