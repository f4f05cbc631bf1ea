/** lock-read: Prisma has no row locks, and the mapped names that a raw query needs aren't in the code; so it's advice. */
import { isKnown } from '../../operations/known.js';
import type { Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { refuse } from './print-parts.js';

export const printLockRead = ({ read, inTransaction, sourceCode }: RepairPlan): Refusal => {
  const table = read && isKnown(read.table) ? `"${read.table.name.charAt(0).toUpperCase()}${read.table.name.slice(1)}"` : '"Table"';
  const key = read?.where.terms.find((term) => term.op === 'eq' && term.value && !term.via && bare(term.value).type !== 'ObjectExpression');
  const condition = key?.value ? `"${key.column}" = \${${sourceCode.getText(key.value)}}` : '"id" = ${id}';
  const handle = read && inTransaction !== 'no' ? sourceCode.getText(read.handle.node) : 'tx';
  const where = inTransaction === 'no' ? 'put the read and the write into one interactive `$transaction` and begin it with' : 'before the read, run';
  return refuse(`Prisma has no row locks: ${where} \`await ${handle}.$queryRaw\`SELECT 1 FROM ${table} WHERE ${condition} FOR UPDATE\`\`, with the names that the table and its key have in the database.`);
};
