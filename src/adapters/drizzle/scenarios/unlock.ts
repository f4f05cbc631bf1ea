import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import Redlock from 'redlock';
import { accounts } from '../schema';

const db = drizzle(process.env['DATABASE_URL'] ?? '');
const redlock = new Redlock([]);

export async function releasedWithin(id: number) {
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_lock(${id})`);
    await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
    await tx.execute(sql`SELECT pg_advisory_unlock(${id})`); // race: no-unlock-before-commit
  });
}

export async function heldAround(id: number) {
  const lock = await redlock.acquire([String(id)], 5000);
  try {
    await db.transaction(async (tx) => {
      await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
    });
  } finally {
    await lock.release();
  }
}
