import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pRetry from 'p-retry';
import { accounts } from '../schema';

const db = drizzle(process.env['DATABASE_URL'] ?? '');

export async function once(id: number) {
  await db.transaction( // race: require-transaction-retry
    async (tx) => {
      await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
    },
    { isolationLevel: 'serializable' },
  );
}

export async function again(id: number) {
  await pRetry(() =>
    db.transaction(
      async (tx) => {
        await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
      },
      { isolationLevel: 'serializable' },
    ),
  );
}
