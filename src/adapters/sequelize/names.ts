/** The names of Sequelize's API, and which of them exist nowhere else. */

/** Static methods of a model that read or write. */
export type ReadVerb = 'findOne' | 'findByPk' | 'findById' | 'findAll' | 'findAndCountAll' | 'findAndCount' | 'count' | 'max' | 'min' | 'sum';
export type WriteVerb =
  | 'create' | 'bulkCreate' | 'update' | 'upsert' | 'destroy' | 'restore' | 'increment' | 'decrement' | 'findOrCreate' | 'findCreateFind' | 'findOrBuild';

const reads: Readonly<Record<ReadVerb, true>> = {
  findOne: true, findByPk: true, findById: true, findAll: true, findAndCountAll: true, findAndCount: true, count: true, max: true, min: true, sum: true,
};
const writes: Readonly<Record<WriteVerb, true>> = {
  create: true, bulkCreate: true, update: true, upsert: true, destroy: true, restore: true, increment: true, decrement: true, findOrCreate: true,
  findCreateFind: true, findOrBuild: true,
};

export const isRead = (name: string): name is ReadVerb => Object.hasOwn(reads, name);
export const isWrite = (name: string): name is WriteVerb => Object.hasOwn(writes, name);

/** Methods of an instance that touch the database. */
export type InstanceVerb = 'save' | 'update' | 'destroy' | 'increment' | 'decrement' | 'reload' | 'restore';
const instanceVerbs: ReadonlySet<string> = new Set<InstanceVerb>(['save', 'update', 'destroy', 'increment', 'decrement', 'reload', 'restore']);
export const isInstanceVerb = (name: string): name is InstanceVerb => instanceVerbs.has(name);

/** Methods that only Sequelize's models have. */
export const ownNames: ReadonlySet<string> = new Set(['findByPk', 'findOrCreate', 'findCreateFind', 'findOrBuild', 'findAndCountAll', 'bulkCreate']);

/** Options of a find that no other library with `{ where }` has (TypeORM, Prisma, LoopBack). */
export const ownOptionKeys: ReadonlySet<string> = new Set([
  'include', 'attributes', 'raw', 'paranoid', 'rejectOnEmpty', 'transaction', 'replacements', 'subQuery', 'plain', 'nest', 'logging', 'benchmark', 'useMaster', 'offset', 'limit', 'group', 'distinct',
]);

/** Options that say that a find is another library's. */
export const foreignOptionKeys: ReadonlySet<string> = new Set([
  'relations', 'select', 'take', 'skip', 'orderBy', 'data', 'withDeleted', 'loadEagerRelations', 'populate', 'cursor', 'with', 'columns', 'fields', 'filter',
]);

/** `Op.gt`, and the strings of version 4 (`$gt`). */
export const operatorName = (name: string): string => (name.startsWith('$') && !name.includes('.') ? name.slice(1) : name);

export const isSequelizeModule = (module: string | undefined): boolean =>
  module !== undefined && /^(?:sequelize|@sequelize\/[\w-]+|sequelize-typescript|@nestjs\/sequelize)(?:\/|$)/.test(module);

/** Modules of other data layers. A file that imports one of them, and not Sequelize, needs better evidence than the form of a call. */
export const isOtherLayer = (module: string): boolean =>
  /^(?:typeorm|@nestjs\/typeorm|@mikro-orm\/|mikro-orm|mongoose|@nestjs\/mongoose|@typegoose|mongodb|knex|kysely|drizzle-orm|objection|bookshelf|waterline|@adonisjs\/lucid|@prisma\/client|@loopback\/repository|fireorm|@vendure\/core)(?:\/|$)/.test(module);

/** Names of association mixins: `getPosts`, `createPost`, `addRoles`, `countPosts`, `hasRole`, `setOwner`, `removeRole`. */
export const mixin = /^(get|create|add|remove|set|has|count)([A-Z]\w*)$/;

export const readVerbs: readonly string[] = Object.keys(reads);

export const verbs: readonly string[] = [
  ...Object.keys(reads), ...Object.keys(writes), ...instanceVerbs, 'query', 'transaction', 'startUnmanagedTransaction', 'commit', 'rollback', 'build', 'set', 'setAttributes',
  'setDataValue', 'get', 'getDataValue', 'toJSON',
];
