import { eq } from 'drizzle-orm';
import { db } from '../db';
import { settings, wallets } from '../schema';

export async function spend(walletId: number, amount: number, region: string) {
  await db.transaction(async (tx) => {
    await tx.select().from(settings).where(eq(settings.region, region)).for('update');
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, walletId));
    if (!wallet || wallet.balance < amount) throw new Error('Too little');
    await tx.update(wallets).set({ balance: wallet.balance - amount }).where(eq(wallets.id, walletId)); // race: no-wrong-lock-target
  });
}

export async function spendLocked(walletId: number, amount: number) {
  await db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, walletId)).for('update');
    if (!wallet || wallet.balance < amount) throw new Error('Too little');
    await tx.update(wallets).set({ balance: wallet.balance - amount }).where(eq(wallets.id, walletId));
  });
}
