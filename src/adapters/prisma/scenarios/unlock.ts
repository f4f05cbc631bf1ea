import Redlock from 'redlock';
import { prisma } from './prisma.js';

const redlock = new Redlock([]);

export async function releasedWithin(id: string) {
  await prisma.$transaction(async (tx) => {
    const lock = await redlock.acquire([id], 5000);
    await tx.account.update({ where: { id }, data: { closed: true } });
    await lock.release(); // race: no-unlock-before-commit
  });
}

export async function sessionLock(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_lock(hashtext(${id}))`;
    await tx.account.update({ where: { id }, data: { closed: true } });
    await tx.$queryRaw`SELECT pg_advisory_unlock(hashtext(${id}))`; // race: no-unlock-before-commit
  });
}

export async function heldAround(id: string) {
  await redlock.using([id], 5000, async () => {
    await prisma.$transaction(async (tx) => {
      await tx.account.update({ where: { id }, data: { closed: true } });
    });
  });
}

export async function endsWithTransaction(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${id}))`;
    await tx.account.update({ where: { id }, data: { closed: true } });
  });
}
