/**
 * States that an earlier write of the same run took over, each beside one that it didn't.
 */
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { lint } from '../rules/tester.js';

interface Pair {
  readonly safe: string;
  readonly code: string;
  readonly race: string;
  readonly near: string;
  readonly reports: readonly string[];
}

const reported = (code: string): readonly (string | null)[] => lint(code, 'ts', plugin.configs.recommended.rules).map((message) => message.ruleId);

const taking = (body: string): string => `import { DataSource } from 'typeorm';
const source = new DataSource({ type: 'postgres' });
async function take(id: string) {
  return source.transaction(async (manager) => {
    const parcel = await manager.findOne(Parcel, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!parcel || parcel.state !== 'WAITING') return null;
${body}    return { state: parcel.state, route: parcel.route };
  });
}
export async function deliver(id: string) {
  const parcel = await take(id);
  if (!parcel) return;
  if (parcel.route === 'AIR') await book(parcel.route);
  await source.getRepository(Parcel).update({ id }, { state: 'DELIVERED' });
}`;

const claiming = (look: string): string => `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function print(id: string) {
  const label = await prisma.label.findUnique({ where: { id } });
  if (!label || label.status !== null) return false;
  const claim = await prisma.label.updateMany({ where: { id, status: null }, data: { status: 'PRINTING' } });
${look}  await fetch('https://printer.example', { method: 'POST', body: label.text });
  await prisma.label.updateMany({ where: { id, status: 'PRINTING' }, data: { status: 'PRINTED' } });
  return true;
}`;

const entering = (ways: string): string => `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
async function isBarred(mail: string) {
${ways}  const { count } = await prisma.person.updateMany({ where: { mail, barred: true }, data: { barred: false } });
  if (count > 0) return false;
  return true;
}
export async function enter(mail: string, room: string) {
  if (await isBarred(mail)) return;
  const seat = await prisma.seat.findFirst({ where: { mail, room } });
  if (!seat) await prisma.seat.create({ data: { mail, room } });
}`;

const pairs: readonly Pair[] = [
  {
    safe: 'the row was read under a lock, and left the state before the lock was given back',
    code: taking(`    await manager.update(Parcel, { id }, { state: 'ON_ITS_WAY' });\n`),
    race: 'nothing was written under that lock',
    near: taking(''),
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'the state is left under that lock, beside other columns',
    code: taking(`    await manager.update(Parcel, { id }, { takenAt: new Date(), state: 'ON_ITS_WAY' });\n`),
    race: 'what was written under that lock leaves the row in its state',
    near: taking(`    await manager.update(Parcel, { id }, { takenAt: new Date() });\n`),
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'a write whose predicate asks for NULL took the row, and its count was looked at',
    code: claiming('  if (claim.count === 0) return false;\n'),
    race: 'nobody looks at that count',
    near: claiming('  console.log(claim.count);\n'),
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'who goes on took the state of a row that others find taken',
    code: entering(''),
    race: 'others go on without taking anything',
    near: entering('  const person = await prisma.person.findUnique({ where: { mail } });\n  if (!person?.barred) return false;\n'),
    reports: ['db-race/no-check-then-create'],
  },
];

describe('states that were taken over', () => {
  it.each(pairs)('Safe because $safe', ({ code }) => {
    expect(reported(code)).toEqual([]);
  });

  it.each(pairs)('Race because $race', ({ near, reports }) => {
    expect(reported(near)).toEqual(reports);
  });
});
