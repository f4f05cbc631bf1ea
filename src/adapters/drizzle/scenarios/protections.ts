import { DrizzleQueryError, and, eq, sql } from 'drizzle-orm';
import { db } from '../db';
import { documents, users, wallets } from '../schema';

/** drizzle-orm 0.44 and later: the driver's error is the cause. */
export async function caught(email: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email));
  if (taken) throw new Error('taken');
  try {
    await db.insert(users).values({ email });
  } catch (error) {
    if (error instanceof DrizzleQueryError && (error.cause as { code?: string }).code === '23505') throw new Error('taken');
    throw error;
  }
}

export async function caughtByMessage(email: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email));
  if (taken) throw new Error('taken');
  await db.insert(users).values({ email }).catch((error: Error) => {
    if (error.message.includes('UNIQUE constraint failed')) throw new Error('taken'); // race: no-unsafe-constraint-catch
    throw error;
  });
}

/** Another violation is caught. */
export async function caughtWrongly(email: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email));
  if (taken) throw new Error('taken');
  try {
    await db.insert(users).values({ email }); // race: no-check-then-create
  } catch (error) {
    if ((error as { code?: string }).code === '23503') throw new Error('unknown team');
    throw error;
  }
}

export async function serializable(id: number, amount: number) {
  await db.transaction( // race: require-transaction-retry
    async (tx) => {
      const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id));
      if (!wallet || wallet.balance < amount) throw new Error('Too little');
      await tx.update(wallets).set({ balance: wallet.balance - amount }).where(eq(wallets.id, id));
    },
    { isolationLevel: 'serializable' },
  );
}

/** A transaction at the database's own level changes nothing. */
export async function onlyTogether(id: number, amount: number) {
  await db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id));
    if (!wallet || wallet.balance < amount) throw new Error('Too little');
    await tx.update(wallets).set({ balance: wallet.balance - amount }).where(eq(wallets.id, id)); // race: no-read-modify-write
  });
}

export async function versioned(id: number, text: string) {
  const [document] = await db.select().from(documents).where(eq(documents.id, id));
  if (!document) throw new Error('Unknown');
  const saved = await db.update(documents).set({ text: document.text + text, version: document.version + 1 }).where(and(eq(documents.id, id), eq(documents.version, document.version))).returning();
  if (saved.length === 0) throw new Error('Changed by someone else');
}

export async function advisory(email: string) {
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${email}))`);
    const [taken] = await tx.select().from(users).where(eq(users.email, email));
    if (!taken) await tx.insert(users).values({ email });
  });
}

/** The check is in one transaction, the insert goes past it. */
export async function advisoryOfAnother(email: string, other: string) {
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${other}))`);
    const [taken] = await tx.select().from(users).where(eq(users.email, email));
    if (!taken) await tx.insert(users).values({ email }); // race: no-check-then-create
  });
}

/** The lock is taken where the wallet is new, the check is made for all. */
export async function lockedForSome(id: number, email: string) {
  await db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id));
    if (!wallet) await tx.select().from(documents).where(eq(documents.ownerEmail, email)).for('update');
    const [taken] = await tx.select().from(users).where(eq(users.email, email));
    if (!taken) await tx.insert(users).values({ email }); // race: no-check-then-create
  });
}

/** A handler that always throws gives nothing in the row's place. */
export async function failing(email: string) {
  const taken = await db.query.users.findFirst({ where: eq(users.email, email) }).catch(() => {
    throw new Error('The database is down');
  });
  if (taken) throw new Error('taken');
  await db.insert(users).values({ email }); // race: no-check-then-create
}

/** A check in another branch comes after no write of this one. */
export async function inBranches(id: number, email: string, isNew: boolean) {
  await db.transaction(async (tx) => {
    if (!isNew) {
      const [other] = await tx.select().from(users).where(eq(users.email, email));
      if (other) throw new Error('taken');
      await tx.update(users).set({ email }).where(eq(users.id, id)); // race: no-check-then-create
    } else {
      const [other] = await tx.select().from(users).where(eq(users.email, email));
      if (other) throw new Error('taken');
      await tx.insert(users).values({ email }); // race: no-check-then-create
    }
  });
}

/** Written first, looked at again in the same transaction, rolled back. */
export async function checkedAfter(email: string) {
  await db.transaction(async (tx) => {
    const [taken] = await tx.select().from(users).where(eq(users.email, email));
    if (taken) throw new Error('taken');
    await tx.insert(users).values({ email });
    const same = await tx.select().from(users).where(eq(users.email, email));
    if (same.length > 1) throw new Error('taken');
  });
}

/** A helper makes an answer of every error: no violation is told from others. */
export async function answered(email: string) {
  try {
    const [taken] = await db.select().from(users).where(eq(users.email, email));
    if (taken) return { status: 409 };
    await db.insert(users).values({ email }); // race: no-check-then-create
    return { status: 201 };
  } catch (error) {
    const { status } = responseOf(error);
    return { status };
  }
}

declare function responseOf(error: unknown): { status: number };
