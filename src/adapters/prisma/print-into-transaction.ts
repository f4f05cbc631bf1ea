/** The statements from the read to the write, put into one transaction that begins with the lock. */
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { freeName } from '../../syntax/free-name.js';
import { intoCallback, regionOf } from '../../syntax/into-callback.js';
import { refuse, suggest } from './print-parts.js';
import type { RowLockText } from './print-row-lock.js';

export const intoTransaction = (plan: RepairPlan, lock: RowLockText): Patch | Refusal => {
  const { read, write, sourceCode } = plan;
  if (!read || write.handle.id !== read.handle.id) return refuse('The read and the write go through different clients: put both into one `$transaction` that locks the row first, by hand.');
  const region = regionOf(read.node, write.node, sourceCode);
  if (typeof region === 'string') return refuse(`${region}: put both into one \`$transaction\` that locks the row first, by hand.`);
  const handle = freeName(['tx', 'trx', 'transaction'], region.first, sourceCode);
  if (handle === undefined) return refuse('No name is free for the transaction.');
  const clients = [read, write].map((operation): Edit => ({ range: operation.handle.node.range, text: handle }));
  const edits = intoCallback(region, `${sourceCode.getText(write.handle.node)}.$transaction`, handle, `await ${handle}.${lock.text}`, sourceCode);
  return suggest(plan, [...edits, ...clients], 'Put the read and the write into one transaction that locks the row first (`FOR UPDATE`): other transactions wait for this one.');
};
