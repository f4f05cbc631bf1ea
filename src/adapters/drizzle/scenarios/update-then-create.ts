import { eq, sql } from 'drizzle-orm';
import { db } from '../db';
import { counters } from '../schema';

export async function hit(key: string) {
  const changed = await db.update(counters).set({ hits: sql`${counters.hits} + 1` }).where(eq(counters.key, key)).returning();
  if (changed.length === 0) await db.insert(counters).values({ key, hits: 1 }); // race: no-update-then-create
}

export async function hitByCount(key: string) {
  const result = await db.update(counters).set({ hits: sql`${counters.hits} + 1` }).where(eq(counters.key, key));
  if (!result.rowCount) await db.insert(counters).values({ key, hits: 1 }); // race: no-update-then-create
}

export async function hitAtOnce(key: string) {
  await db.insert(counters).values({ key, hits: 1 }).onConflictDoUpdate({ target: counters.key, set: { hits: sql`${counters.hits} + 1` } });
}
