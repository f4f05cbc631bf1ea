/** Repairs in SQL text: clauses that are put behind a statement, sums that the database computes, values that are handed over with them. */
import type { Dialect } from '../../operations/dialect.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { printersOf } from '../../resolve/queries/query-printers.js';
import { columnOf, exitOf, passing } from '../../resolve/queries/repair-exit.js';
import { insertedKey, isMentioned, isRefusal, listed, ownStatement, refuse, rowMentions, suggest, type RepairWords } from '../../resolve/queries/repair-words.js';
import { bare } from '../../syntax/bare.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt } from '../../syntax/layout.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { isPlainName } from './plain-name.js';
import { isStatement, upsert } from './print-upsert.js';
import { writtenSql, type Engine, type WrittenSql } from './written-sql.js';

type Printed = Patch | Refusal;

const elsewhere = refuse('The statement isn\'t written in the call itself, without comments and by one database\'s words: change it by hand.');

const lockRead = (plan: RepairPlan): Printed => {
  const { read, oneTransaction } = plan;
  if (!oneTransaction) return refuse('The read and the write don\'t surely run in one transaction, and a row lock ends with its own: put both on one connection between BEGIN and COMMIT, and lock the row when it is read.');
  const sql = read === undefined ? undefined : writtenSql(read, plan);
  if (read === undefined || sql === undefined) return elsewhere;
  if (sql.engine === 'sqlite') return refuse('SQLite has no row locks: begin the transaction with BEGIN IMMEDIATE.');
  const { statement } = sql;
  const isRows = statement.verb === 'select' && !statement.grouped && !statement.select.some(({ kind }) => kind !== 'column' && kind !== 'all' && kind !== 'other');
  const [target, ...others] = statement.tables;
  if (!isRows || statement.lock !== undefined || target?.name === undefined || statement.ctes.length > 0) return refuse('The read gives no rows that it could lock: lock the row by a statement of its own.');
  const of = others.some(({ role }) => role !== 'subselect') ? ` OF ${target.alias ?? target.name}` : '';
  return suggest(plan, [{ range: [sql.end, sql.end], text: ` FOR UPDATE${of}` }], 'Lock the row when it is read, until the transaction ends.');
};

const insertIgnore = (plan: RepairPlan): Printed => {
  const { write } = plan;
  const key = insertedKey(plan);
  const sql = writtenSql(write, plan);
  if (write.kind !== 'insert' || key === undefined) return refuse('The check doesn\'t look for just the columns that are inserted: ignore the conflict by hand.');
  if (!isStatement(write.node)) return refuse('The result of the insert is used: a row that is there already would give none.');
  const [column] = key;
  if (sql?.engine === undefined || sql.last !== 'VALUES' || column === undefined || !key.every(isPlainName)) return elsewhere;
  const text = sql.engine === 'mysql' ? ` ON DUPLICATE KEY UPDATE ${column} = ${column}` : ` ON CONFLICT (${key.join(', ')}) DO NOTHING`;
  return suggest(plan, [{ range: [sql.end, sql.end], text }], `Let the database skip the insert when a row with the same ${listed(key)} is there.`, [`a unique key on (${key.join(', ')})`]);
};

const increment = (plan: RepairPlan): Printed => {
  const { write, guards, at, sourceCode } = plan;
  const sql = writtenSql(write, plan);
  const mentions = rowMentions(plan);
  if (sql === undefined || mentions === undefined) return elsewhere;
  const derived = write.sets.entries.flatMap(({ column, written }) => (written.kind === 'value' && isMentioned(mentions, written.node) ? [{ column, node: written.node }] : []));
  const [only, other] = derived;
  if (only === undefined || other !== undefined) return refuse('The new value isn\'t computed in the call, or there are several: let the database compute them by hand, or lock the row.');
  const { column, node } = only;
  const sum = bare(node);
  if (guards.some(({ columns }) => columns.includes(column))) return refuse(`\`${column}\` is tested before it is written: an increment alone would keep that race; put the test into its predicate, too, or lock the row.`);
  const byHand = refuse('The new value is no sum with the column: let the database compute it by hand, or lock the row.');
  if (sum.type !== 'BinaryExpression' || (sum.operator !== '+' && sum.operator !== '-')) return byHand;
  const isLeft = columnOf(sum.left, mentions) === column;
  const by = isLeft ? sum.right : sum.left;
  if ((!isLeft && (sum.operator === '-' || columnOf(sum.right, mentions) !== column)) || isMentioned(mentions, by) || !isRepeatable(at.bare(by))) return byHand;
  const place = sql.placeOf(node);
  if (place === undefined || !isPlainName(column)) return elsewhere;
  const edits: readonly Edit[] = [{ range: [place, place], text: `${column} ${sum.operator} ` }, { range: node.range, text: sourceCode.getText(by) }];
  return suggest(plan, edits, `Let the database ${sum.operator === '+' ? 'add to' : 'subtract from'} \`${column}\` (a missing value stays missing).`);
};

/** The words for a comparison that also holds of a missing value, as in the code. */
const differs: Readonly<Record<Engine, (column: string, value: string) => string>> = {
  postgresql: (column, value) => `${column} IS DISTINCT FROM ${value}`,
  mysql: (column, value) => `NOT (${column} <=> ${value})`,
  sqlite: (column, value) => `${column} IS NOT ${value}`,
};

/** The number of rows that a write touched, by the form of its result: what the result is called, and the test for none. */
const affected = ({ form, driver }: WrittenSql, name: string): { readonly pattern: string; readonly none: string } | undefined => {
  switch (form) {
    case 'rows-object':
      return { pattern: name, none: `${name}.${driver === 'libsql' ? 'rowsAffected' : 'rowCount'} === 0` };
    case 'list':
      return driver === 'postgres' || driver === 'bun' ? { pattern: name, none: `${name}.count === 0` } : undefined;
    case 'pair':
      return { pattern: `[${name}]`, none: `'affectedRows' in ${name} && ${name}.affectedRows === 0` };
    default:
      return undefined;
  }
};

const conditionalWrite = (plan: RepairPlan): Printed => {
  const { write, sourceCode, guards } = plan;
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const testing = guards.filter(({ columns }) => columns.length > 0);
  const comparisons = testing.length === 1 && testing[0]?.node !== undefined ? passing(plan, exit.decision.test) : undefined;
  if (comparisons === undefined || comparisons.length === 0) return refuse('The condition is no plain comparison of columns with values: repeat it in the WHERE of the write by hand.');
  const statement = ownStatement(write.node);
  const sql = writtenSql(write, plan);
  const name = freeName(['updated', 'affected', 'changed'], write.node, sourceCode);
  if (statement === undefined || name === undefined || write.where.open || write.where.terms.some(({ disjunct }) => disjunct)) return refuse('The write isn\'t a statement of its own with a WHERE in view: repeat the condition there by hand, and look at the number of rows.');
  const { engine } = sql ?? {};
  const bound = sql?.bind(comparisons.map(({ value }) => value));
  if (sql === undefined || engine === undefined || bound === undefined || sql.last !== 'WHERE' || !comparisons.every(({ column }) => isPlainName(column))) return elsewhere;
  const count = affected(sql, name);
  if (count === undefined) return refuse('The number of rows that this write hits isn\'t its result: look at it by hand.');
  const conditions = comparisons.map(({ column, operator }, index) => {
    const value = bound.texts[index] ?? '';
    return ` AND ${operator === '!=' ? differs[engine](column, value) : `${column} ${operator} ${value}`}`;
  });
  const indentation = indentationAt(statement.range[0], sourceCode);
  const edits: Edit[] = [
    { range: [statement.range[0], statement.range[0]], text: `const ${count.pattern} = ` },
    { range: [sql.end, sql.end], text: sql.inside(conditions.join('')) },
    ...bound.edits,
    { range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${count.none}) ${reindented(exit.statement.range, indentation, sourceCode)}` },
  ];
  return suggest(plan, edits, `Repeat the condition on ${listed(comparisons.map(({ column }) => column))} in the write, and leave as the check does when no row is hit.`);
};

/** What the shared printers ask: SQL has no builder, so only what they do around a call is taken from them. */
const words: RepairWords = {
  queryOf: () => undefined,
  where: () => '',
  forUpdate: '',
  ignore: () => '',
  merge: () => '',
  affected: () => undefined,
  increment: () => elsewhere,
  uncatchable: (write, plan) => {
    const driver = writtenSql(write, plan)?.driver;
    if (driver === 'slonik') return 'Slonik wraps the driver\'s error: catch `UniqueIntegrityConstraintViolationError` by hand, and do there what the check does.';
    return driver === 'bun' ? 'Bun\'s errors have the code in `errno`: catch it by hand, and do there what the check does.' : undefined;
  },
};

const shared = printersOf(words);

const catchViolation = (plan: RepairPlan): Printed =>
  plan.inTransaction === 'no'
    ? shared['catch-violation'](plan)
    : refuse('Inside a transaction PostgreSQL aborts it on a unique violation: insert with ON CONFLICT, or catch the violation around the whole transaction.');

export const print: Dialect['print'] = {
  ...shared,
  'catch-violation': catchViolation,
  upsert,
  'insert-ignore': insertIgnore,
  'atomic-increment': increment,
  'conditional-write': conditionalWrite,
  'lock-read': lockRead,
  'compare-and-set': () => refuse('Put the old value into the predicate of the write, and look at the number of affected rows.'),
  'write-changed': () => refuse('Write only the columns that change.'),
};

