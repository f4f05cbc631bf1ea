/** Drizzle's repairs: inserts that leave a row that came first as it is, or update it. */
import { testOffered, testRefused } from './drizzle-repairs.js';

testOffered([
  {
    name: 'Race because two requests pass the check: the insert gives no row to the second, which throws',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email));
  if (taken) throw new Error('taken');
  await db.insert(users).values({ email }); // once
}
`,
    suggested: [
      `export async function register(email: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email));
  if (taken) throw new Error('taken');
  const inserted = await db.insert(users).values({ email }).onConflictDoNothing({ target: users.email }).returning({ email: users.email });
  if (inserted.length === 0) throw new Error('taken'); // once
}
`,
    ],
  },
  {
    name: 'Race because a transaction alone changes nothing; no violation is raised in it',
    rule: 'no-check-then-create',
    code: `export async function register(email: string, teamId: number) {
  return db.transaction(async (tx) => {
    const rows = await tx.select().from(users).where(and(eq(users.email, email), eq(users.teamId, teamId)));
    if (rows.length > 0) {
      return undefined;
    }
    const [user] = await tx.insert(users).values({ email, teamId, name: 'new' }).returning();
    return user;
  });
}
`,
    suggested: [
      `export async function register(email: string, teamId: number) {
  return db.transaction(async (tx) => {
    const rows = await tx.select().from(users).where(and(eq(users.email, email), eq(users.teamId, teamId)));
    if (rows.length > 0) {
      return undefined;
    }
    const [user] = await tx.insert(users).values({ email, teamId, name: 'new' }).onConflictDoNothing({ target: [users.email, users.teamId] }).returning();
    if (!user) return undefined;
    return user;
  });
}
`,
    ],
  },
  {
    name: 'Race because the insert alone is skipped',
    rule: 'no-check-then-create',
    code: `export async function ensure(key: string) {
  const known = await db.query.prefs.findFirst({ where: eq(prefs.key, key) });
  if (!known) {
    await db.insert(prefs).values({ key });
  }
}
`,
    suggested: [
      `export async function ensure(key: string) {
  const known = await db.query.prefs.findFirst({ where: eq(prefs.key, key) });
  if (!known) {
    await db.insert(prefs).values({ key }).onConflictDoNothing({ target: prefs.key });
  }
}
`,
    ],
  },
  {
    name: 'Race because both branches write the same row: one statement does',
    rule: 'no-check-then-create',
    code: `export async function put(userId: number, key: string, value: string) {
  const [pref] = await db.select().from(prefs).where(and(eq(prefs.userId, userId), eq(prefs.key, key)));
  if (pref) {
    await db.update(prefs).set({ value }).where(eq(prefs.id, pref.id));
  } else {
    await db.insert(prefs).values({ userId, key, value });
  }
}
`,
    suggested: [
      `export async function put(userId: number, key: string, value: string) {
  await db.insert(prefs).values({ userId, key, value }).onConflictDoUpdate({ target: [prefs.userId, prefs.key], set: { value } });
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'Race because of the check; the answer is the row that was read',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email));
  if (taken) return taken;
  const [user] = await db.insert(users).values({ email }).returning();
  return user;
}
`,
    because: 'The row that the check found is used',
  },
  {
    name: 'Race because of the check; what it looks for is no key',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  const [taken] = await db.select().from(users).where(and(eq(users.email, email), isNull(users.deletedAt)));
  if (taken) throw new Error('taken');
  await db.insert(users).values({ email });
}
`,
    because: 'asks for more than the columns of a unique key',
  },
  {
    name: 'Race because of the check; MySQL has no such clause',
    rule: 'no-check-then-create',
    code: `import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/mysql2';
import { users } from './schema';
const db = drizzle(url);
export async function register(email: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email));
  if (taken) throw new Error('taken');
  await db.insert(users).values({ email });
}
`,
    because: 'MySQL has no `ON CONFLICT`',
  },
  {
    name: 'Race because both branches write; the update takes a value from the row',
    rule: 'no-check-then-create',
    code: `export async function put(key: string, value: string) {
  const [pref] = await db.select().from(prefs).where(eq(prefs.key, key));
  if (pref) await db.update(prefs).set({ value, before: pref.label }).where(eq(prefs.id, pref.id));
  else await db.insert(prefs).values({ key, value });
}
`,
    because: 'values come from the row that was read',
  },
]);
