/**
 * lock-read: the read that decides takes the row lock, inside the transaction that it already runs in.
 *
 *     Job.findByPk(id, { transaction: t })  → Job.findByPk(id, { transaction: t, lock: t.LOCK.UPDATE })
 */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { isKnown } from '../../operations/known.js';
import { appendProperty } from '../../syntax/append-property.js';
import { callOf, refuse, suggest } from './print-parts.js';

export const printLock = (plan: RepairPlan): Patch | Refusal => {
  const { read, at, sourceCode } = plan;
  const call = read && callOf(read, at);
  if (!read || !call) return refuse('A lock can\'t be added to this form of read: append `FOR UPDATE` by hand.');
  if (read.nested) return refuse('The row comes along by `include`, and a lock on it needs a read of its own: read it by its key with `lock: t.LOCK.UPDATE`.');
  if (!isKnown(read.lock) || read.lock !== undefined) return refuse('The read has a lock already, or its options can\'t be read: pass `transaction` and `lock: t.LOCK.UPDATE` by hand.');
  if (read.result.kind !== 'row' && read.result.kind !== 'rows') return refuse('A count or an existence test can\'t lock rows: lock the parent row first, or read the rows themselves with a lock.');
  if (!plan.oneTransaction) return refuse('A row lock needs a transaction around the read and the write: open `sequelize.transaction`, and pass `{ transaction: t }` to both and `lock: t.LOCK.UPDATE` to the read.');
  const options = call.args.map((argument) => at.bare(argument)).find((argument) => argument.type === 'ObjectExpression' && at.object(argument).entries.has('transaction'));
  const handle = options && at.object(options).entries.get('transaction')?.value;
  const name = handle && at.bare(handle);
  if (options?.type !== 'ObjectExpression' || name?.type !== 'Identifier') return refuse('The options of the read stand elsewhere: add `lock: t.LOCK.UPDATE` to them by hand.');
  const level = `${name.name}.LOCK.UPDATE`;
  const joined = at.object(options).entries.has('include');
  const text = joined ? `lock: { level: ${level}, of: ${sourceCode.getText(call.receiver)} }` : `lock: ${level}`;
  return suggest(plan, appendProperty(options, text, sourceCode), `Lock the row when it is read (\`${level}\`); other transactions wait for this one.`, ['a database with row locks (SQLite has none)', ...(joined ? ['PostgreSQL (`FOR UPDATE OF`)'] : [])]);
};
