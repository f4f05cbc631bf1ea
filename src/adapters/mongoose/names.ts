/** The names of Mongoose's and the MongoDB driver's APIs, and which of them exist nowhere else. */

/** Methods of models and collections that read. */
export type ReadVerb = 'find' | 'findOne' | 'findById' | 'exists' | 'countDocuments' | 'count' | 'estimatedDocumentCount' | 'distinct' | 'aggregate';

/** Methods of models and collections that write. */
export type WriteVerb =
  | 'create' | 'insertOne' | 'insertMany' | 'updateOne' | 'updateMany' | 'update' | 'replaceOne' | 'findOneAndUpdate' | 'findByIdAndUpdate' | 'findOneAndReplace'
  | 'findOneAndDelete' | 'findByIdAndDelete' | 'findOneAndRemove' | 'findByIdAndRemove' | 'deleteOne' | 'deleteMany' | 'remove' | 'bulkWrite';

const reads: Readonly<Record<ReadVerb, true>> = {
  find: true, findOne: true, findById: true, exists: true, countDocuments: true, count: true, estimatedDocumentCount: true, distinct: true, aggregate: true,
};
const writes: Readonly<Record<WriteVerb, true>> = {
  create: true, insertOne: true, insertMany: true, updateOne: true, updateMany: true, update: true, replaceOne: true, findOneAndUpdate: true, findByIdAndUpdate: true,
  findOneAndReplace: true, findOneAndDelete: true, findByIdAndDelete: true, findOneAndRemove: true, findByIdAndRemove: true, deleteOne: true, deleteMany: true, remove: true,
  bulkWrite: true,
};

export const isRead = (name: string): name is ReadVerb => Object.hasOwn(reads, name);
export const isWrite = (name: string): name is WriteVerb => Object.hasOwn(writes, name);

/** Methods of a document. */
export const documentVerbs: ReadonlySet<string> = new Set(['save', 'deleteOne', 'remove', 'updateOne', 'update', 'replaceOne']);

/** Methods that give the query, cursor or aggregate that they are called on, or run it. */
export const links: ReadonlySet<string> = new Set([
  'exec', 'lean', 'populate', 'select', 'sort', 'limit', 'skip', 'session', 'orFail', 'where', 'equals', 'gt', 'gte', 'lt', 'lte', 'ne', 'in', 'nin', 'or', 'and', 'nor', 'hint', 'read',
  'readConcern', 'writeConcern', 'collation', 'maxTimeMS', 'allowDiskUse', 'setOptions', 'comment', 'projection', 'project', 'batchSize', 'cursor', 'toArray', 'next', 'hasNext', 'tailable', 'merge',
  'regex', 'size', 'all', 'elemMatch', 'slice', 'set', 'setUpdate', 'strict', 'countDocuments', 'count', 'distinct', 'clone', 'transform', 'cache', 'setAuthorizationContext',
]);

/** Links that say by themselves that the call before them is a query of Mongoose's. */
export const ownLinks: ReadonlySet<string> = new Set(['lean', 'populate', 'exec', 'orFail', 'session', 'toArray', 'hasNext', 'countDocuments']);

/** Calls that exist in no other data layer. */
export const distinctive: ReadonlySet<string> = new Set([
  'insertOne', 'findOneAndUpdate', 'findByIdAndUpdate', 'findOneAndReplace', 'findOneAndDelete', 'findByIdAndDelete', 'findOneAndRemove', 'findByIdAndRemove', 'countDocuments',
  'estimatedDocumentCount', 'replaceOne', 'bulkWrite', 'updateOne', 'deleteOne',
]);

/** Calls that give the document in memory as something else that is still it. */
export const copies: ReadonlySet<string> = new Set(['toObject', 'toJSON']);

export const readVerbs: readonly string[] = Object.keys(reads);

export const verbs: readonly string[] = [
  ...Object.keys(reads), ...Object.keys(writes), ...links, ...copies, 'save', 'set', 'transaction', 'withTransaction', 'startTransaction', 'commitTransaction', 'abortTransaction', 'ObjectId', 'overwrite', 'assign', 'id',
  'addToSet', 'pull',
];

export const isMongooseModule = (module: string | undefined): boolean => module !== undefined && /^(?:mongoose(?:[/-].*)?|@nestjs\/mongoose(?:\/.*)?|@typegoose\/typegoose|nestjs-typegoose|typegoose)$/.test(module);

export const isDriverModule = (module: string | undefined): boolean => module !== undefined && /^(?:mongodb|mongo-mock|@types\/mongodb)(?:\/.*)?$/.test(module);

export const isOwnModule = (module: string | undefined): boolean => isMongooseModule(module) || isDriverModule(module);

/** Modules whose handles have the same method names. A file that imports one of them, and nothing of MongoDB, speaks of that one. */
export const isOtherLayer = (module: string): boolean =>
  /^(?:typeorm|@nestjs\/typeorm|@mikro-orm\/|mikro-orm|sequelize|@nestjs\/sequelize|fireorm|firebase|@google-cloud\/firestore|objection|bookshelf|waterline|@adonisjs\/|@deepkit\/|drizzle-orm|knex|kysely|pg$|mysql|nedb|@seald-io\/nedb|dexie|rxdb|pouchdb|lowdb|meteor\/|payload$|@vue\/test-utils|enzyme|jquery|cheerio)|prisma/i.test(module);
