import { and, eq, isNull } from 'drizzle-orm';
import { db } from '../db';
import { invites, jobs, orders } from '../schema';

export async function pay(id: number) {
  const order = await db.query.orders.findFirst({ where: eq(orders.id, id) });
  if (order?.status !== 'open') throw new Error('Not open');
  await db.update(orders).set({ status: 'paid', paidBy: 'card' }).where(eq(orders.id, id)); // race: no-check-then-update
}

export async function payIfOpen(id: number) {
  const paid = await db.update(orders).set({ status: 'paid' }).where(and(eq(orders.id, id), eq(orders.status, 'open'))).returning({ id: orders.id });
  if (paid.length === 0) throw new Error('Not open');
}

export async function claim(worker: string) {
  const [job] = await db.select().from(jobs).where(eq(jobs.state, 'new')).limit(1);
  if (!job) return undefined;
  await db.update(jobs).set({ state: 'running', worker }).where(eq(jobs.id, job.id)); // race: no-check-then-update
  return job;
}

export async function claimLocked(worker: string) {
  return db.transaction(async (tx) => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.state, 'new')).limit(1).for('update', { skipLocked: true });
    if (!job) return undefined;
    await tx.update(jobs).set({ state: 'running', worker }).where(eq(jobs.id, job.id));
    return job;
  });
}

export async function accept(token: string, userId: number) {
  const [invite] = await db.select().from(invites).where(and(eq(invites.token, token), isNull(invites.acceptedBy)));
  if (!invite) throw new Error('Unknown or used');
  await db.update(invites).set({ acceptedBy: userId }).where(eq(invites.id, invite.id)); // race: no-check-then-update
}

/** Whether the row is there and whose it is: no other request changes that. */
export async function rename(id: number, ownerId: number, title: string) {
  const [order] = await db.select().from(orders).where(eq(orders.id, id));
  if (!order || order.ownerId !== ownerId) throw new Error('Not yours');
  await db.update(orders).set({ title }).where(eq(orders.id, id));
}
