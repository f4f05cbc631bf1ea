/** The printers of query builders, over the words of one of them. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Dialect } from '../../operations/dialect.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf, quoted } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { branchStatements, isWithin, statementAround } from '../../syntax/statements.js';
import { columnOf, exitOf, passing } from './repair-exit.js';
import { insertedKey, isMentioned, isRefusal, listed, ownStatement, refuse, rowMentions, suggest, type RepairWords } from './repair-words.js';

/** PostgreSQL, MySQL and MariaDB, the two SQLite drivers. */
const codes = ['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'];

type Printer = (plan: RepairPlan) => Patch | Refusal;

export const printersOf = (words: RepairWords): Dialect['print'] => ({
  upsert: upsert(words),
  'insert-ignore': insertIgnore(words),
  'catch-violation': catchViolation(words),
  'atomic-increment': increment(words),
  'conditional-write': conditionalWrite(words),
  'lock-read': lockRead(words),
  'compare-and-set': () => refuse('Put the old value into the predicate of the write, and look at the number of affected rows.'),
  'write-changed': () => refuse('Write only the columns that change.'),
  'drop-save': () => refuse('A query is no object that could be saved twice.'),
});

const lockRead = (words: RepairWords): Printer => (plan) => {
  const { read, oneTransaction } = plan;
  if (!oneTransaction) return refuse('The read and the write don\'t surely run in one transaction, and a row lock ends with its own: put both through one transaction\'s handle, and lock the row when it is read.');
  const query = read === undefined ? undefined : words.queryOf(read, plan);
  if (query === undefined || (read?.result.kind !== 'row' && read?.result.kind !== 'rows') || read.lock !== undefined) return refuse('The read is no query of rows that could lock them: lock the row by hand.');
  return suggest(plan, [{ range: [query.end, query.end], text: words.forUpdate }], 'Lock the row when it is read, until the transaction ends.');
};

const insertIgnore = (words: RepairWords): Printer => (plan) => {
  const { write } = plan;
  const key = insertedKey(plan);
  const query = words.queryOf(write, plan);
  if (write.kind !== 'insert' || key === undefined) return refuse('The check doesn\'t look for just the columns that are inserted: ignore the conflict by hand.');
  if (query === undefined || !ownBranch(write.node)) return refuse('The result of the insert is used: a row that is there already would give none.');
  return suggest(plan, [{ range: [query.end, query.end], text: words.ignore(key, query.quote) }], `Let the database skip the insert when a row with the same ${listed(key)} is there (not with MySQL: its \`IGNORE\`, which hides other errors, too).`, [`a unique key on (${key.join(', ')})`]);
};

const catchViolation = (words: RepairWords): Printer => (plan) => {
  const { write, sourceCode } = plan;
  if (plan.inTransaction !== 'no') return refuse('Inside a transaction PostgreSQL aborts it on a unique violation: insert with `onConflict`, or catch the violation around the whole transaction.');
  const reason = words.uncatchable(write, plan);
  if (reason !== undefined) return refuse(reason);
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const statement = statementAround(write.node);
  const name = freeName(['error', 'cause', 'violation'], write.node, sourceCode);
  const isOwn = ownStatement(write.node) !== undefined || (statement?.type === 'ReturnStatement' && statement.argument?.type === 'AwaitExpression');
  if (statement === undefined || name === undefined || !isOwn) return refuse('The result of the write is used further on: catch the violation by hand, and do there what the check does.');
  const layout = layoutOf(sourceCode);
  const outer = indentationAt(statement.range[0], sourceCode);
  const inner = outer + layout.unit;
  const list = codes.map((code) => quoted(code, layout)).join(', ');
  const text = [
    'try {',
    `${inner}${reindented(statement.range, inner, sourceCode)}`,
    `${outer}} catch (${name}) {`,
    `${inner}if (!(${name} instanceof Error && 'code' in ${name} && [${list}].includes(String(${name}.code)))) throw ${name}${layout.semicolon}`.replaceAll("'code'", quoted('code', layout)),
    `${inner}${reindented(exit.statement.range, inner, sourceCode)}`,
    `${outer}}`,
  ].join('\n');
  const does = exit.statement.type === 'ThrowStatement' ? 'throw what the check throws' : 'return what the check returns';
  return suggest(plan, [{ range: statement.range, text }], `Catch the unique violation of this write and ${does}; the check stays for the usual case.`, [`a unique key on (${plan.columns.join(', ')})`]);
};

const conditionalWrite = (words: RepairWords): Printer => (plan) => {
  const { write, sourceCode, guards } = plan;
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const testing = guards.filter(({ columns }) => columns.length > 0);
  const comparisons = testing.length === 1 && testing[0]?.node !== undefined ? passing(plan, exit.decision.test) : undefined;
  if (comparisons === undefined || comparisons.length === 0) return refuse('The condition is no plain comparison of columns with values: repeat it in the predicate of the write by hand.');
  const statement = ownStatement(write.node);
  const query = words.queryOf(write, plan);
  const name = freeName(['updated', 'affected', 'changed'], write.node, sourceCode);
  if (statement === undefined || query === undefined || name === undefined || write.where.open || write.where.terms.some(({ disjunct }) => disjunct)) return refuse('The write isn\'t a statement of its own with a predicate in view: repeat the condition there by hand, and look at the number of rows.');
  const affected = words.affected(write, name);
  if (affected === undefined) return refuse('The number of rows that this write hits isn\'t its result: look at it by hand.');
  const conditions = comparisons.map(({ column, operator, value }) => words.where(column, operator, sourceCode.getText(value), query.quote)).join('');
  const indentation = indentationAt(statement.range[0], sourceCode);
  const leave = reindented(exit.statement.range, indentation, sourceCode);
  const edits: Edit[] = [
    { range: [statement.range[0], statement.range[0]], text: `const ${name} = ` },
    { range: [query.end, query.end], text: conditions },
    ...affected.edits,
    { range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${affected.none}) ${leave}` },
  ];
  return suggest(plan, edits, `Repeat the condition on ${listed(comparisons.map(({ column }) => column))} in the write, and leave as the check does when no row is hit.`);
};

const increment = (words: RepairWords): Printer => (plan) => {
  const { write, guards, at } = plan;
  const query = words.queryOf(write, plan);
  const mentions = rowMentions(plan);
  const entries = plainEntries(query?.values);
  if (query === undefined || mentions === undefined || entries === undefined) return refuse('The written object isn\'t in view: let the database compute the new value by hand.');
  const derived = [...entries].filter(([, property]) => isMentioned(mentions, property.value));
  const [only, other] = derived;
  if (only === undefined || other !== undefined) return refuse('More than one written value comes from the row: let the database compute them by hand, or lock the row.');
  const [column, property] = only;
  const sum = bare(property.value);
  if (guards.some(({ columns }) => columns.includes(column))) return refuse(`\`${column}\` is tested before it is written: an increment alone would keep that race; put the test into its predicate, too, or lock the row.`);
  if (sum.type !== 'BinaryExpression' || (sum.operator !== '+' && sum.operator !== '-')) return refuse('The new value is no sum with the column: let the database compute it by hand, or lock the row.');
  const isLeft = columnOf(sum.left, mentions) === column;
  const by = isLeft ? sum.right : sum.left;
  if ((!isLeft && (sum.operator === '-' || columnOf(sum.right, mentions) !== column)) || isMentioned(mentions, by) || !isRepeatable(at.bare(by))) return refuse('The new value is no sum with the column: let the database compute it by hand, or lock the row.');
  const edits = words.increment(plan, query, { column, property, operator: sum.operator, by });
  return isRefusal(edits) ? edits : suggest(plan, edits, `Let the database ${sum.operator === '+' ? 'add to' : 'subtract from'} \`${column}\` (a missing value stays missing).`);
};

const upsert = (words: RepairWords): Printer => (plan) => {
  const { write, otherWrite, decision, read, sourceCode } = plan;
  const byHand = refuse('The two branches aren\'t just one insert and one update of the same key: write one upsert by hand.');
  const [inserting, updating] = write.kind === 'insert' ? [write, otherWrite] : [otherWrite, write];
  if (inserting?.kind !== 'insert' || updating?.kind !== 'update' || decision?.type !== 'IfStatement' || !decision.alternate || !read) return byHand;
  const branches = [decision.consequent, decision.alternate].map(branchStatements);
  if (branches.some((statements) => statements.length !== 1) || !ownBranch(inserting.node) || !ownBranch(updating.node) || !isWithin(inserting.node, decision) || !isWithin(updating.node, decision)) return byHand;
  const key = insertedKey({ ...plan, write: inserting });
  const [insert, update] = [words.queryOf(inserting, plan), words.queryOf(updating, plan)];
  const mentions = rowMentions(plan);
  const [inserted, updated] = [plainEntries(insert?.values), plainEntries(update?.values)];
  if (!key || !insert || !update?.values || !inserted || !updated || !mentions) return byHand;
  const isOnlyTested = mentions.every((mention) => isWithin(mention, decision.test) || isWithin(mention, updating.node));
  if (!isOnlyTested || isMentioned(mentions, update.values) || decision.test.type === 'LogicalExpression') return refuse('The row is used for more than the decision: write one upsert by hand.');
  const isInserted = [...updated].every(([name, property]) => {
    const twin = inserted.get(name);
    return twin !== undefined && sourceCode.getText(twin.value) === sourceCode.getText(property.value);
  });
  const names = [...updated.keys()];
  const statement = statementAround(inserting.node);
  const reading = statementAround(read.node);
  const dropped = reading?.type === 'VariableDeclaration' && reading.declarations.length === 1 ? dropStatement(reading, sourceCode) : undefined;
  if (statement === undefined || dropped === undefined || names.some((name) => key.includes(name))) return byHand;
  const indentation = indentationAt(decision.range[0], sourceCode);
  const text = sourceCode.text.slice(statement.range[0], insert.end) + words.merge(key, { names, text: sourceCode.getText(update.values), isInserted }, insert.quote) + sourceCode.text.slice(insert.end, statement.range[1]);
  const moved = text.replaceAll(`\n${indentationAt(statement.range[0], sourceCode)}`, `\n${indentation}`);
  return suggest(plan, [dropped, { range: decision.range, text: moved }], `Insert, or update ${listed(names)} where the key is there, in one statement.`, [`a unique key on (${key.join(', ')})`]);
};

/** The only statement of its branch, awaited, its result used by nobody. */
const ownBranch = (node: TSESTree.Node): boolean => {
  const statement = statementAround(node);
  return statement?.type === 'ExpressionStatement' && statement.expression.type === 'AwaitExpression' && bare(statement.expression) === node;
};
