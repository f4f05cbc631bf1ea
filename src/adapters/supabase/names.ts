/** The names of supabase-js and postgrest-js (2.x, `dist/index.d.mts`). */

/** Methods that say what a query does; the first of them in a chain counts, `select` after a write asks for its rows. */
export type Kind = 'select' | 'insert' | 'update' | 'upsert' | 'delete';
const kinds: Readonly<Record<Kind, true>> = { select: true, insert: true, update: true, upsert: true, delete: true };
export const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name);

/** Filters `column, value`, by the comparison that they are. */
export const filters = {
  eq: 'eq', neq: 'ne', gt: 'gt', gte: 'gte', lt: 'lt', lte: 'lte', like: 'alike', ilike: 'alike', likeAllOf: 'other', likeAnyOf: 'other', ilikeAllOf: 'other', ilikeAnyOf: 'other', contains: 'other',
  containedBy: 'other', overlaps: 'other', textSearch: 'other', rangeGt: 'other', rangeGte: 'other', rangeLt: 'other', rangeLte: 'other', rangeAdjacent: 'other',
} as const;

/** Filters that exist in no other library's `from(…)` chain. */
export const distinctive: ReadonlySet<string> = new Set(['eq', 'neq', 'match', 'maybeSingle', 'single', 'ilike', 'throwOnError']);

const building: ReadonlySet<string> = new Set([
  ...Object.keys(kinds), ...Object.keys(filters), 'is', 'in', 'not', 'or', 'match', 'filter', 'order', 'limit', 'range', 'single', 'maybeSingle', 'csv', 'geojson', 'explain', 'throwOnError', 'returns', 'overrideTypes',
  'abortSignal', 'setHeader', 'maxAffected', 'rollback',
]);
export const isBuilding = (name: string): boolean => building.has(name);

/** Methods of promises, after which a query is its result. */
export const settling: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

export const verbs: readonly string[] = [...building];

export const modules: readonly string[] = [
  '@supabase/supabase-js', '@supabase/ssr', '@supabase/postgrest-js', '@supabase/auth-helpers-nextjs', '@supabase/auth-helpers-react', '@supabase/auth-helpers-remix', '@supabase/auth-helpers-shared', '@supabase/', 'npm:@supabase/', 'esm.sh/@supabase/',
];

export const isOwnModule = (module: string | undefined): boolean => module !== undefined && /(?:^|\/|:)@supabase\//.test(module);
