/** The names of Kysely's API (kysely 0.28, 0.29 `dist/kysely.d.ts`). None of the first and the last exist elsewhere. */

/** Methods that begin a query. */
export const roots = new Map([
  ['selectFrom', 'select'], ['insertInto', 'insert'], ['replaceInto', 'insert'], ['updateTable', 'update'], ['deleteFrom', 'delete'],
] as const);

/** Methods that run it. */
export const terminals: ReadonlySet<string> = new Set(['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow']);

/** Methods that add to it and give a new one. */
const building: ReadonlySet<string> = new Set([
  'select', 'selectAll', 'distinct', 'distinctOn', 'where', 'whereRef', 'orWhere', 'having', 'havingRef', 'innerJoin', 'leftJoin', 'rightJoin', 'fullJoin', 'crossJoin', 'innerJoinLateral', 'leftJoinLateral', 'using', 'from',
  'groupBy', 'orderBy', 'limit', 'offset', 'fetch', 'top', 'union', 'unionAll', 'intersect', 'except', 'forUpdate', 'forShare', 'forKeyShare', 'forNoKeyUpdate', 'skipLocked', 'noWait', 'modifyEnd', 'modifyFront',
  'values', 'columns', 'expression', 'defaultValues', 'set', 'returning', 'returningAll', 'output', 'outputAll', 'onConflict', 'onDuplicateKeyUpdate', 'ignore', 'orIgnore', 'orReplace', 'orAbort', 'orFail', 'orRollback',
  '$if', '$call', '$castTo', '$assertType', '$narrowType', '$notNull', '$asTuple', '$asScalar', 'withPlugin', 'clearWhere', 'clearSelect', 'clearOrderBy', 'clearLimit', 'as',
]);

export const isBuilding = (name: string): boolean => building.has(name);

export const isKyselyModule = (module: string | undefined): boolean => module === 'kysely' || module?.startsWith('kysely/') === true || module === '@kysely/kysely' || module === 'npm:kysely';

export const verbs: readonly string[] = [...terminals];
