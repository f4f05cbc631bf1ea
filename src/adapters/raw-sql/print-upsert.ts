/** Find, then update or insert, as one statement: `ON CONFLICT (…) DO UPDATE`, `ON DUPLICATE KEY UPDATE`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { insertedKey, isMentioned, listed, refuse, resultMentions, suggest } from '../../resolve/queries/repair-words.js';
import { bare } from '../../syntax/bare.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { indentationAt } from '../../syntax/layout.js';
import { branchStatements, isWithin, statementAround } from '../../syntax/statements.js';
import { isPlainName } from './plain-name.js';
import { writtenSql, type Engine } from './written-sql.js';

const byHand = refuse('The two branches aren\'t just one insert and one update of the same key: write one upsert by hand.');

const clause = (engine: Engine, key: readonly string[], columns: readonly string[]): string =>
  engine === 'mysql'
    ? ` ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`
    : ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}`;

/** `await query;`, also as a branch without braces: its result is used by nobody. */
export const isStatement = (node: TSESTree.Node): boolean => {
  const statement = statementAround(node);
  return statement?.type === 'ExpressionStatement' && statement.expression.type === 'AwaitExpression' && bare(statement.expression) === node;
};

const isOwnBranch = (node: TSESTree.Node, decision: TSESTree.IfStatement): boolean => isStatement(node) && isWithin(node, decision);

const valueText = (operation: Operation, column: string, plan: RepairPlan): string | undefined => {
  const written = operation.sets.entries.find((entry) => entry.column === column)?.written;
  if (written?.kind === 'value') return plan.sourceCode.getText(written.node);
  return written?.kind === 'opaque' && written.constant !== undefined ? JSON.stringify(written.constant) : undefined;
};

/** The update finds its row by the very key that is inserted. */
const isByKey = (updating: Operation, inserting: Operation, key: readonly string[], plan: RepairPlan): boolean =>
  !updating.where.open && updating.where.terms.length === key.length && updating.where.terms.every(({ column, op, value, disjunct }) => op === 'eq' && disjunct !== true && value !== undefined && key.includes(column) && plan.sourceCode.getText(value) === valueText(inserting, column, plan));

export const upsert = (plan: RepairPlan): Patch | Refusal => {
  const { write, otherWrite, decision, read, sourceCode } = plan;
  const [inserting, updating] = write.kind === 'insert' ? [write, otherWrite] : [otherWrite, write];
  if (inserting?.kind !== 'insert' || updating?.kind !== 'update' || decision?.type !== 'IfStatement' || !decision.alternate || !read) return byHand;
  if ([decision.consequent, decision.alternate].some((branch) => branchStatements(branch).length !== 1) || !isOwnBranch(inserting.node, decision) || !isOwnBranch(updating.node, decision)) return byHand;
  const key = insertedKey({ ...plan, write: inserting });
  const columns = updating.sets.entries.map(({ column }) => column);
  if (key === undefined || columns.length === 0 || updating.sets.open || updating.sets.spreads.length > 0 || !isByKey(updating, inserting, key, plan)) return byHand;
  if (columns.some((column) => key.includes(column)) || columns.some((column) => valueText(updating, column, plan) === undefined || valueText(updating, column, plan) !== valueText(inserting, column, plan))) return byHand;
  const insert = writtenSql(inserting, plan);
  if (insert?.engine === undefined || insert.last !== 'VALUES' || ![...key, ...columns].every(isPlainName)) return byHand;
  if (!resultMentions(plan).every((mention) => isWithin(mention, decision.test)) || decision.test.type === 'LogicalExpression' || isMentioned(resultMentions(plan), inserting.node)) return refuse('The row is used for more than the decision: write one upsert by hand.');
  const statement = statementAround(inserting.node);
  const reading = statementAround(read.node);
  const dropped = reading?.type === 'VariableDeclaration' && reading.declarations.length === 1 ? dropStatement(reading, sourceCode) : undefined;
  if (statement === undefined || dropped === undefined) return byHand;
  const text = sourceCode.text.slice(statement.range[0], insert.end) + insert.inside(clause(insert.engine, key, columns)) + sourceCode.text.slice(insert.end, statement.range[1]);
  const moved = text.replaceAll(`\n${indentationAt(statement.range[0], sourceCode)}`, `\n${indentationAt(decision.range[0], sourceCode)}`);
  return suggest(plan, [dropped, { range: decision.range, text: moved }], `Insert, or update ${listed(columns)} where the key is there, in one statement.`, [`a unique key on (${key.join(', ')})`]);
};
