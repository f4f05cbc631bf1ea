/** The names of Drizzle: modules, what builds a query, what runs it, operators (orm.drizzle.team "Select", "Insert", "Operators"). */

/** `drizzle-orm`, its parts, and the schema builders that wrap it. */
export const isDrizzleModule = (module: string): boolean => /^drizzle-orm(?:$|\/)/.test(module);

/** Calls that begin a query on a handle. */
export const starts: ReadonlySet<string> = new Set(['select', 'selectDistinct', 'selectDistinctOn', 'insert', 'update', 'delete']);

/** Calls that add to a query. */
export const building: ReadonlySet<string> = new Set([
  'from', 'where', 'limit', 'offset', 'orderBy', 'groupBy', 'having', 'for', 'innerJoin', 'leftJoin', 'rightJoin', 'fullJoin', 'crossJoin', 'innerJoinLateral',
  'leftJoinLateral', 'crossJoinLateral', 'set', 'values', 'select', 'returning', '$returningId', 'onConflictDoNothing', 'onConflictDoUpdate', 'onDuplicateKeyUpdate', 'ignore',
  'overridingSystemValue', 'overridingUserValue', '$dynamic', '$withCache', 'union', 'unionAll', 'intersect', 'except', 'comment', 'using', 'output',
]);

/** Calls that run a query; only SQLite has the last four. */
export const running: ReadonlySet<string> = new Set(['execute', 'get', 'all', 'run']);

/** Calls that make something else of a query. */
export const inert: ReadonlySet<string> = new Set(['as', 'prepare', 'toSQL', 'getSQL', 'iterator']);

export const readVerbs: readonly string[] = ['findFirst', 'findMany', '$count'];

export const verbs: readonly string[] = [...new Set([...starts, ...building, ...running, 'findFirst', 'findMany', '$count', 'transaction', 'batch'])];

/** What makes a condition, and what it compares. */
export const comparisons = {
  eq: 'eq', ne: 'ne', gt: 'gt', gte: 'gte', lt: 'lt', lte: 'lte', inArray: 'in', notInArray: 'notIn', isNull: 'isNull', isNotNull: 'notNull', like: 'alike', ilike: 'alike',
  notLike: 'other', notIlike: 'other', arrayContains: 'other', arrayContained: 'other', arrayOverlaps: 'other',
} as const;

const connectives = ['and', 'or', 'not', 'exists', 'notExists', 'between', 'notBetween'];

/** Functions that give a condition. */
export const operators: ReadonlySet<string> = new Set([...Object.keys(comparisons), ...connectives]);

/** Functions that declare a table, by the module that they come from (`pgSchema('x').table` besides). */
export const tableMakers: ReadonlyMap<string, 'pg' | 'mysql' | 'sqlite'> = new Map([
  ['pgTable', 'pg'], ['mysqlTable', 'mysql'], ['singlestoreTable', 'mysql'], ['sqliteTable', 'sqlite'], ['cockroachTable', 'pg'],
]);
