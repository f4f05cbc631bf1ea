/** What datafusion's parser (sqlparser-ts) says of a statement of MySQL or SQLite. Answers only after `init()`. */
import { parse } from '@guanmingchiu/sqlparser-ts';
import { arithmetic, equality, list, nothingSaid, part, tagged, textAt, type Operand, type StatementFacts } from './facts.js';

/** Names of placeholders by where they stand. */
type Places = ReadonlyMap<string, string>;

export const sqlparserFacts = (text: string, dialect: 'mysql' | 'sqlite'): StatementFacts => {
  const [statement] = parse(text, dialect) as readonly unknown[];
  const places = placesIn(statement);
  const [kind, body] = tagged(statement);
  switch (kind) {
    case 'Query':
      return selected(body, places);
    case 'Insert':
      return {
        ...nothingSaid, verb: 'insert', table: lastName(part(body, 'table', 'TableName')), sets: inserted(body, places), conflict: conflictOf(body, places),
      };
    case 'Update':
      return {
        ...nothingSaid, verb: 'update', table: tableOf(part(body, 'table', 'relation')), sets: list(body, 'assignments').map((one) => assigned(one, places)),
        equalities: [...conditions(part(body, 'selection'), places), ...joined(part(body, 'table'), places)],
      };
    case 'Delete':
      return { ...nothingSaid, verb: 'delete', table: tableOf(part(list(body, 'from', 'WithFromKeyword')[0], 'relation')), equalities: conditions(part(body, 'selection'), places) };
    case 'StartTransaction':
      return { ...nothingSaid, verb: 'begin' };
    case 'Commit':
      return { ...nothingSaid, verb: 'commit' };
    case 'Rollback':
      return { ...nothingSaid, verb: part(body, 'savepoint') === undefined || part(body, 'savepoint') === null ? 'rollback' : 'other' };
    default:
      return nothingSaid;
  }
};

/** Every `?` of a tree with its number in the text. */
const placesIn = (statement: unknown): Places => {
  const found: { readonly key: string; readonly line: number; readonly column: number }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (textAt(node, 'value', 'Placeholder') === '?') {
      const start = part(node, 'span', 'start');
      found.push({ key: JSON.stringify(start), line: Number(part(start, 'line')), column: Number(part(start, 'column')) });
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(statement);
  const sorted = found.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return new Map(sorted.map(({ key }, index) => [key, `p${index + 1}`]));
};

const lastName = (names: unknown): string | undefined => (Array.isArray(names) ? textAt((names as readonly unknown[]).at(-1), 'Identifier', 'value') : undefined);
const tableOf = (relation: unknown): string | undefined => lastName(part(relation, 'Table', 'name'));

const joined = (from: unknown, places: Places): readonly string[] =>
  list(from, 'joins').flatMap((join) => conditions(part(tagged(part(join, 'join_operator'))[1], 'On'), places));

const selected = (body: unknown, places: Places): StatementFacts => {
  const select = part(body, 'body', 'Select');
  const from = list(select, 'from');
  const lock = list(body, 'locks')[0];
  const nonblock = textAt(lock, 'nonblock');
  return {
    ...nothingSaid, verb: 'select', table: tableOf(part(from[0], 'relation')),
    equalities: [...conditions(part(select, 'selection'), places), ...from.flatMap((one) => joined(one, places))],
    order: list(body, 'order_by', 'kind', 'Expressions').flatMap((one) => columnOf(part(one, 'expr'))?.column ?? []),
    lock: lock === undefined ? '' : `${(textAt(lock, 'lock_type') ?? '').toLowerCase()} ${nonblock === 'SkipLocked' ? 'skip' : nonblock === 'Nowait' ? 'nowait' : 'wait'}`,
  };
};

const columnOf = (node: unknown): Extract<Operand, { kind: 'column' }> | undefined => {
  const [kind, body] = tagged(node);
  if (kind === 'Identifier') {
    const column = textAt(body, 'value') ?? '';
    return { kind: 'column', name: column, column };
  }
  if (kind !== 'CompoundIdentifier' || !Array.isArray(body)) return undefined;
  const names = (body as readonly unknown[]).flatMap((name) => textAt(name, 'value') ?? []);
  const column = names.at(-1);
  return column === undefined ? undefined : { kind: 'column', name: names.slice(-2).join('.'), column };
};

const operand = (node: unknown, places: Places): Operand => {
  const [kind, body] = tagged(node);
  if (kind === 'Nested') return operand(body, places);
  if (kind !== 'Value') return columnOf(node) ?? { kind: 'other' };
  const [type, value] = tagged(part(body, 'value'));
  switch (type) {
    case 'Placeholder':
      return { kind: 'value', text: places.get(JSON.stringify(part(body, 'span', 'start'))) ?? `p${String(value).slice(1)}` };
    case 'Number':
      return { kind: 'value', text: String(Number(list(value)[0])) };
    case 'Boolean':
      return { kind: 'value', text: String(value) };
    case 'Null':
      return { kind: 'value', text: 'null' };
    default:
      return typeof value === 'string' ? { kind: 'value', text: JSON.stringify(value) } : { kind: 'other' };
  }
};

const conditions = (node: unknown, places: Places): readonly string[] => {
  const [kind, body] = tagged(node);
  if (kind === 'Nested') return conditions(body, places);
  if (kind === 'IsTrue' || kind === 'IsFalse') {
    const of = columnOf(body);
    return of === undefined ? [] : [`${of.name} = ${String(kind === 'IsTrue')}`];
  }
  const bare = columnOf(node);
  if (bare !== undefined) return [`${bare.name} = true`];
  if (kind !== 'BinaryOp') return [];
  const [left, right] = [part(body, 'left'), part(body, 'right')];
  if (textAt(body, 'op') === 'And') return [...conditions(left, places), ...conditions(right, places)];
  if (textAt(body, 'op') !== 'Eq' && textAt(body, 'op') !== 'Spaceship') return [];
  if (tagged(left)[0] === 'Tuple' && tagged(right)[0] === 'Tuple') {
    const values = list(tagged(right)[1]);
    return list(tagged(left)[1]).flatMap((column, index) => equality(operand(column, places), operand(values[index], places)) ?? []);
  }
  const only = equality(operand(left, places), operand(right, places));
  return only === undefined ? [] : [only];
};

const operators: Readonly<Record<string, string>> = { Plus: '+', Minus: '-', Multiply: '*', Divide: '/' };

const written = (column: string, node: unknown, places: Places): string => {
  const value = operand(node, places);
  if (value.kind === 'value') return `${column} = ${value.text}`;
  const [kind, body] = tagged(node);
  if (value.kind === 'column' && value.name.startsWith('excluded.')) return `${column} = proposed ${value.column}`;
  if (kind === 'Function' && lastName(part(body, 'name')) === 'VALUES') return `${column} = proposed ${columnOf(part(list(body, 'args', 'List', 'args')[0], 'Unnamed', 'Expr'))?.column ?? ''}`;
  const computed = kind === 'BinaryOp' ? arithmetic(column, operators[textAt(body, 'op') ?? ''] ?? '', operand(part(body, 'left'), places), operand(part(body, 'right'), places)) : undefined;
  return `${column} = ${computed ?? 'expression'}`;
};

const assigned = (assignment: unknown, places: Places): string => written(lastName(part(assignment, 'target', 'ColumnName')) ?? '', part(assignment, 'value'), places);

const inserted = (body: unknown, places: Places): readonly string[] => {
  if (list(body, 'assignments').length > 0) return list(body, 'assignments').map((one) => assigned(one, places));
  const columns = list(body, 'columns').map((names) => lastName(names) ?? '');
  const rows = list(body, 'source', 'body', 'Values', 'rows').map((row) => list(row, 'content'));
  return rows.flatMap((row) => columns.map((column, index) => written(column, row[index], places)));
};

const conflictOf = (body: unknown, places: Places): string => {
  const or = textAt(body, 'or');
  if (part(body, 'replace_into') === true || or === 'Replace') return 'replace ()';
  if (part(body, 'ignore') === true || or === 'Ignore') return 'ignore ()';
  const [kind, clause] = tagged(part(body, 'on'));
  if (kind === 'DuplicateKeyUpdate') return `update () ${list(clause).map((one) => assigned(one, places)).join(', ')}`;
  if (kind !== 'OnConflict') return '';
  const columns = list(clause, 'conflict_target', 'Columns').flatMap((column) => textAt(column, 'value') ?? []);
  const [action, update] = tagged(part(clause, 'action'));
  return action === 'DoUpdate' ? `update (${columns.join(', ')}) ${list(update, 'assignments').map((one) => assigned(one, places)).join(', ')}` : `ignore (${columns.join(', ')})`;
};
