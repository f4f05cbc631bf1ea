/**
 * What decides on a write, each beside a near miss: what is counted, what an update missed, what holds a lock, what a handler and a later look are worth.
 */
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { lint } from '../rules/tester.js';

interface Pair {
  readonly race: string;
  readonly code: string;
  readonly reports: readonly string[];
  readonly safe: string;
  readonly near: string;
}

const reported = (code: string): readonly (string | null)[] => lint(code, 'ts', plugin.configs.recommended.rules).map((message) => message.ruleId);

const demoting = (isCounted: string): string => `import { prisma } from './prisma';
import { parseRights } from './rights';
export async function demote(teamId: string, id: string) {
  const members = await prisma.member.findMany({ where: { teamId } });
  const owners = members.filter((member) => ${isCounted});
  if (owners.length <= 1) throw new Error('the last one');
  await prisma.member.update({ where: { id }, data: { role: 'guest' } });
}`;

const reviewing = (decides: string): string => `import { prisma } from './prisma';
export async function approve(id: string) {
  const request = await prisma.request.findUnique({ where: { id } });
  ${decides}
  await prisma.request.update({ where: { id }, data: { reviewedAt: new Date() } });
}`;

const counting = (inserted: string): string => `import { prisma } from './prisma';
export async function park(id: string, slot: string) {
  const { count } = await prisma.visit.updateMany({ where: { slot, leftAt: null }, data: { seen: true } });
  if (count === 0) await prisma.visit.create({ data: ${inserted} });
}`;

const looking = (asked: string): string => `import { kysely } from './kysely';
import { Kysely } from 'kysely';
const db: Kysely<Tables> = kysely;
export async function rename(id: string, name: string) {
  const taken = await db.selectFrom('team').selectAll().where((eb) => ${asked}).executeTakeFirst();
  if (taken) throw new Error('taken');
  await db.updateTable('team').set({ name, archived: false }).where('id', '=', id).execute();
}`;

const noting = (caught: string): string => `import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { isTaken } from './errors';
@Entity()
class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column() owner: string;
  @Column() text: string;
}
declare const source: DataSource;
export async function note(owner: string, text: string) {
  const notes = source.getRepository(Note);
  const known = await notes.findOne({ where: { owner, text } });
  if (known) return;
  try {
    await notes.insert({ owner, text });
  } catch (error) {
    ${caught}
  }
}`;

const searching = (asks: string, inside = ''): string => `import { prisma } from './prisma';
import { acquire, release } from './locks';
export async function research(email: string) {
  ${inside === '' ? '' : `const early = await prisma.profile.findFirst({ where: { email } });
  if (early) return early;`}
  const lock = await acquire(email);
  ${asks}
  try {
    const known = await prisma.profile.findFirst({ where: { email } });
    if (known) return known;
    return await prisma.profile.create({ data: { email } });
  } finally {
    await release(email, lock.token);
  }
}`;

const tagging = (given: string, transaction: string): string => `import { eq, and } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { customers, tags } from './schema';
export async function tag(${given}customerId: string, label: string) {
  ${transaction}
    await tx.update(customers).set({ seen: true }).where(eq(customers.id, customerId));
    const found = await tx.select().from(tags).where(and(eq(tags.customerId, customerId), eq(tags.label, label)));
    if (found.length === 0) await tx.insert(tags).values({ customerId, label });
  ${transaction === '' ? '' : '});'}
}`;

const stopping = (after: string): string => `import { Kysely } from 'kysely';
export async function stop(db: Kysely<Tables>, id: string) {
  await db.transaction().execute(async (trx) => {
    const timer = await trx.selectFrom('timer').selectAll().where('id', '=', id).executeTakeFirst();
    if (!timer || timer.stoppedAt) throw new Error('no timer runs');
    await trx.updateTable('timer').set({ stoppedAt: new Date(), note: \`stopped \${timer.note}\` }).where('id', '=', id).execute();
    ${after}
  });
}`;

const withdrawing = (key: string): string => `import mongoose, { Schema, model } from 'mongoose';
const Wallet = model('Wallet', new Schema({ user: String, balance: Number }));
export async function withdraw(user: { _id: mongoose.Types.ObjectId; sponsor: string }, amount: number) {
  const wallet = await Wallet.findOne({ user: user._id.toString() });
  if (!wallet || wallet.balance < amount) throw new Error('too little');
  await Wallet.updateOne({ user: ${key} }, { $inc: { balance: -amount } });
}`;

const refunding = (sign: string): string => `import { prisma } from './prisma';
const move = async (userId: string, amount: number, takes: boolean) => {
  ${sign}
  await prisma.wallet.updateMany({ where: { userId }, data: { balance: { increment: amount } } });
};
export async function refund(userId: string, amount: number) {
  const wallet = await prisma.wallet.findUnique({ where: { userId } });
  if (!wallet || wallet.balance < amount) throw new Error('too little');
  await move(userId, amount, true);
}`;

const filtering = (asked: string): string => `import { prisma } from './prisma';
const ownedBy = (id: string, userId: string) => ({ id, members: { some: { userId } } });
export async function tag(id: string, other: string, userId: string, tag: string) {
  const board = await prisma.board.findFirst({ where: ownedBy(${asked}, userId) });
  if (!board) throw new Error('none');
  await prisma.board.update({ where: { id }, data: { tags: [...board.tags, tag] } });
}`;

const merging = (given: string): string => `import { prisma } from './prisma';
export async function merge(targetId: string, otherId: string) {
  const target = await prisma.lot.findUnique({ where: { id: targetId } });
  const other = await prisma.lot.findUnique({ where: { id: otherId } });
  if (!target || !other) throw new Error('none');
  await prisma.movement.create({ data: { lotId: targetId, number: ${given} } });
  await prisma.lot.update({ where: { id: targetId }, data: { counter: ${given} } });
}`;

const pointing = (key: string): string => `import { prisma } from './prisma';
export async function extend(id: string, line: string) {
  const version = await prisma.version.findFirst({ where: { noteId: id, number: 0 }, include: { note: true } });
  if (!version) throw new Error('none');
  await prisma.version.updateMany({ where: { ${key}, number: 0 }, data: { lines: [...version.lines, line] } });
}`;

const cleaning = (body: string): string => `import { existsSync } from 'node:fs';
import { Schema, model } from 'mongoose';
const Lesson = model('Lesson', new Schema({ files: [Object], title: String }));
export async function replace(id: string, file: { link: string }) {
  const lesson = await Lesson.findById(id);
  if (!lesson) throw new Error('none');
${body}
}`;

const marrying = (given: string, insert = ''): string => `import { Schema, model } from 'mongoose';
const Player = model('Player', new Schema({ player: String, marriedTo: String, coins: Number }));
const change = (player: string, query: object) => Player.findOneAndUpdate({ player }, query, { upsert: true, new: true });
const load = async (player: string, insert = false) => {
  const found = await Player.findOne({ player }).lean();
  if (!found && insert) return change(player, {});
  return found;
};
export async function marry(player: string, other: string) {
  const one = await load(player${insert});
  if (!one || one.marriedTo) throw new Error('married');
  await change(player, ${given});
}`;

const defaulting = (wanted: string): string => `import { prisma } from './prisma';
const isThere = (row: unknown, wanted = ${wanted}) => Boolean(row) === wanted;
export async function register(email: string) {
  const row = await prisma.user.findFirst({ where: { email } });
  if (isThere(row)) throw new Error('no');
  await prisma.user.create({ data: { email } });
}`;

const switchingOff = (decided: string): string => `import { prisma } from './prisma';
import { notify } from './mail';
const failed = async (hookId: string) => {
  ${decided}
  await notify(hookId);
  await prisma.hook.update({ where: { id: hookId }, data: { enabled: false } });
};
export async function deliver(hookId: string) {
  const hook = await prisma.hook.findUnique({ where: { id: hookId } });
  if (!hook || !hook.enabled) return 'off';
  await failed(hookId);
  return 'sent';
}`;

const queueing = (body: string): string => `import { prisma } from './prisma';
const queued = async (key: string) => {
  const rows = await prisma.batch.findMany({ where: { key, sentAt: null } });
  return rows[0] ?? null;
};
export async function queue(key: string, entry: string) {
  const existing = await queued(key);
${body}
}`;

const joining = (answer: string, added: string): string => `import { Schema, model } from 'mongoose';
const Auction = model('Auction', new Schema({ bidders: [String], status: String }));
const check = async (id: string, bidder: string) => {
  const result = { success: true, message: '' };
  const joined = await Auction.countDocuments({ _id: id, bidders: bidder });
  if (joined > 0) {
    ${answer}
    return result;
  }
  return result;
};
export async function join(id: string, bidder: string) {
  const result = await check(id, bidder);
  if (!result.success) throw new Error(result.message);
  await Auction.updateOne({ _id: id }, ${added});
}`;

const pairs: readonly Pair[] = [
  {
    race: 'owners are counted by the column that is written',
    code: demoting(`member.role === 'owner'`),
    reports: ['db-race/no-racy-limit-check'],
    safe: 'what a function out of view makes of a column says nothing of the value that is written',
    near: demoting('parseRights(member.role)'),
  },
  {
    race: 'the state of the row decides',
    code: reviewing(`if (!request || request.reviewedAt) throw new Error('done');`),
    reports: ['db-race/no-check-then-update'],
    safe: 'the length of a list in the row is no number of rows',
    near: reviewing(`if (!request || request.changes.map((change) => change.line).length > 1) throw new Error('too many');`),
  },
  {
    race: 'the row that was missed is inserted',
    code: counting('{ slot, id }'),
    reports: ['db-race/no-update-then-create'],
    safe: 'what is inserted is another row: nothing of what was looked for',
    near: counting('{ id, kind: "refused" }'),
  },
  {
    race: 'the name was looked for',
    code: looking(`eb.and([eb('name', '=', name), eb('archived', '=', false)])`),
    reports: ['db-race/no-check-then-create'],
    safe: 'one of two ways asks for something fixed, and the rest isn\'t written',
    near: looking(`eb.and([eb('owner', '=', id), eb.or([eb('archived', '=', false), eb('imported', '=', true)])])`),
  },
  {
    race: 'a handler that does the same with all errors makes no row unique',
    code: noting(`console.error(error); return null;`),
    reports: ['db-race/no-check-then-create'],
    safe: 'a handler out of view may know what it is asked',
    near: noting('if (isTaken(error)) return null;\n    throw error;'),
  },
  {
    race: 'nothing depends on whether the lock was got',
    code: searching(''),
    reports: ['db-race/no-check-then-create'],
    safe: 'the lock is asked for, and given back at the end',
    near: searching(`if (!lock.isOurs) return null;`),
  },
  {
    race: 'nothing depends on the lock, whoever looked before it',
    code: searching('', 'early'),
    reports: ['db-race/no-check-then-create'],
    safe: 'the early look is made again under the lock',
    near: searching(`if (!lock.isOurs) return null;`, 'early'),
  },
  {
    race: 'a write through a handle that may be no transaction locks nothing beyond itself',
    code: tagging('tx: NodePgDatabase, ', ''),
    reports: ['db-race/no-check-then-create'],
    safe: 'the row of the customer stays locked to the end of the transaction',
    near: tagging('db: NodePgDatabase, ', 'await db.transaction(async (tx) => {'),
  },
  {
    race: 'that the row is still there says nothing of what others wrote',
    code: stopping(`const after = await trx.selectFrom('timer').selectAll().where('id', '=', id).executeTakeFirst();
    if (!after) throw new Error('gone');`),
    reports: ['db-race/no-read-modify-write'],
    safe: 'what was written is looked at, and taken back',
    near: stopping(`const after = await trx.selectFrom('timer').selectAll().where('id', '=', id).executeTakeFirst();
    if (after && after.stops > 1) throw new Error('stopped twice');`).replace(', note: `stopped ${timer.note}`', ''),
  },
  {
    race: 'a user and his key are one user',
    code: withdrawing('user'),
    reports: ['db-race/no-check-then-update'],
    safe: 'another one\'s wallet was looked at',
    near: withdrawing('user.sponsor'),
  },
  {
    race: 'the amount is taken, by its sign',
    code: refunding('if (takes) amount = -amount;'),
    reports: ['db-race/no-check-then-update'],
    safe: 'the amount is added, which no check of the balance is about',
    near: refunding('console.log(takes);'),
  },
  {
    race: 'a function says which row is meant',
    code: filtering('id'),
    reports: ['db-race/no-read-modify-write'],
    safe: 'the function is told another row',
    near: filtering('other'),
  },
  {
    race: 'the row is found by the one that it points to',
    code: pointing('noteId: version.note.id'),
    reports: ['db-race/no-read-modify-write'],
    safe: 'another column points to that one',
    near: pointing('sourceId: version.note.id'),
  },
  {
    race: 'the list has no more than three files',
    code: cleaning(`  if (lesson.files.length >= 3) throw new Error('full');
  await Lesson.updateOne({ _id: id }, { $push: { files: file } });`),
    reports: ['db-race/no-racy-limit-check'],
    safe: 'what is asked of an element says nothing of those that come and go, nor does the loop that asks',
    near: cleaning(`  for (let index = 0; index < lesson.files.length; index++) {
    if (existsSync(lesson.files[index].link)) await Lesson.updateOne({ _id: id }, { $pull: { files: lesson.files[index] } });
  }
  await Lesson.updateOne({ _id: id }, { $push: { files: file } });`),
  },
  {
    race: 'a function is given the operators of the update',
    code: marrying('{ $set: { marriedTo: other } }'),
    reports: ['db-race/no-check-then-update'],
    safe: 'the operators are on another column',
    near: marrying('{ $inc: { coins: 1 } }'),
  },
  {
    race: 'a function is given the operators, by a number',
    code: marrying('{ $inc: { coins: 1 }, $set: { marriedTo: player } }'),
    reports: ['db-race/no-check-then-update'],
    safe: 'a value that is removed is gone, whoever removes it',
    near: marrying('{ $set: { marriedTo: null } }'),
  },
  {
    race: 'the helper switches off whatever comes, and sends a mail',
    code: switchingOff(''),
    reports: ['db-race/no-check-then-update'],
    safe: 'the helper asks other rows whether to switch off',
    near: switchingOff(`const failures = await prisma.delivery.count({ where: { hookId, status: 'failed' } });
  if (failures < 10) return;`),
  },
  {
    race: 'the helper asks the same row again',
    code: switchingOff(`const hook = await prisma.hook.findUnique({ where: { id: hookId } });
  if (!hook) return;`),
    reports: ['db-race/no-check-then-update'],
    safe: 'it asks the parent',
    near: switchingOff(`const team = await prisma.team.findFirst({ where: { hooks: { some: { id: hookId } } } });
  if (!team || !team.strict) return;`),
  },
  {
    race: 'a parameter that is left out has its default',
    code: defaulting('true'),
    reports: ['db-race/no-check-then-create'],
    safe: 'by its default the row must be there',
    near: defaulting('false'),
  },
  {
    race: 'no batch is queued, or it was sent: either leads to a new one',
    code: queueing(`  if (existing && !existing.sentAt) return existing;
  return prisma.batch.create({ data: { key, entries: entry } });`),
    reports: ['db-race/no-check-then-create'],
    safe: 'a batch must be there, and it was sent',
    near: queueing(`  if (!existing) throw new Error('none');
  if (!existing.sentAt) return existing;
  return prisma.batch.create({ data: { key, entries: entry } });`),
  },
  {
    race: 'the answer of the check says that nobody has joined',
    code: joining(`result.success = false;`, '{ $push: { bidders: bidder } }'),
    reports: ['db-race/no-check-then-update'],
    safe: 'the answer says so either way',
    near: joining(`result.message = 'joined before';`, '{ $push: { bidders: bidder } }'),
  },
  {
    race: 'the list takes the bidder twice',
    code: joining(`result.success = false;`, '{ $push: { bidders: bidder } }'),
    reports: ['db-race/no-check-then-update'],
    safe: 'a set takes him once',
    near: joining(`result.success = false;`, '{ $addToSet: { bidders: bidder } }'),
  },
];

describe('near misses', () => {
  it.each(pairs)('Race because $race', ({ code, reports }) => {
    expect(reported(code)).toEqual(reports);
  });

  it.each(pairs)('Safe because $safe', ({ near }) => {
    expect(reported(near)).toEqual([]);
  });

  it('Race because numbers are given out; a total that is written back is none', () => {
    expect(reported(merging('target.counter + 1'))).toEqual(['db-race/no-max-plus-one', 'db-race/no-read-modify-write']);
    expect(reported(merging('target.counter + other.counter'))).toEqual(['db-race/no-read-modify-write']);
  });
});
