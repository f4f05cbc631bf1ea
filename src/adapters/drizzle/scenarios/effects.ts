import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Resend } from 'resend';
import { accounts } from '../schema';

const db = drizzle(process.env['DATABASE_URL'] ?? '');
const resend = new Resend('key');

export async function sentWithin(id: number, to: string) {
  await db.transaction(async (tx) => {
    await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
    await resend.emails.send({ to, from: 'app@example.com', subject: 'Closed' }); // race: no-effects-before-commit
  });
}

export async function sentAfter(id: number, to: string) {
  await db.transaction(async (tx) => {
    await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
  });
  await resend.emails.send({ to, from: 'app@example.com', subject: 'Closed' });
}
