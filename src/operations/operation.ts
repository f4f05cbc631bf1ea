/**
 * The vocabulary of the analysis: what a call does to a database, as facts without verdicts.
 *
 * In: nothing. Out: the types that adapters fill and that the model, the races and the repairs read.
 * Expressions are AST nodes of the file that the operation stands in; the model turns them into values.
 * Never assumed: that an ORM is known by name above this layer (an operation carries its dialect).
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Dialect } from './dialect.js';
import type { Known } from './known.js';

/** What performs an operation: a call, a tagged template, or the `await` of a builder that was put together before. */
export type OperationNode = TSESTree.AwaitExpression | TSESTree.CallExpression | TSESTree.TaggedTemplateExpression;

/** The change of a field of a managed row, which a unit of work writes later: `row.n = 1`, `row.n += 1`, `row.n++` */
export type FieldChange = TSESTree.AssignmentExpression | TSESTree.UpdateExpression;

/**
 * - `read`: rows or an aggregate of rows are read
 * - `insert`, `update`, `delete`: what the database does
 * - `upsert`: inserts or updates; `oneStatement` says whether atomically
 * - `save`: a unit of work (TypeORM `save(entity)`): insert or update, depending on where the entity comes from;
 *   the model decides by the value of `entity`
 * - `link`, `unlink`: rows of a join table (or a foreign key) are added or removed
 * - `lock`: rows or a key are locked without being read (advisory locks, `SELECT … FOR UPDATE` whose result is unused)
 */
export type OperationKind = 'read' | 'insert' | 'update' | 'delete' | 'upsert' | 'save' | 'link' | 'unlink' | 'lock';

/**
 * A table, one identity whatever the spelling. `name` is the name in the code (Prisma accessor `userProfile`, entity
 * class `User`, SQL name); two tables are the same when their `id`s are equal.
 */
export interface Table {
  /** identity within the file's data layer, e.g. `prisma:user`, `typeorm:User`, `prisma:user.posts` for a relation whose model is not known */
  readonly id: string;
  /** as a message spells it */
  readonly name: string;
}

/** The connection that an operation goes through. Two handles are the same when their `id`s are equal. */
export interface Handle {
  /** `client`: outer client, autocommit unless a context propagates; `transaction`: the handle of a transaction; `either`: `tx ?? db` or an optional parameter */
  readonly kind: 'client' | 'transaction' | 'either';
  /** identity: for a client one per database (replicas and extensions of one client are the same), for a transaction one per extent or parameter */
  readonly id: string;
  /** the expression in the code that denotes it (`tx`, `this.prisma`, `this.users`), for repairs and messages */
  readonly node: TSESTree.Node;
}

/** `alike`: equal but for case and blanks, or a pattern made of the value (`ILIKE`, `lower(email) = …`): the same key, but not the same value. */
export type Comparison = 'eq' | 'alike' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'notIn' | 'isNull' | 'notNull' | 'other';

/** One condition `column <op> value` of a predicate. */
export interface Term {
  /** column (property) name; with `via` the column of the related table */
  readonly column: string;
  readonly op: Comparison;
  /** right side; absent for `isNull`, `notNull` and where it can't be read */
  readonly value?: TSESTree.Node;
  /** right side that is a literal of SQL text (`status = 'new'`) and so no expression of the file; `value` is absent then */
  readonly constant?: string | number | boolean | null;
  /** where `value` stands in a function that was given the builder: what its parameters stand for in the operation's own function */
  readonly given?: ReadonlyMap<TSESLint.Scope.Variable, TSESTree.Node>;
  /** relation path from the table to the one that has the column (`{ members: { some: { userId } } }` → ['members']) */
  readonly via?: readonly string[];
  /** true inside an OR: the term alone doesn't restrict the rows */
  readonly disjunct?: boolean;
}

/** A conjunction of terms. */
export interface Predicate {
  readonly terms: readonly Term[];
  /** conditions exist that could not be read (a spread, a variable that is built up, raw SQL, NOT) */
  readonly open: boolean;
  /** expressions that stand for whole predicates or parts of them (`where`, `...filter`); the model looks at their fields as equalities */
  readonly spreads: readonly TSESTree.Node[];
}

/** How a column is written. */
export type Written =
  /** the value of an expression */
  | { readonly kind: 'value'; readonly node: TSESTree.Node }
  /** an expression that the database evaluates on the current row (`increment: n`, `SET n = n + 1`, `push`); `include`, `exclude`: an element of a list is there, or gone, afterwards, however often it runs */
  | { readonly kind: 'atomic'; readonly operator: 'increment' | 'decrement' | 'multiply' | 'divide' | 'push' | 'include' | 'exclude' | 'expression'; readonly node: TSESTree.Node | undefined }
  /** rows of a related table; they are operations of their own */
  | { readonly kind: 'relation' }
  /** written, value not readable */
  | {
      readonly kind: 'opaque';
      readonly node: TSESTree.Node | undefined;
      /** the value, where it is a literal of SQL text and so no expression of the file */
      readonly constant?: string | number | boolean | null;
    };

export interface Assignment {
  readonly column: string;
  readonly written: Written;
  /** the property in the code (`status: 'x'`), for repairs */
  readonly property: TSESTree.Node | undefined;
}

/** The columns that a write sets. */
export interface Assignments {
  readonly entries: readonly Assignment[];
  /** expressions whose fields are all written (`data: input`, `...patch`, `.values(row)`); an object literal: the fields that are assigned to it by then (`wholesIn` of src/resolve/object-shape.ts) */
  readonly spreads: readonly TSESTree.Node[];
  /** more columns than these may be written */
  readonly open: boolean;
}

/** What the awaited result of the operation is. */
export type Result =
  /** one row; what is given when there is none */
  | { readonly kind: 'row'; readonly absent: 'null' | 'throws' }
  /** `members`: fields of each row that are aggregates (a grouped query); `list`: properties of the list itself, where the call gives it as it is (`rows.count`) */
  | { readonly kind: 'rows'; readonly members?: Readonly<Record<string, Result>>; readonly list?: Readonly<Record<string, Result>> }
  | { readonly kind: 'number'; readonly of: 'count' | 'sum' | 'max' | 'min' | 'average'; readonly column: string | undefined }
  /** whether a row exists */
  | { readonly kind: 'boolean' }
  /** number of rows affected; `bigint`: `=== 0` never holds */
  | { readonly kind: 'affected'; readonly bigint?: true }
  /** an object with named parts: `{ count }`, `{ _max: { n } }` */
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Result>> }
  /** `[rows, count]` */
  | { readonly kind: 'tuple'; readonly items: readonly Result[] }
  /** the error that the call gives back in place of throwing it; `absent`: there is one, too, when there is no row */
  | { readonly kind: 'error'; readonly absent: boolean }
  /** the row as it is after the write */
  | { readonly kind: 'written'; /** `throws`: the call fails when no row matches */ readonly absent?: 'throws' }
  | { readonly kind: 'nothing' };

/** A lock on the rows of `where`, or (kind `key`) on an agreed number or string. */
export interface RowLock {
  readonly strength: 'update' | 'no-key-update' | 'share' | 'key-share';
  readonly onLocked: 'wait' | 'nowait' | 'skip';
}

/** How a `save` writes what was changed in memory. Without it: the columns as they are in memory, the last writer wins. */
export interface Changes {
  /** a field below a column is written by itself (`address.city`) */
  readonly paths: boolean;
  /** `merged`: elements that were added to a list are pushed by the database, and a list that is replaced fails when another run changed it */
  readonly lists: 'merged' | 'overwritten';
  /** the write fails when the row was changed since it was read */
  readonly versioned: boolean;
}

/** One read, write or lock of rows by one call, call chain or SQL string. One call can be several operations. */
export interface Operation {
  readonly kind: OperationKind;
  /** the call that runs it, or the change that a unit of work writes */
  readonly node: OperationNode | FieldChange;
  /** the name in the code that makes the call this operation (`findUnique`, `insert`, not the chain's `execute`): a report's range */
  readonly verb: TSESTree.Node;
  readonly dialect: Dialect;
  readonly handle: Handle;
  readonly table: Known<Table>;
  /** other tables that the predicate or the result looks at (joins, included relations) */
  readonly joins: readonly Table[];
  readonly where: Predicate;
  readonly sets: Assignments;
  /** for kind `upsert`: what is set when the row is there (`sets` is what is inserted) */
  readonly updates?: Assignments;
  /** the object that is saved or removed (`save(entity)`, `remove(entity)`): key and columns come from its value */
  readonly entity?: TSESTree.Node;
  /** for kind `delete`: the row stays, marked as deleted (`softDelete`) */
  readonly keepsRow?: true;
  /** for kind `save`, and for `update` of an `entity`: of a unit of work that writes changes */
  readonly changes?: Changes;
  /** the call that sends it, where that is a later one (`flush` of a unit of work): the error handlers around that call are the operation's */
  readonly sentBy?: TSESTree.Node;
  /** for a read: the row in memory that has the values read from here on (`row.reload()`) */
  readonly refreshes?: TSESTree.Node;
  /** row lock taken by the operation; `undefined`: none */
  readonly lock: Known<RowLock | undefined>;
  /** for kind `lock`: expression(s) that make up the key of an advisory lock; rows are locked by `where` */
  readonly lockKey?: readonly TSESTree.Node[];
  /** for an advisory lock: whether it ends with the transaction or must be given back */
  readonly lockScope?: 'transaction' | 'session';
  readonly result: Result;
  /** rows that match at most: `one` where the predicate names a unique key by the API's own rules */
  readonly rows: 'one' | 'many';
  /** a read ordered and limited to the first row (`orderBy` + `findFirst`, `take: 1`): column it is ordered by */
  readonly orderedBy?: readonly string[];
  /** no more rows than some number are given (`LIMIT`), of however many there are */
  readonly limited?: boolean;
  /** columns in the result (`select`); undefined: all */
  readonly selects?: readonly string[];
  /** fields of a result row that aren't columns of that name: the way from the row to the column or joined row meant (`{ count: counters.n }`), empty for the row itself */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** the call gives its result at once, not as a promise (SQLite in the process): nothing else runs between two of these */
  readonly synchronous?: boolean;
  /**
   * Whether the call is one SQL statement as far as the call's shape tells. For `upsert`, false means that it runs as SELECT, then
   * INSERT or UPDATE; `emulated` says why.
   */
  readonly oneStatement: Known<boolean>;
  /** why an upsert is not one statement, as a fact for messages (`\`update\` is empty`) */
  readonly emulated?: string;
  /** no spelling of the upsert is one statement on this database */
  readonly emulatedAlways?: true;
  /** insert that ignores or merges conflicts in the database (ON CONFLICT, INSERT IGNORE, skipDuplicates) */
  readonly onConflict?: 'ignore' | 'update';
  /** set for the parts of one call: nested writes, included relations; `path` leads from the parent's row to them */
  readonly nested?: { readonly parent: OperationNode; readonly path: readonly string[] };
  /** the callback that is given the result, in the place of a promise, and the index of its parameter; the first one is the error */
  readonly answer?: { readonly callback: TSESTree.Node; readonly parameter: number };
  /** true where nothing happens before the promise is awaited or handed to a batch (PrismaPromise, query builders) */
  readonly lazy?: boolean;
}
