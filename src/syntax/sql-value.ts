/**
 * Columns and values of SQL expressions.
 *
 * In: tokens of one expression. Out: the column or value that it is; anything composed is an `expression` with its parts.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { SqlColumn, SqlStatement, SqlValue } from './sql-facts.js';
import { isSymbol, isWord, type SqlToken } from './sql-token.js';

/** Reads a nested SELECT. Handed down, so that expressions need not know statements. */
export type Subselect = (items: readonly SqlToken[]) => SqlStatement;

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([['TRUE', true], ['FALSE', false], ['NULL', null]]);

/** Words that are never a column or a table. */
const KEYWORDS = new Set(
  ('ALL AND ANY ARRAY AS ASC BETWEEN BY CASE CAST COLLATE CROSS CURRENT_DATE CURRENT_TIMESTAMP DEFAULT DESC DISTINCT DO ELSE END EXCLUDED EXISTS FALSE FETCH FOR FROM FULL GROUP HAVING ' +
    'ILIKE IN INNER INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT LOCK NATURAL NOT NULL NULLS OFFSET ON ONLY OR ORDER OUTER RETURNING RIGHT SELECT SET SIMILAR SKIP THEN TRUE UNION USING VALUES WHEN WHERE WINDOW WITH').split(' '),
);

export const isKeyword = (token: SqlToken | undefined): boolean => token?.kind === 'word' && KEYWORDS.has(token.upper);

const nameOf = (token: SqlToken | undefined): string | undefined => {
  if (token?.kind === 'name') return token.text;
  return token?.kind === 'word' && !isKeyword(token) ? token.text : undefined;
};

export interface SqlPath {
  /** undefined where a part is interpolated */
  readonly names: readonly (string | undefined)[];
  /** index after the path */
  readonly end: number;
}

/** `schema.table`, `"t"."c"`, `t.*` is no path. */
export const readPath = (items: readonly SqlToken[], start: number): SqlPath | undefined => {
  const names: (string | undefined)[] = [];
  let index = start;
  for (;;) {
    const token = items[index];
    const name = names.length > 0 && token?.kind === 'word' ? token.text : nameOf(token);
    if (name === undefined && token?.kind !== 'hole') return undefined;
    names.push(name);
    index += 1;
    if (!isSymbol(items[index], '.')) return { names, end: index };
    index += 1;
  }
};

/** The column that the tokens are, as a whole. */
export const readColumn = (items: readonly SqlToken[]): SqlColumn | undefined => {
  const bare = withoutCast(items);
  const only = bare[0];
  if (bare.length === 1 && only?.kind === 'group') return readColumn(only.items);
  const path = readPath(bare, 0);
  if (path === undefined || path.end !== bare.length) return undefined;
  const column = path.names.at(-1);
  return column === undefined ? undefined : { table: path.names.at(-2), column };
};

/** Without `::type` at the end and `BINARY` or a sign at the start. */
const withoutCast = (items: readonly SqlToken[]): readonly SqlToken[] => {
  const cast = items.findIndex((token) => isSymbol(token, '::'));
  if (cast <= 0) return items;
  const rest = items.slice(cast).every((token) => token.kind === 'word' || token.kind === 'name' || token.kind === 'group' || token.kind === 'number' || isSymbol(token, '::') || isSymbol(token, '[') || isSymbol(token, ']') || isSymbol(token, '.'));
  return rest ? items.slice(0, cast) : items;
};

const isSubselect = (items: readonly SqlToken[]): boolean => isWord(items[0], 'SELECT', 'WITH');

/** The value that the tokens are, as a whole. */
export const readValue = (items: readonly SqlToken[], subselect: Subselect): SqlValue => {
  const bare = withoutCast(items);
  const first = bare[0];
  if (bare.length === 1 && first !== undefined) {
    if (first.kind === 'hole') return { kind: 'hole', node: first.node };
    if (first.kind === 'string') return { kind: 'literal', value: first.text };
    if (first.kind === 'number') return { kind: 'literal', value: Number(first.text) };
    if (first.kind === 'group') return isSubselect(first.items) ? { kind: 'subselect', statement: subselect(first.items) } : readValue(first.items, subselect);
    if (first.kind === 'word') {
      const constant = CONSTANTS.get(first.upper);
      if (constant !== undefined) return { kind: 'literal', value: constant };
    }
  }
  const second = bare[1];
  if (bare.length === 2 && isSymbol(first, '-') && second?.kind === 'number') return { kind: 'literal', value: -Number(second.text) };
  if (bare.length === 2 && isWord(first, 'CAST') && second?.kind === 'group') {
    const as = second.items.findIndex((token) => isWord(token, 'AS'));
    if (as > 0) return readValue(second.items.slice(0, as), subselect);
  }
  const proposed = proposedColumn(bare);
  if (proposed !== undefined) return { kind: 'proposed', column: proposed };
  const column = readColumn(bare);
  if (column !== undefined) return { kind: 'column', ...column };
  return { kind: 'expression', columns: collectColumns(bare), holes: collectHoles(bare) };
};

/** `EXCLUDED.x`, `VALUES(x)` */
const proposedColumn = (items: readonly SqlToken[]): string | undefined => {
  const [first, second] = items;
  if (isWord(first, 'EXCLUDED') && isSymbol(second, '.')) return readColumn(items.slice(2))?.column;
  return isWord(first, 'VALUES') && items.length === 2 && second?.kind === 'group' ? readColumn(second.items)?.column : undefined;
};

/** All columns that an expression mentions; function names and nested SELECTs are none. */
export const collectColumns = (items: readonly SqlToken[]): readonly SqlColumn[] => {
  const found: SqlColumn[] = [];
  for (let index = 0; index < items.length; ) {
    const token = items[index];
    if (token?.kind === 'group') {
      if (!isSubselect(token.items)) found.push(...collectColumns(token.items));
      index += 1;
      continue;
    }
    if (isSymbol(token, '::')) {
      index += 2;
      continue;
    }
    const path = token?.kind === 'hole' ? undefined : readPath(items, index);
    if (path === undefined) {
      // EXCLUDED.x is the proposed row, VALUES(x) too
      index += isWord(token, 'EXCLUDED') ? 3 : isWord(token, 'VALUES') ? 2 : 1;
      continue;
    }
    const column = path.names.at(-1);
    if (column !== undefined && items[path.end]?.kind !== 'group') found.push({ table: path.names.at(-2), column });
    index = path.end;
  }
  return found;
};

export const collectHoles = (items: readonly SqlToken[]): readonly TSESTree.Node[] =>
  items.flatMap((token) => {
    if (token.kind === 'group') return collectHoles(token.items);
    return token.kind === 'hole' && token.node !== undefined ? [token.node] : [];
  });
