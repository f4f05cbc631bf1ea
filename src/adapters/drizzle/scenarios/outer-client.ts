import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { accounts, ledger } from '../schema';

const db = drizzle(process.env['DATABASE_URL'] ?? '');

export async function escapes(id: number) {
  await db.transaction(async (tx) => {
    await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
    await db.insert(ledger).values({ accountId: id }); // race: no-outer-client-in-transaction
  });
}

export async function joins(id: number) {
  await db.transaction(async (tx) => {
    await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
    await tx.insert(ledger).values({ accountId: id });
  });
}
