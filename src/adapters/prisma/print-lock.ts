/**
 * lock-read: before the read its row is locked, by SQL, in the transaction that read and write run in; they are put into one where they run in none.
 *
 *     await db.$transaction(async (tx) => {
 *       await tx.$queryRaw`SELECT 1 FROM "pages" WHERE "id" = ${id} FOR UPDATE`
 *       const page = await tx.page.findUniqueOrThrow({ where: { id } })
 *       await tx.page.update({ where: { id }, data: { … } })
 *     })
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Operation } from '../../operations/operation.js';
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { statementAround, statementList } from '../../syntax/statements.js';
import { intoTransaction } from './print-into-transaction.js';
import { refuse, suggest } from './print-parts.js';
import { rowLockOf, type RowLockText } from './print-row-lock.js';

const price = 'other transactions wait for this one';

export const printLockRead = (plan: RepairPlan): Patch | Refusal => {
  const { read, sourceCode, oneTransaction, inTransaction } = plan;
  const lock = read && rowLockOf(read, plan);
  const statement = read && statementAround(read.node);
  if (!read || !lock || !statement || !statementList(statement)) return advice(plan);
  if (inTransaction === 'no' && read.handle.kind === 'client') return intoTransaction(plan, lock);
  if (!oneTransaction || read.handle.kind !== 'transaction' || !isInTime(lock, statement)) return advice(plan);
  const text = `await ${sourceCode.getText(read.handle.node)}.${lock.text}${layoutOf(sourceCode).semicolon}\n${indentationAt(statement.range[0], sourceCode)}`;
  return suggest(plan, [{ range: [statement.range[0], statement.range[0]], text }], `Lock the row before it is read (\`FOR UPDATE\`): ${price}.`);
};

/** MySQL's plain reads show the database as it was at the first of them: the lock has to come before. */
const isInTime = ({ database }: RowLockText, statement: TSESTree.Statement): boolean => {
  if (database === 'postgresql' || database === 'cockroachdb') return true;
  const list = statementList(statement) ?? [];
  const body = enclosingFunction(statement)?.body;
  return body === statement.parent && list.slice(0, list.indexOf(statement)).every((before) => !anyInFunction(before, ({ type }) => type === 'AwaitExpression'));
};

/** Without the names that the row has in the database, it's advice. */
const advice = ({ read, inTransaction, sourceCode }: RepairPlan): Refusal => {
  const table = read && isKnown(read.table) ? `"${read.table.name.charAt(0).toUpperCase()}${read.table.name.slice(1)}"` : '"Table"';
  const key = read && keyOf(read);
  const condition = key?.value ? `"${key.column}" = \${${sourceCode.getText(key.value)}}` : '"id" = ${id}';
  const handle = read && inTransaction !== 'no' ? sourceCode.getText(read.handle.node) : 'tx';
  const where = inTransaction === 'no' ? 'put the read and the write into one interactive `$transaction` and begin it with' : 'before the read, run';
  return refuse(`Prisma has no row locks: ${where} \`await ${handle}.$queryRaw\`SELECT 1 FROM ${table} WHERE ${condition} FOR UPDATE\`\`, with the names that the table and its key have in the database.`);
};

const keyOf = ({ where }: Operation): Operation['where']['terms'][number] | undefined => where.terms.find((term) => term.op === 'eq' && term.value && !term.via && bare(term.value).type !== 'ObjectExpression');
