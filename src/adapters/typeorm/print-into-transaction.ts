/**
 * The statements from the read to the write, put into one transaction; both go through its manager.
 *
 *     const job = await jobs.findOneByOrFail({ id })
 *     →
 *     await jobs.manager.transaction(async (manager) => {
 *       const job = await manager.withRepository(jobs).findOneByOrFail({ id })
 *
 * Source: TypeORM 0.3, `EntityManager.withRepository`: the repository, with its own methods, on the manager's connection.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Edit, Refusal, RepairPlan } from '../../operations/repair.js';
import { databaseOf } from '../../resolve/schema-of.js';
import { freeName } from '../../syntax/free-name.js';
import { intoCallback, regionOf } from '../../syntax/into-callback.js';
import { methodCall } from './facts.js';
import { callOf, refuse, type Call } from './print-parts.js';

/** The edits besides the lock, or why there are none. */
export const intoTransaction = (plan: RepairPlan): readonly Edit[] | Refusal => {
  const { read, write, at, sourceCode } = plan;
  const reading = read && callOf(read, at);
  const writing = callOf(write, at);
  const database = databaseOf(write);
  if (!read || !reading || !writing || write.handle.id !== read.handle.id) return refuse(byHand('The read and the write aren\'t calls of one connection'));
  if (isKnown(database) && (database === 'sqlite' || database === 'mongodb')) return refuse('The database has no row locks: repeat the condition in the predicate of the write.');
  const region = regionOf(read.node, write.node, sourceCode);
  if (typeof region === 'string') return refuse(byHand(region));
  const handle = freeName(['manager', 'tx', 'transaction'], region.first, sourceCode);
  const from = openedBy(writing, sourceCode);
  const through = handle === undefined ? [] : [reading, writing].map((call) => throughManager(call, handle, sourceCode));
  if (handle === undefined || from === undefined || !through.every((edit) => edit !== undefined)) return refuse(byHand('How the transaction is opened can\'t be told from here'));
  return [...intoCallback(region, `${from}.transaction`, handle, undefined, sourceCode), ...through];
};

const byHand = (reason: string): string => `${reason}: a row lock needs a transaction around the read and the write, so open \`dataSource.transaction\`, and go through its manager for both, by hand.`;

/** `dataSource.getRepository(Job)`: what gives the repository. */
const giverOf = ({ receiver }: Call): TSESTree.Expression | undefined => {
  const call = receiver.type === 'CallExpression' ? methodCall(receiver) : undefined;
  return call?.name === 'getRepository' && call.args.length === 1 ? call.receiver : undefined;
};

/** What the transaction is opened on. */
const openedBy = (call: Call, sourceCode: RepairPlan['sourceCode']): string | undefined => {
  const giver = giverOf(call);
  if (giver) return sourceCode.getText(giver);
  if (call.kind === 'manager') return sourceCode.getText(call.receiver);
  return call.kind === 'repository' && call.receiver.type !== 'CallExpression' ? `${sourceCode.getText(call.receiver)}.manager` : undefined;
};

const throughManager = (call: Call, handle: string, sourceCode: RepairPlan['sourceCode']): Edit | undefined => {
  const giver = giverOf(call);
  if (giver) return { range: giver.range, text: handle };
  if (call.kind === 'manager') return { range: call.receiver.range, text: handle };
  return call.kind === 'repository' && call.receiver.type !== 'CallExpression' ? { range: call.receiver.range, text: `${handle}.withRepository(${sourceCode.getText(call.receiver)})` } : undefined;
};
