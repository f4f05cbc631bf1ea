import { Queue } from 'bullmq';
import { prisma } from './prisma.js';

const jobs = new Queue('jobs');

export async function sentWithin(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await jobs.add('closed', { id }); // race: no-effects-before-commit
  });
}

export async function sentAfter(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
  });
  await jobs.add('closed', { id });
}
