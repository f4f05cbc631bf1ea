/** The names of Knex's and Objection's API. */

/** Methods that add to a query and give it back (knex 3 `types/index.d.ts`, objection 3 `typings/objection/index.d.ts`). */
export const building: ReadonlySet<string> = new Set([
  'select', 'columns', 'column', 'distinct', 'distinctOn', 'from', 'fromRaw', 'into', 'table', 'withSchema', 'as', 'hintComment', 'comment', 'with', 'withRecursive', 'withMaterialized', 'withNotMaterialized',
  'where', 'andWhere', 'orWhere', 'whereNot', 'andWhereNot', 'orWhereNot', 'whereIn', 'orWhereIn', 'whereNotIn', 'orWhereNotIn', 'whereNull', 'orWhereNull', 'whereNotNull', 'orWhereNotNull',
  'whereExists', 'orWhereExists', 'whereNotExists', 'orWhereNotExists', 'whereBetween', 'orWhereBetween', 'andWhereBetween', 'whereNotBetween', 'orWhereNotBetween', 'whereRaw', 'orWhereRaw', 'andWhereRaw',
  'whereLike', 'orWhereLike', 'andWhereLike', 'whereILike', 'orWhereILike', 'andWhereILike', 'whereColumn', 'orWhereColumn', 'whereJsonObject', 'whereJsonPath', 'whereJsonSupersetOf', 'whereJsonSubsetOf', 'whereComposite', 'whereInComposite',
  'join', 'joinRaw', 'innerJoin', 'leftJoin', 'leftOuterJoin', 'rightJoin', 'rightOuterJoin', 'fullOuterJoin', 'crossJoin',
  'groupBy', 'groupByRaw', 'having', 'havingRaw', 'orHaving', 'andHaving', 'havingIn', 'orderBy', 'orderByRaw', 'union', 'unionAll', 'intersect', 'except', 'limit', 'offset',
  'count', 'countDistinct', 'min', 'max', 'sum', 'sumDistinct', 'avg', 'avgDistinct', 'increment', 'decrement', 'first', 'pluck',
  'insert', 'update', 'del', 'delete', 'truncate', 'upsert', 'returning', 'onConflict', 'ignore', 'merge',
  'forUpdate', 'forShare', 'forNoKeyUpdate', 'forKeyShare', 'skipLocked', 'noWait', 'transacting', 'connection', 'modify', 'clone', 'timeout', 'options', 'debug', 'queryContext', 'clear', 'clearSelect', 'clearWhere', 'clearOrder', 'clearCounters',
  // Objection
  'findById', 'findByIds', 'findOne', 'insertAndFetch', 'insertGraph', 'insertGraphAndFetch', 'upsertGraph', 'upsertGraphAndFetch', 'patch', 'patchAndFetch', 'patchAndFetchById', 'updateAndFetch', 'updateAndFetchById', 'deleteById', 'relate', 'unrelate', 'for',
  'throwIfNotFound', 'resultSize', 'page', 'range', 'withGraphFetched', 'withGraphJoined', 'joinRelated', 'leftJoinRelated', 'innerJoinRelated', 'modifyGraph', 'allowGraph', 'context', 'runBefore', 'runAfter', 'onBuild', 'alias', 'skipUndefined', 'castTo', 'modifiers', 'eager', 'joinEager', 'mergeEager', 'joinRelation',
]);

/** Methods of a query that take another query: what they are given isn't run. */
export const isBuilding = (name: string): boolean => building.has(name);

/** Methods of the handle itself that begin a query. */
export const roots: ReadonlySet<string> = new Set(['table', 'from', 'into', 'select', 'column', 'columns', 'distinct', 'queryBuilder', 'with', 'withRecursive', 'withSchema', 'insert', 'count', 'max', 'first', 'where']);

/** Methods of promises, after which a query is its result. */
export const settling: ReadonlySet<string> = new Set(['then', 'catch', 'finally', 'asCallback', 'tap']);

/** Objection's methods that no other library's `query()` has. */
export const objectionOwn: ReadonlySet<string> = new Set([
  'findById', 'findByIds', 'findOne', 'insertAndFetch', 'insertGraph', 'insertGraphAndFetch', 'upsertGraph', 'upsertGraphAndFetch', 'patch', 'patchAndFetch', 'patchAndFetchById', 'updateAndFetchById', 'deleteById',
  'throwIfNotFound', 'resultSize', 'withGraphFetched', 'withGraphJoined', 'joinRelated', 'where', 'whereIn', 'insert', 'first', 'delete',
]);

export const verbs: readonly string[] = [...building, ...settling, 'raw', 'transaction', 'commit', 'rollback', 'startTransaction', 'batchInsert'].filter((name) => !settling.has(name));

/** Modules that say that Knex is at work. */
export const isKnexModule = (module: string | undefined): boolean =>
  module !== undefined && (module === 'knex' || module.startsWith('knex/') || module === 'objection' || module === 'nest-knexjs' || module === 'bookshelf' || module === 'feathers-knex' || module === '@feathersjs/knex' || module === 'fastify-knexjs');
