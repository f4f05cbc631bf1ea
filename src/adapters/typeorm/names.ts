/** The names of TypeORM's API, and which of them exist nowhere else. */

/** Methods of Repository, EntityManager and BaseEntity that read or write. */
export type ReadVerb =
  | 'findOne' | 'findOneOrFail' | 'findOneBy' | 'findOneByOrFail' | 'find' | 'findBy' | 'findAndCount' | 'findAndCountBy' | 'findByIds' | 'findOneById'
  | 'exists' | 'existsBy' | 'exist' | 'count' | 'countBy' | 'sum' | 'average' | 'minimum' | 'maximum' | 'preload';
export type WriteVerb =
  | 'save' | 'insert' | 'update' | 'updateAll' | 'upsert' | 'delete' | 'deleteAll' | 'softDelete' | 'restore' | 'remove' | 'softRemove' | 'recover'
  | 'increment' | 'decrement' | 'clear';

const reads: Readonly<Record<ReadVerb, true>> = {
  findOne: true, findOneOrFail: true, findOneBy: true, findOneByOrFail: true, find: true, findBy: true, findAndCount: true, findAndCountBy: true,
  findByIds: true, findOneById: true, exists: true, existsBy: true, exist: true, count: true, countBy: true, sum: true, average: true, minimum: true,
  maximum: true, preload: true,
};
const writes: Readonly<Record<WriteVerb, true>> = {
  save: true, insert: true, update: true, updateAll: true, upsert: true, delete: true, deleteAll: true, softDelete: true, restore: true, remove: true,
  softRemove: true, recover: true, increment: true, decrement: true, clear: true,
};

export const isRead = (name: string): name is ReadVerb => Object.hasOwn(reads, name);
export const isWrite = (name: string): name is WriteVerb => Object.hasOwn(writes, name);

/** Calls that run a query builder. */
export const terminals: ReadonlySet<string> = new Set([
  'getOne', 'getOneOrFail', 'getMany', 'getManyAndCount', 'getCount', 'getRawOne', 'getRawMany', 'getRawAndEntities', 'getExists', 'execute',
]);

/** Calls that end `relation(E, 'x').of(y)`. */
export const relationVerbs: ReadonlySet<string> = new Set(['add', 'remove', 'set', 'addAndRemove', 'loadOne', 'loadMany']);

/** Methods whose name says TypeORM when the argument is a plain object of conditions. */
export const byConditions: ReadonlySet<string> = new Set([
  'findOneBy', 'findOneByOrFail', 'findBy', 'existsBy', 'countBy', 'findAndCountBy',
]);

/** Methods whose options, and only TypeORM's and Sequelize's, are `{ where }`. */
export const byOptions: ReadonlySet<string> = new Set(['findOne', 'findOneOrFail', 'find', 'findAndCount', 'count', 'exists', 'exist']);

/** Keys that make an object the options of a find instead of its conditions (TypeORM 0.2 took both). */
export const optionKeys: ReadonlySet<string> = new Set([
  'where', 'relations', 'select', 'order', 'lock', 'withDeleted', 'cache', 'take', 'skip', 'join', 'loadEagerRelations', 'loadRelationIds',
  'relationLoadStrategy', 'comment', 'transaction',
]);

export const readVerbs: readonly string[] = [...Object.keys(reads).filter((name) => name !== 'preload'), ...[...terminals].filter((name) => name !== 'execute'), 'loadOne', 'loadMany'];

export const verbs: readonly string[] = [
  ...Object.keys(reads), ...Object.keys(writes), ...terminals, 'add', 'set', 'addAndRemove', 'loadOne', 'loadMany', 'query', 'sql',
  'transaction', 'withTransaction', 'startTransaction', 'commitTransaction', 'rollbackTransaction', 'create', 'merge',
];

export const isTypeormModule = (module: string | undefined): boolean =>
  module !== undefined && (module === 'typeorm' || module.startsWith('typeorm/') || module === '@nestjs/typeorm' || module.startsWith('@nestjs/typeorm/'));

/** Keys of a find's options that no other library with `{ where }` has (Sequelize, Prisma). */
export const ownOptionKeys: ReadonlySet<string> = new Set(['relations', 'withDeleted', 'loadEagerRelations', 'loadRelationIds', 'relationLoadStrategy']);

/** Modules whose handles have the same method names. A file that imports one of them, and not TypeORM, needs better evidence than names. */
export const isOtherLayer = (module: string): boolean =>
  /^(?:@mikro-orm\/|mikro-orm|mongoose|@nestjs\/mongoose|sequelize|@nestjs\/sequelize|fireorm|objection|bookshelf|waterline|@adonisjs\/lucid|@deepkit\/|@nestjs\/mikro-orm)|prisma/i.test(module);
