/** What PostgreSQL's own parser (libpg-query) says of a statement. Answers only after `loadModule()`. */
import { parseSync } from 'libpg-query';
import { arithmetic, equality, list, nothingSaid, part, tagged, textAt, type Operand, type StatementFacts } from './facts.js';

export const postgresFacts = (text: string): StatementFacts => {
  const [kind, body] = tagged(part(list(parseSync(text), 'stmts')[0], 'stmt'));
  return factsOf(kind, body);
};

const factsOf = (kind: string, body: unknown): StatementFacts => {
  switch (kind) {
    case 'SelectStmt':
      return {
        ...nothingSaid, verb: 'select', table: tables(body, 'fromClause')[0], lock: lockOf(body), order: list(body, 'sortClause').flatMap((sort) => columnName(part(sort, 'SortBy', 'node')) ?? []),
        equalities: [...conditions(part(body, 'whereClause')), ...list(body, 'fromClause').flatMap(joined)],
      };
    case 'InsertStmt':
      return { ...nothingSaid, verb: 'insert', table: textAt(body, 'relation', 'relname'), sets: inserted(body), conflict: conflictOf(part(body, 'onConflictClause')) };
    case 'UpdateStmt':
      return {
        ...nothingSaid, verb: 'update', table: textAt(body, 'relation', 'relname'), sets: list(body, 'targetList').map(assigned),
        equalities: [...conditions(part(body, 'whereClause')), ...list(body, 'fromClause').flatMap(joined)],
      };
    case 'DeleteStmt':
      return { ...nothingSaid, verb: 'delete', table: textAt(body, 'relation', 'relname'), equalities: conditions(part(body, 'whereClause')) };
    case 'LockStmt':
      return { ...nothingSaid, verb: 'lock', table: textAt(list(body, 'relations')[0], 'RangeVar', 'relname'), lock: Number(part(body, 'mode')) >= 6 ? 'update wait' : 'share wait' };
    case 'TransactionStmt':
      return { ...nothingSaid, verb: transactions[textAt(body, 'kind') ?? ''] ?? 'other' };
    default:
      return nothingSaid;
  }
};

const transactions: Readonly<Record<string, string>> = { TRANS_STMT_BEGIN: 'begin', TRANS_STMT_START: 'begin', TRANS_STMT_COMMIT: 'commit', TRANS_STMT_ROLLBACK: 'rollback' };

/** The tables of FROM, through joins; those of nested SELECTs are none. */
const tables = (node: unknown, key: string): readonly string[] => list(node, key).flatMap(tablesIn);

const tablesIn = (node: unknown): readonly string[] => {
  const [kind, body] = tagged(node);
  if (kind === 'RangeVar') return [textAt(body, 'relname') ?? ''];
  return kind === 'JoinExpr' ? [...tablesIn(part(body, 'larg')), ...tablesIn(part(body, 'rarg'))] : [];
};

const joined = (node: unknown): readonly string[] => {
  const [kind, body] = tagged(node);
  return kind === 'JoinExpr' ? [...joined(part(body, 'larg')), ...joined(part(body, 'rarg')), ...conditions(part(body, 'quals'))] : [];
};

const namesOf = (column: unknown): readonly string[] => list(column, 'fields').flatMap((field) => textAt(field, 'String', 'sval') ?? []);

const columnName = (node: unknown): string | undefined => {
  const [kind, body] = tagged(node);
  return kind === 'ColumnRef' ? namesOf(body).at(-1) : undefined;
};

const operand = (node: unknown): Operand => {
  const [kind, body] = tagged(node);
  switch (kind) {
    case 'ColumnRef': {
      const names = namesOf(body);
      const column = names.at(-1);
      return column === undefined ? { kind: 'other' } : { kind: 'column', name: names.slice(-2).join('.'), column };
    }
    case 'ParamRef':
      return { kind: 'value', text: `p${String(part(body, 'number'))}` };
    case 'A_Const':
      return { kind: 'value', text: constantText(body) };
    case 'TypeCast':
      return operand(part(body, 'arg'));
    default:
      return { kind: 'other' };
  }
};

/** libpg-query leaves out what has the default of its type: zero, false, the empty string. */
const constantText = (node: unknown): string => {
  if (part(node, 'isnull') === true) return 'null';
  if (part(node, 'ival') !== undefined) return JSON.stringify(part(node, 'ival', 'ival') ?? 0);
  if (part(node, 'fval') !== undefined) return String(Number(textAt(node, 'fval', 'fval')));
  if (part(node, 'boolval') !== undefined) return JSON.stringify(part(node, 'boolval', 'boolval') ?? false);
  return JSON.stringify(textAt(node, 'sval', 'sval') ?? '');
};

const operatorOf = (node: unknown): string => textAt(list(node, 'name')[0], 'String', 'sval') ?? '';

/** The equalities of a conjunction. */
const conditions = (node: unknown): readonly string[] => {
  const [kind, body] = tagged(node);
  if (kind === 'BoolExpr') return textAt(body, 'boolop') === 'AND_EXPR' ? list(body, 'args').flatMap(conditions) : [];
  if (kind === 'ColumnRef') return [`${namesOf(body).slice(-2).join('.')} = true`];
  if (kind === 'BooleanTest') return booleanTest(body);
  if (kind !== 'A_Expr' || textAt(body, 'kind') !== 'AEXPR_OP' || operatorOf(body) !== '=') return [];
  const [left, right] = [part(body, 'lexpr'), part(body, 'rexpr')];
  if (tagged(left)[0] === 'RowExpr' && tagged(right)[0] === 'RowExpr') {
    const values = list(right, 'RowExpr', 'args');
    return list(left, 'RowExpr', 'args').flatMap((column, index) => equality(operand(column), operand(values[index])) ?? []);
  }
  const only = equality(operand(left), operand(right));
  return only === undefined ? [] : [only];
};

const booleanTest = (body: unknown): readonly string[] => {
  const of = operand(part(body, 'arg'));
  const type = textAt(body, 'booltesttype');
  return of.kind === 'column' && (type === 'IS_TRUE' || type === 'IS_FALSE') ? [`${of.name} = ${String(type === 'IS_TRUE')}`] : [];
};

const written = (column: string, node: unknown): string => {
  const [kind, body] = tagged(node);
  if (kind === 'ColumnRef' && namesOf(body)[0] === 'excluded') return `${column} = proposed ${namesOf(body)[1] ?? ''}`;
  const value = operand(node);
  if (value.kind === 'value') return `${column} = ${value.text}`;
  const computed = kind === 'A_Expr' ? arithmetic(column, operatorOf(body), selfOr(column, part(body, 'lexpr')), selfOr(column, part(body, 'rexpr'))) : undefined;
  return `${column} = ${computed ?? 'expression'}`;
};

/** `COALESCE(n, 0)` is the column. */
const selfOr = (column: string, node: unknown): Operand => {
  const [kind, body] = tagged(node);
  const first = kind === 'CoalesceExpr' ? operand(list(body, 'args')[0]) : undefined;
  return first?.kind === 'column' && first.column === column ? first : operand(node);
};

const assigned = (target: unknown): string => {
  const value = part(target, 'ResTarget', 'val');
  const [kind, body] = tagged(value);
  const column = textAt(target, 'ResTarget', 'name') ?? '';
  // `(a, b) = (1, 2)`
  return kind === 'MultiAssignRef' ? written(column, list(body, 'source', 'RowExpr', 'args')[Number(part(body, 'colno')) - 1]) : written(column, value);
};

const inserted = (body: unknown): readonly string[] => {
  const columns = list(body, 'cols').map((column) => textAt(column, 'ResTarget', 'name') ?? '');
  const select = part(body, 'selectStmt', 'SelectStmt');
  const rows = list(select, 'valuesLists').map((row) => list(row, 'List', 'items'));
  if (rows.length > 0) return rows.flatMap((row) => columns.map((column, index) => written(column, row[index])));
  const targets = list(select, 'targetList');
  return columns.flatMap((column, index) => (targets[index] === undefined ? [] : [written(column, part(targets[index], 'ResTarget', 'val'))]));
};

const conflictOf = (clause: unknown): string => {
  if (clause === undefined) return '';
  const columns = list(clause, 'infer', 'indexElems').flatMap((element) => textAt(element, 'IndexElem', 'name') ?? []);
  const action = textAt(clause, 'action') === 'ONCONFLICT_UPDATE' ? 'update' : 'ignore';
  return `${action} (${columns.join(', ')}) ${list(clause, 'targetList').map(assigned).join(', ')}`.trim();
};

const strengths: Readonly<Record<string, string>> = { LCS_FORUPDATE: 'update', LCS_FORNOKEYUPDATE: 'no-key-update', LCS_FORSHARE: 'share', LCS_FORKEYSHARE: 'key-share' };
const waits: Readonly<Record<string, string>> = { LockWaitSkip: 'skip', LockWaitError: 'nowait' };

const lockOf = (body: unknown): string => {
  const clause = part(list(body, 'lockingClause')[0], 'LockingClause');
  if (clause === undefined) return '';
  const of = list(clause, 'lockedRels').flatMap((table) => textAt(table, 'RangeVar', 'relname') ?? []);
  return `${strengths[textAt(clause, 'strength') ?? ''] ?? '?'} ${waits[textAt(clause, 'waitPolicy') ?? ''] ?? 'wait'}${of.length === 0 ? '' : ` of ${of.join(' ')}`}`;
};
