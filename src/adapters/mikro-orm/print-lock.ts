/**
 * lock-read: the find takes the row lock, inside the transaction that it already runs in. A locking find reads a managed row anew.
 *
 *     tx.findOneOrFail(Job, id)  → tx.findOneOrFail(Job, id, { lockMode: LockMode.PESSIMISTIC_WRITE })
 */
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import { refuse, suggest } from '../../resolve/queries/repair-words.js';
import { addImport } from '../../syntax/add-import.js';
import { appendProperty } from '../../syntax/append-property.js';
import { receiverOf } from './handles.js';
import { packageOf } from './names.js';

export const printLock = (plan: RepairPlan): Patch | Refusal => {
  const { read, at, sourceCode } = plan;
  const call = read?.node.type === 'CallExpression' ? methodCall(read.node) : undefined;
  if (!plan.oneTransaction) return refuse('A row lock ends with its transaction: put the read and the write into one `em.transactional`, and read with `lockMode: LockMode.PESSIMISTIC_WRITE`.');
  if (call === undefined || !/^(?:findOne|findOneOrFail|find)$/.test(call.name) || read?.lock !== undefined) return refuse('The read is no find that could lock its rows: read them with `lockMode: LockMode.PESSIMISTIC_WRITE` by hand.');
  const position = receiverOf(call.receiver, at)?.kind === 'repository' ? 1 : 2;
  const options = argumentAt(call.args, position);
  const imported = addImport(packageOf(at.imports), 'LockMode', sourceCode);
  const last = call.args.at(-1);
  if (!imported || last === undefined || call.args.length < position || (options !== undefined && options.type !== 'ObjectExpression')) return refuse('The options of the find, or `LockMode`, aren\'t at hand: add `lockMode: LockMode.PESSIMISTIC_WRITE` by hand.');
  const property = `lockMode: ${imported.name}.PESSIMISTIC_WRITE`;
  const added: readonly Edit[] = options === undefined ? [{ range: [last.range[1], last.range[1]], text: `, { ${property} }` }] : appendProperty(options, property, sourceCode);
  return suggest(plan, [...imported.edits, ...added], 'Lock the row when it is read (`PESSIMISTIC_WRITE`); other transactions wait for this one.', ['a database with row locks (SQLite has none)']);
};
