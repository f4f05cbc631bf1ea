import { eq, sql } from 'drizzle-orm';
import { db } from '../db';
import { accounts, documents } from '../schema';

export async function earn(id: number, points: number) {
  const [account] = await db.select().from(accounts).where(eq(accounts.id, id));
  if (!account) throw new Error('Unknown account');
  await db.update(accounts).set({ points: account.points + points }).where(eq(accounts.id, id)); // race: no-read-modify-write
}

export async function earnInDatabase(id: number, points: number) {
  await db.update(accounts).set({ points: sql`${accounts.points} + ${points}` }).where(eq(accounts.id, id));
}

/** The column has another name in the result. */
export async function earnRenamed(id: number) {
  const rows = await db.select({ total: accounts.points }).from(accounts).where(eq(accounts.id, id));
  const points = (rows[0]?.total ?? 0) + 1;
  await db.update(accounts).set({ points }).where(eq(accounts.id, id)); // race: no-read-modify-write
}

export async function label(id: number, name: string) {
  const document = await db.query.documents.findFirst({ where: eq(documents.id, id), columns: { labels: true } });
  const labels = [...(document?.labels ?? []), name];
  await db.update(documents).set({ labels }).where(eq(documents.id, id)); // race: no-read-modify-write
}

export async function earnLocked(id: number, points: number) {
  await db.transaction(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, id)).for('update');
    if (account) await tx.update(accounts).set({ points: account.points + points }).where(eq(accounts.id, id));
  });
}

/** `.for('update')` outside of a transaction ends with its statement. */
export async function earnUnlocked(id: number, points: number) {
  const [account] = await db.select().from(accounts).where(eq(accounts.id, id)).for('update');
  if (!account) return;
  await db.update(accounts).set({ points: account.points + points }).where(eq(accounts.id, id)); // race: no-read-modify-write
}
