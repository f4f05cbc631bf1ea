/**
 * The contract between the engine and a data layer. An adapter states facts; it gives no verdicts.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../resolve/resolver.js';
import type { Known } from './known.js';
import type { FieldChange, Handle, Operation, OperationNode, Written } from './operation.js';
import type { Cure, Patch, Refusal, RepairPlan } from './repair.js';
import type { Database, SchemaSource } from './schema.js';

/** Transaction isolation; `default` is the database's own. */
export type Isolation = 'default' | 'read-uncommitted' | 'read-committed' | 'repeatable-read' | 'snapshot' | 'serializable';

export type FunctionNode = TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

/** A stretch of code between begin and commit, or under a lock. `on` is what a transaction is opened on: an outer client, or the handle of another one (a savepoint). */
export type Extent =
  /** `transaction(async (tx) => …)`: the callback's body. The handle is the callback's parameter (`parameter` is its index), if it has one. */
  | { readonly kind: 'transaction'; readonly form: 'callback'; readonly callback: TSESTree.Node; readonly parameter: number | undefined; readonly isolation: Known<Isolation>; readonly handle: Handle; readonly on: Handle }
  /** `$transaction([a, b])`: operations whose promises are the elements of `list` */
  | { readonly kind: 'transaction'; readonly form: 'batch'; readonly list: TSESTree.Node; readonly isolation: Known<Isolation>; readonly handle: Handle }
  /** `queryRunner.startTransaction()`: from this call to the `end` of the same `key` */
  | { readonly kind: 'transaction'; readonly form: 'begin'; readonly key: string; readonly isolation: Known<Isolation>; readonly handle: Handle; readonly on: Handle }
  /** `queryRunner.commitTransaction()`, `rollbackTransaction()` */
  | { readonly kind: 'transaction'; readonly form: 'end'; readonly key: string; readonly commit: boolean };

/** A function whose whole body is one extent (`@Transactional()`). Repositories inside join it. */
export interface FunctionExtent {
  readonly kind: 'transaction';
  readonly isolation: Known<Isolation>;
}

/** What a call does to objects in memory, known by the ORM (no I/O). */
export type MemoryEffect =
  /** a fresh entity with the fields of `from` (`repo.create(dto)`, `new User(dto)` handled by the engine) */
  | { readonly kind: 'allocates'; readonly from: readonly TSESTree.Node[] }
  /** the fields of `from` are assigned to `target`, which is also the result (`repo.merge(entity, dto)`) */
  | { readonly kind: 'assigns'; readonly target: TSESTree.Node; readonly from: readonly TSESTree.Node[] }
  /** one field (or path) of `target` is assigned, and `target` is also the result (`doc.set('a.b', value)`) */
  | { readonly kind: 'sets'; readonly target: TSESTree.Node; readonly field: string; readonly value: TSESTree.Node }
  /** a field of a row by a method (`row.get('name')`); without one the row itself, as plain data (`row.toJSON()`) */
  | { readonly kind: 'takes'; readonly of: TSESTree.Node; readonly field: string | undefined };

/** What an error code or a test on an error decides on. */
export type ConflictKind = 'unique' | 'foreign-key' | 'serialization' | 'absent' | 'any-database-error';

/** Where a handler looks in vain: the path from an error of this layer is undefined there, whatever the violation was. */
export interface AbsentPath {
  /** property names, from what the handler is given */
  readonly path: readonly string[];
  /** only where the path is compared with such a value (or asked whether it contains it) */
  readonly when?: (value: string | number | undefined) => boolean;
  /** what to look at, as a message says it */
  readonly instead: string;
  /** property names whose mention says that the handler knows the other shape, too */
  readonly knownBy: readonly string[];
  /** a code that only this layer's errors have: a predicate that tests it beside the path is about them, whoever calls it */
  readonly beside?: string;
}

/** By the name that the settings use: a module that exports such a thing as `value` and its type as `Type`, written as users of the layer write it. */
export interface StandIns {
  readonly clients?: Readonly<Record<string, string>>;
  /** base classes of repositories */
  readonly repositories?: Readonly<Record<string, string>>;
}

/** Everything that the engine needs to know about one data layer. */
export interface Dialect {
  /** folder name under src/adapters */
  readonly id: string;
  /** as a message spells it */
  readonly name: string;
  /** the property of a row that is its primary key, where it isn't `id`; operations name the column `id` all the same */
  readonly key?: string;
  /** the isolation that every transaction has, where there is no other: at `snapshot` the second of two writers of one row fails */
  readonly isolation?: Isolation;
  readonly signals: {
    /** module specifiers (exact, or a prefix that ends in `/`) whose import says that the layer is in play */
    readonly modules: readonly string[];
    /** method names that make a call worth a look; the gate looks for `.verb` in the text */
    readonly verbs: readonly string[];
    /** those of the verbs by which nothing is ever written and no transaction begins: recognised only where something is written too */
    readonly reads?: readonly string[];
    /** what a stretch of text holds in which one of the other verbs may write, or run what isn't written there; absent: they may anywhere */
    readonly writing?: RegExp;
    /** method names that are made of the schema's names (`addRole`, `countPosts`) */
    readonly verbPattern?: RegExp;
    /**
     * substrings of a source text that say that the layer may be in play although nothing of it is imported (`this.prisma`, `@InjectRepository`); a list means that
     * all of them are there: cheap necessary evidence, never sufficient
     */
    readonly hints: readonly (string | readonly string[])[];
    /** forms of calls that say so where no word does (`db('users').where(…)`); necessary evidence like `hints` */
    readonly forms?: readonly RegExp[];
    /**
     * what a text has somewhere if it speaks of the layer at all; then it alone opens the gate, and no verb or hint has to be there (functions of
     * the project and template tags that take SQL have any name)
     */
    readonly text?: RegExp;
    /** builders are promises: `await query` runs what was put together before */
    readonly awaits?: true;
  };
  /** What the settings may say that a module exports out of sight. */
  readonly standIns: StandIns;
  /** The operations that a call is; empty when it is none, or when the evidence that the receiver is a database handle is too weak. Never throws. */
  readonly recognise: (call: OperationNode, at: Resolver) => readonly Operation[];
  /** For a unit of work: the write that the change of a row's field is. Never throws. */
  readonly recogniseChange?: (change: FieldChange, at: Resolver) => readonly Operation[];
  /** The extent that a call opens or closes. */
  readonly extent: (call: TSESTree.CallExpression, at: Resolver) => Extent | undefined;
  /** names of hooks, and of their decorators, whose function is given a row right after it was inserted, in the same transaction */
  readonly insertHooks?: ReadonlySet<string>;
  /** Packages that put all operations of their project into the transaction around them (CLS), whatever client these go through. */
  readonly propagatedBy: readonly string[];
  /** `save(entity)` compares the entity with the row as it is by then, and writes every column that differs: also one that was loaded and that another request changed since. */
  readonly savesWholeRows?: true;
  /** Models and repositories bring the connection along: the outer client is the same whatever expression an operation is called on. Else the expression is the client. */
  readonly impliesClient?: true;
  /** The operation through the handle of a transaction in place of the client that it goes through now: how is that written? */
  readonly throughHandle: (operation: Operation, handle: Handle, at: Resolver) => Patch | Refusal;
  /** The extent that a function is by its decorators. */
  readonly functionExtent: (fn: FunctionNode, at: Resolver) => FunctionExtent | undefined;
  /** What a call does to objects in memory. */
  readonly effect: (call: TSESTree.CallExpression | TSESTree.NewExpression, at: Resolver) => MemoryEffect | undefined;
  /** keys of an object of changes that are operators on columns (`$set`, `$inc`), where the layer has such */
  readonly operators?: Readonly<Record<string, 'set' | Extract<Written, { kind: 'atomic' }>['operator']>>;
  /** Fields of a row that are the row again, as plain data (`row.dataValues`). */
  readonly rowFields?: readonly string[];
  /** keys of an object that is given in place of a column's value and says how it changes (`{ increment: 1 }`), where the layer has such */
  readonly operands?: Readonly<Record<string, 'set' | Extract<Written, { kind: 'atomic' }>['operator']>>;
  /** Error codes and what they mean: strings and numbers that a `catch` compares with, names of error classes that it tests by `instanceof`. */
  readonly conflicts: {
    readonly codes: Readonly<Record<string, ConflictKind>>;
    readonly classes: Readonly<Record<string, ConflictKind>>;
    /** parts of a message that only a unique violation has, lower case: a `catch` that looks for them handles it, however badly */
    readonly phrases?: readonly string[];
    /** a substring of every text that tests one of the absent paths that have a `beside` */
    readonly hint?: string;
    /** What an error of the layer lacks, by the versions and drivers that the file's packages name, and by the write: raw statements, and other clients, may fail otherwise. undefined: whichever write. Never throws. */
    readonly absent: (at: Resolver, write: Operation | undefined) => readonly AbsentPath[];
  };
  /** Unique keys, columns, relations, the database: what the schema says. `noSchema` where it isn't read. */
  readonly schema: SchemaSource;
  /** how a message names the unique violation (`P2002`, `a unique violation (23505, 1062)`) */
  readonly uniqueViolation: string | ((database: Database | undefined) => string);
  /** the same for a foreign key, where the layer has a code or class of its own for it (`P2003`) */
  readonly foreignKeyViolation?: string;
  /** how a message names a serialization failure, where the layer has a code of its own for it (`P2034`) */
  readonly serializationFailure?: string;
  /** One printer a cure; total, so that a forgotten cure doesn't compile. */
  readonly print: Readonly<Record<Cure, (plan: RepairPlan) => Patch | Refusal>>;
}
