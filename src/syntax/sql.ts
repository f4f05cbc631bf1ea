/**
 * A tolerant reader of SQL text with holes.
 *
 * In: stretches of text and interpolated expressions, or text with placeholders and their arguments. Out: one record of facts a
 * statement. Never throws; what can't be read is said to be open or unknown.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { joinConditions, noCondition, readCondition } from './sql-condition.js';
import { readAssignments, readLock, readSelectList, readSources, readTable, splitClauses, valuesOf, type SqlClause, type SqlSources } from './sql-clause.js';
import type { SqlAssignment, SqlBindings, SqlConflict, SqlKeyLock, SqlPart, SqlPredicate, SqlStatement, SqlTable } from './sql-facts.js';
import { hasWords, isSymbol, isWord, splitCommas, splitSql, tokeniseSql, type SqlToken } from './sql-token.js';
import { collectHoles, readColumn, readPath } from './sql-value.js';

const MAX_DEPTH = 12;

/** The statements of a text. */
export const scanSql = (parts: readonly SqlPart[], bindings: SqlBindings = {}): readonly SqlStatement[] =>
  splitSql(tokeniseSql(parts, bindings), (token) => isSymbol(token, ';'))
    .filter((items) => items.length > 0)
    .map((items) => scanStatement(items, 0));

/** A condition that stands alone (`where('user.id = :id', …)`). */
export const scanSqlCondition = (parts: readonly SqlPart[], bindings: SqlBindings = {}): SqlPredicate =>
  readCondition(tokeniseSql(parts, bindings), (items) => scanStatement(items, 1));

/** The right sides of SET without the word (`set('n = n + 1')`), or of one column (`n + 1`). */
export const scanSqlAssignments = (parts: readonly SqlPart[], bindings: SqlBindings = {}): readonly SqlAssignment[] =>
  readAssignments(tokeniseSql(parts, bindings), (items) => scanStatement(items, 1)).sets;

const nothing: SqlStatement = {
  verb: 'other', tables: [], where: noCondition, sets: [], setsOpen: false, setsWhole: [], rows: 'many', conflict: undefined, lock: undefined, keyLocks: [], returning: false,
  select: [], orderBy: [], limit: undefined, grouped: false, ctes: [], isolation: undefined,
};

const scanStatement = (items: readonly SqlToken[], depth: number): SqlStatement => {
  if (depth > MAX_DEPTH) return nothing;
  const subselect = (inner: readonly SqlToken[]): SqlStatement => scanStatement(inner, depth + 1);
  const first = items[0];
  const keyLocks = collectKeyLocks(items, depth);
  if (first?.kind === 'group' && items.length <= 2) return scanStatement(first.items, depth + 1);
  // `${ctes} SELECT …`
  if (first?.kind === 'hole' && items.length > 1) return scanStatement(items.slice(1), depth + 1);
  if (isWord(first, 'WITH')) return scanWith(items, subselect);
  if (isWord(first, 'SELECT')) return { ...scanSelect(splitClauses(items), subselect), keyLocks };
  if (isWord(first, 'INSERT', 'REPLACE')) return scanInsert(items, subselect);
  if (isWord(first, 'UPDATE')) return scanUpdate(items, subselect);
  if (isWord(first, 'DELETE')) return scanDelete(items, subselect);
  if (hasWords(items, 0, ['LOCK', 'TABLE']) || hasWords(items, 0, ['LOCK', 'TABLES'])) return scanLockTable(items);
  const isolation = isolationOf(items);
  if (isWord(first, 'BEGIN') || hasWords(items, 0, ['START', 'TRANSACTION'])) return { ...nothing, verb: 'begin', isolation };
  if (isWord(first, 'COMMIT', 'END')) return { ...nothing, verb: 'commit' };
  if (isWord(first, 'ROLLBACK') && !isWord(items[1], 'TO')) return { ...nothing, verb: 'rollback' };
  return { ...nothing, isolation, keyLocks };
};

const isolationOf = (items: readonly SqlToken[]): string | undefined => {
  const level = items.findIndex((_, index) => hasWords(items, index, ['ISOLATION', 'LEVEL']));
  if (level === -1) return undefined;
  const words = items.slice(level + 2, level + 4).flatMap((token) => (token.kind === 'word' ? [token.upper] : []));
  return words[0] === 'SERIALIZABLE' || words[0] === 'SNAPSHOT' ? words[0] : words.join(' ');
};

/** `WITH a AS (…), b (x) AS MATERIALIZED (…) SELECT …` */
const scanWith = (items: readonly SqlToken[], subselect: (items: readonly SqlToken[]) => SqlStatement): SqlStatement => {
  const ctes: { name: string; statement: SqlStatement }[] = [];
  let index = isWord(items[1], 'RECURSIVE') ? 2 : 1;
  for (;;) {
    const name = items[index];
    const body = items.findIndex((token, at) => at > index && token.kind === 'group' && followsAs(items, at));
    if (body === -1 || (name?.kind !== 'word' && name?.kind !== 'name')) break;
    const group = items[body];
    if (group?.kind === 'group') ctes.push({ name: name.text, statement: subselect(group.items) });
    index = body + 1;
    if (!isSymbol(items[index], ',')) break;
    index += 1;
  }
  const main = subselect(items.slice(index));
  const names = new Set(ctes.map((cte) => cte.name));
  return { ...main, tables: main.tables.filter((table) => table.name === undefined || !names.has(table.name)), ctes: [...ctes, ...main.ctes] };
};

const followsAs = (items: readonly SqlToken[], at: number): boolean => {
  let index = at - 1;
  while (isWord(items[index], 'MATERIALIZED', 'NOT')) index -= 1;
  return isWord(items[index], 'AS');
};

const clause = (clauses: readonly SqlClause[], ...names: readonly string[]): readonly SqlToken[] | undefined => clauses.find(({ name }) => names.includes(name))?.items;

type Scan = (items: readonly SqlToken[]) => SqlStatement;

const subselectTables = (read: SqlPredicate, sources: SqlSources): readonly SqlTable[] =>
  [...read.subselects, ...sources.subselects].flatMap((one) => one.tables.map((table): SqlTable => ({ ...table, role: 'subselect' })));

const noSources: SqlSources = { tables: [], on: noCondition, subselects: [] };

const scanSelect = (all: readonly SqlClause[], subselect: Scan): SqlStatement => {
  const union = all.findIndex(({ name }) => name === 'UNION' || name === 'EXCEPT' || name === 'INTERSECT');
  const clauses = union === -1 ? all : all.slice(0, union);
  const list = clause(clauses, 'SELECT') ?? [];
  const from = clause(clauses, 'FROM');
  const sources = from === undefined ? noSources : readSources(from, 'target', subselect);
  const where = joinConditions([readCondition(clause(clauses, 'WHERE') ?? [], subselect), sources.on]);
  const rest = union === -1 ? [] : scanSelect(all.slice(union + 1), subselect).tables.map((table): SqlTable => ({ ...table, role: 'join' }));
  const limit = clause(clauses, 'LIMIT')?.[0];
  const grouped = union !== -1 || clause(clauses, 'GROUP BY') !== undefined || isWord(list[0], 'DISTINCT');
  const select = readSelectList(list);
  const inner = list[1];
  if (from === undefined && select.length === 1 && isWord(list[0], 'EXISTS') && inner?.kind === 'group') return { ...subselect(inner.items), select, orderBy: [], limit: undefined };
  const inList = nestedTables(list, subselect, 0);
  const isOpen = (grouped && clause(clauses, 'HAVING') !== undefined) || (from === undefined && inList.length > 0);
  return {
    ...nothing,
    verb: 'select',
    tables: [...sources.tables, ...rest, ...subselectTables(where, sources), ...inList],
    where: isOpen ? { ...where, open: true } : where,
    select,
    lock: readLock(all),
    orderBy: splitCommas(clause(clauses, 'ORDER BY') ?? []).flatMap((part) => orderColumn(part)),
    limit: limit?.kind === 'number' ? Number(limit.text) : limit?.kind === 'hole' ? 'hole' : undefined,
    grouped,
  };
};

/** The tables of SELECTs anywhere in an expression. */
const nestedTables = (items: readonly SqlToken[], subselect: Scan, depth: number): readonly SqlTable[] =>
  items.flatMap((token): readonly SqlTable[] => {
    if (token.kind !== 'group' || depth > MAX_DEPTH) return [];
    if (!isWord(token.items[0], 'SELECT', 'WITH')) return nestedTables(token.items, subselect, depth + 1);
    return subselect(token.items).tables.map((table) => ({ ...table, role: 'subselect' }));
  });

const orderColumn = (part: readonly SqlToken[]): readonly string[] => {
  const end = part.findIndex((token) => isWord(token, 'ASC', 'DESC', 'NULLS'));
  const column = readColumn(end === -1 ? part : part.slice(0, end))?.column;
  return column === undefined ? [] : [column];
};

const scanInsert = (items: readonly SqlToken[], subselect: Scan): SqlStatement => {
  const clauses = splitClauses(items);
  const head = clauses[0]?.items ?? [];
  const start = head.findIndex((token) => !isWord(token, 'INSERT', 'REPLACE', 'INTO', 'IGNORE', 'OR', 'LOW_PRIORITY', 'DELAYED', 'ABORT', 'ROLLBACK', 'FAIL'));
  const target = readTable(head.slice(Math.max(start, 0)), 'target');
  const listed = head.find((token) => token.kind === 'group');
  const columns = listed?.kind === 'group' ? splitCommas(listed.items).map((part) => readColumn(part)?.column) : undefined;
  const values = clause(clauses, 'VALUES', 'DEFAULT VALUES');
  const rows = (values ?? []).flatMap((token) => (token.kind === 'group' ? [token.items] : []));
  const nested = clauses.findIndex(({ name }) => name === 'SELECT');
  const conflictAt = clauses.findIndex(({ name }) => name === 'ON CONFLICT' || name === 'ON DUPLICATE KEY UPDATE');
  const selected = nested === -1 ? undefined : scanSelect(clauses.slice(nested, conflictAt === -1 ? clauses.length : conflictAt), subselect);
  const assigned = rows.map((row) => valuesOf(row, subselect));
  const sets = columns === undefined ? [] : assigned.flatMap((row) => columns.flatMap((column, index) => insertedColumn(column, row[index])));
  const mysqlSet = conflictAt === -1 ? clause(clauses, 'SET') : undefined;
  const assignments = mysqlSet === undefined ? undefined : readAssignments(mysqlSet, subselect);
  const whole = wholeRows(mysqlSet ?? (listed === undefined && values === undefined && selected === undefined ? head.slice(Math.max(start, 0) + 1) : []));
  const isOne = whole.length > 0 || (rows.length === 1 && values?.length === 1) || mysqlSet !== undefined || (values !== undefined && values.length === 0);
  return {
    ...nothing,
    verb: 'insert',
    tables: [...(target === undefined ? [] : [target]), ...(selected?.tables ?? []).map((table): SqlTable => ({ ...table, role: 'subselect' }))],
    where: noCondition,
    sets: assignments?.sets ?? (selected === undefined ? sets : selectedColumns(columns, clause(clauses, 'SELECT') ?? [], subselect)),
    setsWhole: whole,
    setsOpen: whole.length > 0 ? false : assignments?.open ?? ((columns?.some((column) => column === undefined) ?? true) || (values ?? []).some((token) => token.kind === 'hole')),
    rows: isOne ? 'one' : 'many',
    conflict: readConflict(head, clauses, subselect) ?? unreadConflict(values ?? []),
    returning: clause(clauses, 'RETURNING') !== undefined,
    keyLocks: [],
  };
};

/** `INSERT INTO t SET ?`, `INSERT INTO t ${sql(row)}`, `UPDATE t SET ${sql(row)}`: the expressions that stand where columns and values do. */
const wholeRows = (items: readonly SqlToken[]): readonly TSESTree.Node[] =>
  splitCommas(items).flatMap((part) => {
    const last = part.at(-1);
    return last?.kind === 'hole' && last.node !== undefined && part.slice(0, -1).every((token) => token.kind === 'word' || token.kind === 'name' || isSymbol(token, '.')) && !part.some((token) => isSymbol(token, '=')) ? [last.node] : [];
  });

const insertedColumn = (column: string | undefined, value: SqlAssignment['value'] | undefined): readonly SqlAssignment[] =>
  column === undefined || value === undefined ? [] : [{ column, value, atomic: undefined, operand: undefined }];

/** INSERT … SELECT: the list's values by position. */
const selectedColumns = (columns: readonly (string | undefined)[] | undefined, list: readonly SqlToken[], subselect: Scan): readonly SqlAssignment[] => {
  const values = valuesOf(list, subselect);
  return (columns ?? []).flatMap((column, index) => insertedColumn(column, values[index]));
};

const readConflict = (head: readonly SqlToken[], clauses: readonly SqlClause[], subselect: Scan): SqlConflict | undefined => {
  if (isWord(head[0], 'REPLACE') || hasWords(head, 1, ['OR', 'REPLACE'])) return { action: 'replace', columns: undefined, sets: [] };
  if (isWord(head[1], 'IGNORE') || hasWords(head, 1, ['OR', 'IGNORE'])) return { action: 'ignore', columns: undefined, sets: [] };
  const duplicate = clause(clauses, 'ON DUPLICATE KEY UPDATE');
  if (duplicate !== undefined) return { action: 'update', columns: undefined, sets: readAssignments(duplicate, subselect).sets };
  const target = clause(clauses, 'ON CONFLICT');
  if (target === undefined) return undefined;
  const list = target[0];
  const columns = list?.kind === 'group' ? splitCommas(list.items).flatMap((part) => readColumn(part)?.column ?? []) : undefined;
  const update = clause(clauses, 'DO UPDATE SET');
  if (update !== undefined) return { action: 'update', columns, sets: readAssignments(update, subselect).sets };
  return { action: 'ignore', columns, sets: [] };
};

/** `VALUES (…) ${onConflict}`: an expression behind the rows may well be a conflict's clause, and is taken as one. */
const unreadConflict = (values: readonly SqlToken[]): SqlConflict | undefined =>
  values.some((token, index) => token.kind === 'hole' && values[index - 1]?.kind === 'group') ? { action: 'ignore', columns: undefined, sets: [] } : undefined;

const scanUpdate = (items: readonly SqlToken[], subselect: Scan): SqlStatement => {
  const clauses = splitClauses(items);
  const head = (clauses[0]?.items ?? []).filter((token) => !isWord(token, 'UPDATE', 'IGNORE', 'LOW_PRIORITY'));
  const target = readSources(head, 'target', subselect);
  const from = clause(clauses, 'FROM');
  const sources = from === undefined ? noSources : readSources(from, 'from', subselect);
  const where = joinConditions([readCondition(clause(clauses, 'WHERE') ?? [], subselect), target.on, sources.on]);
  const written = clause(clauses, 'SET') ?? [];
  const whole = wholeRows(written);
  const { sets, open } = readAssignments(whole.length === 0 ? written : written.filter((token) => token.kind !== 'hole' || token.node === undefined || !whole.includes(token.node)), subselect);
  const tables = [...target.tables, ...sources.tables, ...subselectTables(where, sources)];
  return { ...nothing, verb: 'update', tables, where, sets, setsWhole: whole, setsOpen: open || whole.length > 0, returning: clause(clauses, 'RETURNING') !== undefined };
};

const scanDelete = (items: readonly SqlToken[], subselect: Scan): SqlStatement => {
  const clauses = splitClauses(items);
  const target = readSources(clause(clauses, 'FROM') ?? [], 'target', subselect);
  const using = clause(clauses, 'USING');
  const sources = using === undefined ? noSources : readSources(using, 'from', subselect);
  const where = joinConditions([readCondition(clause(clauses, 'WHERE') ?? [], subselect), target.on, sources.on]);
  const tables = [...target.tables, ...sources.tables, ...subselectTables(where, sources)];
  return { ...nothing, verb: 'delete', tables, where, returning: clause(clauses, 'RETURNING') !== undefined };
};

const scanLockTable = (items: readonly SqlToken[]): SqlStatement => {
  const start = isWord(items[2], 'ONLY') ? 3 : 2;
  const path = readPath(items, start);
  const isShared = items.some((token) => isWord(token, 'READ')) || (items.some((token) => isWord(token, 'SHARE')) && !items.some((token) => isWord(token, 'EXCLUSIVE')));
  const onLocked = items.some((token) => isWord(token, 'NOWAIT')) ? 'nowait' : 'wait';
  const table: SqlTable = { name: path?.names.at(-1), alias: undefined, role: 'target' };
  return { ...nothing, verb: 'lock', tables: [table], lock: { strength: isShared ? 'share' : 'update', onLocked, of: [] } };
};

const KEY_LOCK = /^(?:pg_(try_)?advisory_(xact_)?(un)?lock(_shared)?|get_lock|release_lock|is_free_lock)$/i;

/** Advisory locks that a statement takes anywhere in its text. */
const collectKeyLocks = (items: readonly SqlToken[], depth: number): readonly SqlKeyLock[] =>
  items.flatMap((token, index): readonly SqlKeyLock[] => {
    if (token.kind === 'group') return depth > MAX_DEPTH ? [] : collectKeyLocks(token.items, depth + 1);
    const list = items[index + 1];
    const found = token.kind === 'word' && list?.kind === 'group' ? KEY_LOCK.exec(token.text) : null;
    if (found === null || list?.kind !== 'group' || token.kind !== 'word' || token.upper === 'IS_FREE_LOCK') return [];
    const isMysql = token.upper.endsWith('_LOCK') && !token.upper.startsWith('PG_');
    const args = splitCommas(list.items).slice(0, isMysql ? 1 : 2);
    return [
      {
        scope: found[2] === undefined ? 'session' : 'transaction',
        strength: found[4] === undefined ? 'update' : 'share',
        wait: found[1] === undefined && !isMysql ? 'wait' : 'try',
        takes: found[3] === undefined && token.upper !== 'RELEASE_LOCK',
        keys: args.map((arg) => valuesOf(arg, () => nothing)[0] ?? { kind: 'literal', value: null }),
        holes: args.flatMap((arg) => collectHoles(arg)),
      },
    ];
  });
