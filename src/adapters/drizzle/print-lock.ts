/** lock-read: the read that decides takes the row lock (`.for('update')`), inside the transaction that it already runs in. */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { isKnown } from '../../operations/known.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { engineOf } from './engine.js';
import { chainOf, refuse, suggest } from './print-parts.js';

export const printLock = (plan: RepairPlan): Patch | Refusal => {
  const { read, write, at, sourceCode } = plan;
  if (!read) return refuse('There is no read to lock.');
  if (engineOf(at) === 'sqlite') return refuse('SQLite has no row locks: read and write in one transaction with `{ behavior: \'immediate\' }`.');
  if (!plan.oneTransaction) {
    const isOutside = read.handle.kind === 'client' && write.handle.kind === 'transaction';
    return refuse(isOutside ? `\`${sourceCode.getText(read.handle.node)}\` isn't in the transaction: read through \`${sourceCode.getText(write.handle.node)}\`, with \`.for('update')\`.` : 'A row lock needs a transaction around the read and the write: open `db.transaction`, and go through its handle for both.');
  }
  const chain = chainOf(read, plan);
  if (!chain) return refuse('`findFirst` and `findMany` take no lock: read by `select().from(…).where(…).for(\'update\')` by hand.');
  if (read.result.kind !== 'rows' || read.nested || chain.rest.some(({ name }) => name === 'for' || name === 'groupBy' || name === 'get' || name === 'all')) return refuse('A count or a grouped read can\'t lock rows: lock the parent row first, or read the rows themselves with `.for(\'update\')`.');
  if (!isKnown(read.lock) || read.lock !== undefined) return refuse('The read has a lock already: make it `.for(\'update\')` by hand.');
  const of = read.joins.length === 0 ? '' : `, { of: ${sourceCode.getText(chain.table)} }`;
  const end = read.node.range[1];
  return suggest(plan, [{ range: [end, end], text: `.for(${quoted('update', layoutOf(sourceCode))}${of})` }], 'Lock the row when it is read (`.for(\'update\')`); other transactions wait for this one.', ['a database with row locks (SQLite has none)']);
};
