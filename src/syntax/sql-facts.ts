/**
 * What a SQL statement says, as plain facts.
 *
 * In: nothing. Out: the types that `scanSql` fills. Names are as written, without quotes; `schema.table` loses its schema.
 * Never assumed: a database; that the text is complete (`open` and `undefined` say what could not be read).
 */
import type { TSESTree } from '@typescript-eslint/utils';

/** A stretch of SQL text, or the expression that is interpolated or bound between two stretches. */
export type SqlPart = string | TSESTree.Node;

/** The arguments that placeholders stand for. Absent: the text has no placeholders of that sort. */
export interface SqlBindings {
  /** for `$1`, `?` */
  readonly positional?: readonly TSESTree.Node[];
  /** for `:name`, `@name`; a name that is missing gives a value that can't be read */
  readonly named?: ReadonlyMap<string, TSESTree.Node>;
}

export type SqlConstant = string | number | boolean | null;

export type SqlValue =
  /** an interpolated expression or a placeholder; no node: a placeholder without an argument in view */
  | { readonly kind: 'hole'; readonly node: TSESTree.Node | undefined }
  | { readonly kind: 'literal'; readonly value: SqlConstant }
  | { readonly kind: 'column'; readonly table: string | undefined; readonly column: string }
  /** the column of the row that an INSERT proposes (`EXCLUDED.x`, `VALUES(x)`) */
  | { readonly kind: 'proposed'; readonly column: string }
  | { readonly kind: 'subselect'; readonly statement: SqlStatement }
  /** anything else, with the columns and the expressions that it is made of */
  | { readonly kind: 'expression'; readonly columns: readonly SqlColumn[]; readonly holes: readonly TSESTree.Node[] };

export interface SqlColumn {
  readonly table: string | undefined;
  readonly column: string;
}

/** `alike`: equal but for case and blanks, or LIKE a value. */
export type SqlComparison = 'eq' | 'alike' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'notIn' | 'isNull' | 'notNull' | 'other';

/** One condition `column <op> value`; `table` is the qualifier as written (an alias or a name). */
export interface SqlTerm extends SqlColumn {
  readonly op: SqlComparison;
  readonly value: SqlValue | undefined;
  /** true inside an OR */
  readonly disjunct: boolean;
}

export interface SqlPredicate {
  readonly terms: readonly SqlTerm[];
  /** conditions exist that could not be read */
  readonly open: boolean;
  /** tables that subselects of the condition read */
  readonly subselects: readonly SqlStatement[];
}

export interface SqlTable {
  /** undefined: the name is interpolated */
  readonly name: string | undefined;
  readonly alias: string | undefined;
  /** `target`: what the statement writes, or the first table that it selects from */
  readonly role: 'target' | 'from' | 'join' | 'subselect';
}

export interface SqlAssignment {
  readonly column: string;
  readonly value: SqlValue;
  /** the database computes it from the row's current columns; `expression` where it's no plain arithmetic on the column itself */
  readonly atomic: 'increment' | 'decrement' | 'multiply' | 'divide' | 'expression' | undefined;
  /** the other operand of the arithmetic */
  readonly operand: SqlValue | undefined;
}

export interface SqlLock {
  readonly strength: 'update' | 'no-key-update' | 'share' | 'key-share';
  readonly onLocked: 'wait' | 'nowait' | 'skip';
  /** `OF t`: names as written; empty: all tables */
  readonly of: readonly string[];
}

export interface SqlSelectItem {
  readonly kind: 'column' | 'all' | 'count' | 'sum' | 'max' | 'min' | 'average' | 'exists' | 'other';
  readonly column: string | undefined;
  readonly alias: string | undefined;
}

/** `pg_advisory_xact_lock(…)`, `GET_LOCK(…)` and the like. */
export interface SqlKeyLock {
  readonly scope: 'transaction' | 'session';
  readonly strength: 'update' | 'share';
  /** `try`: doesn't wait, says so by its result */
  readonly wait: 'wait' | 'try';
  /** false: the lock is given back */
  readonly takes: boolean;
  readonly keys: readonly SqlValue[];
  /** the same expressions as they are interpolated, in order */
  readonly holes: readonly TSESTree.Node[];
}

export interface SqlConflict {
  readonly action: 'ignore' | 'update' | 'replace';
  /** the columns named as target; undefined: any unique key */
  readonly columns: readonly string[] | undefined;
  readonly sets: readonly SqlAssignment[];
}

export interface SqlStatement {
  readonly verb: 'select' | 'insert' | 'update' | 'delete' | 'lock' | 'begin' | 'commit' | 'rollback' | 'other';
  readonly tables: readonly SqlTable[];
  readonly where: SqlPredicate;
  readonly sets: readonly SqlAssignment[];
  /** more columns than `sets` are written, or with values that can't be read */
  readonly setsOpen: boolean;
  /** expressions that stand for columns and their values at once (`SET ?`, `${sql(row)}`); of an UPDATE it may also be text, so `setsOpen` is true */
  readonly setsWhole: readonly TSESTree.Node[];
  /** rows that an INSERT names; `many` also where it can't be told */
  readonly rows: 'one' | 'many';
  readonly conflict: SqlConflict | undefined;
  readonly lock: SqlLock | undefined;
  readonly keyLocks: readonly SqlKeyLock[];
  readonly returning: boolean;
  readonly select: readonly SqlSelectItem[];
  readonly orderBy: readonly string[];
  readonly limit: number | 'hole' | undefined;
  /** GROUP BY, DISTINCT, UNION: a row of the result is no row of a table */
  readonly grouped: boolean;
  /** `WITH name AS (…)` */
  readonly ctes: readonly { readonly name: string; readonly statement: SqlStatement }[];
  /** isolation level words of BEGIN / SET TRANSACTION, upper case */
  readonly isolation: string | undefined;
}
