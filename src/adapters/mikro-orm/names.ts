/** The names of MikroORM's API (6 and 7; `persistAndFlush`, `removeAndFlush` and `nativeInsert` are older). */

export type ReadVerb = 'findOne' | 'findOneOrFail' | 'find' | 'findAll' | 'findAndCount' | 'findByCursor' | 'count';
export type WriteVerb = 'insert' | 'nativeInsert' | 'insertMany' | 'nativeUpdate' | 'nativeDelete' | 'upsert' | 'upsertMany';
/** Calls that tell the unit of work what to do at the next flush. */
export type UnitVerb = 'persist' | 'persistAndFlush' | 'persistLater' | 'remove' | 'removeAndFlush' | 'removeLater' | 'create' | 'assign' | 'flush';

const reads: Readonly<Record<ReadVerb, true>> = { findOne: true, findOneOrFail: true, find: true, findAll: true, findAndCount: true, findByCursor: true, count: true };
const writes: Readonly<Record<WriteVerb, true>> = { insert: true, nativeInsert: true, insertMany: true, nativeUpdate: true, nativeDelete: true, upsert: true, upsertMany: true };
const unit: Readonly<Record<UnitVerb, true>> = { persist: true, persistAndFlush: true, persistLater: true, remove: true, removeAndFlush: true, removeLater: true, create: true, assign: true, flush: true };

export const isRead = (name: string): name is ReadVerb => Object.hasOwn(reads, name);
export const isWrite = (name: string): name is WriteVerb => Object.hasOwn(writes, name);
export const isUnitVerb = (name: string): name is UnitVerb => Object.hasOwn(unit, name);

/** Calls that write what has changed; `commit` flushes first. */
export const flushing: ReadonlySet<string> = new Set(['flush', 'persistAndFlush', 'removeAndFlush', 'commit']);

/** Calls that exist in no other data layer. */
export const distinctive: ReadonlySet<string> = new Set(['persistAndFlush', 'removeAndFlush', 'nativeUpdate', 'nativeDelete', 'nativeInsert']);

/** Methods of a query builder (`em.createQueryBuilder(User)`, `em.qb(User)`, `repo.createQueryBuilder()`). */
export const builderRoots: ReadonlySet<string> = new Set(['createQueryBuilder', 'qb']);
export const builderTerminals: ReadonlySet<string> = new Set(['getResult', 'getResultList', 'getSingleResult', 'getCount', 'execute', 'getResultAndCount']);
const building: ReadonlySet<string> = new Set([
  'select', 'addSelect', 'distinct', 'insert', 'update', 'delete', 'truncate', 'count', 'where', 'andWhere', 'orWhere', 'orderBy', 'groupBy', 'having', 'limit', 'offset', 'join', 'leftJoin', 'innerJoin',
  'joinAndSelect', 'leftJoinAndSelect', 'innerJoinAndSelect', 'onConflict', 'ignore', 'merge', 'returning', 'populate', 'setLockMode', 'setFlag', 'setFlushMode', 'cache', 'withSubQuery', 'as', 'clone',
]);
export const isBuilding = (name: string): boolean => building.has(name);

export const verbs: readonly string[] = [
  ...Object.keys(reads), ...Object.keys(writes), ...Object.keys(unit), 'refresh', 'lock', 'transactional', 'begin', 'commit', 'rollback', ...[...builderTerminals].filter((name) => name !== 'execute'), 'execute',
];

export const isOwnModule = (module: string | undefined): boolean => module !== undefined && (module.startsWith('@mikro-orm/') || module === 'mikro-orm' || module.startsWith('mikro-orm/') || module.startsWith('@mikro-orm'));

/** Packages by which a project depends on it, and what imports begin with. */
export const modules: readonly string[] = [
  '@mikro-orm/', ...['core', 'postgresql', 'mysql', 'mariadb', 'sqlite', 'better-sqlite', 'libsql', 'mssql', 'mongodb', 'knex', 'sql', 'nestjs', 'decorators'].map((name) => `@mikro-orm/${name}`), 'mikro-orm',
];

/** The package of which a file imports: what is exported by `core` comes from the drivers' packages, too. */
export const packageOf = (imports: ReadonlyMap<string, unknown>): string =>
  [...imports.keys()].find((module) => /^@mikro-orm\/(?:core|postgresql|mysql|mariadb|sqlite|better-sqlite|libsql|mssql|mongodb)$/.test(module)) ?? '@mikro-orm/core';
