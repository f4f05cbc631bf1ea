import { eq } from 'drizzle-orm';
import { db } from '../db';
import { wallets } from '../schema';

export async function spend(id: number, amount: number) {
  await db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id));
    if (!wallet || wallet.balance < amount) throw new Error('Too little');
    await tx.select({ id: wallets.id }).from(wallets).where(eq(wallets.id, id)).for('update');
    await tx.update(wallets).set({ balance: wallet.balance - amount }).where(eq(wallets.id, id)); // race: no-stale-read-before-lock
  });
}

export async function spendFresh(id: number, amount: number) {
  await db.transaction(async (tx) => {
    await tx.select({ id: wallets.id }).from(wallets).where(eq(wallets.id, id)).for('update');
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id));
    if (!wallet || wallet.balance < amount) throw new Error('Too little');
    await tx.update(wallets).set({ balance: wallet.balance - amount }).where(eq(wallets.id, id));
  });
}
