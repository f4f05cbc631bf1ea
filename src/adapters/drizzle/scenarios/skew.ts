import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';

const orders = pgTable('orders', { id: serial('id').primaryKey(), status: text('status') });
const payments = pgTable('payments', { orderId: integer('order_id').references(() => orders.id), state: text('state') });
const db = drizzle('postgres://localhost/app');

export const cancel = (id: number) =>
  db.transaction(async (tx) => {
    await tx.update(orders).set({ status: 'cancelled' }).where(eq(orders.id, id));
    await tx.update(payments).set({ state: 'refunded' }).where(eq(payments.orderId, id));
  });

export async function pay(orderId: number) {
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  if (order?.status !== 'open') throw new Error('not open');
  await db.insert(payments).values({ orderId, state: 'new' }); // race: no-write-skew
}

export const payLocked = (orderId: number) =>
  db.transaction(async (tx) => {
    const [order] = await tx.select().from(orders).where(eq(orders.id, orderId)).for('share');
    if (order?.status !== 'open') throw new Error('not open');
    await tx.insert(payments).values({ orderId, state: 'new' });
  });
