/** Races in Drizzle, and the repairs that are proven of them. */
import type { Scenario } from '../scenario.js';
import { claimingOnce, earning, noting, oneAccount, oneSetting, oneTag, payingOnce } from './programs.js';

const servers = ['postgresql', 'mariadb'] as const;
const head = (tables: string, operators = 'eq'): string => `import { ${operators} } from 'drizzle-orm';\nimport type { Db } from './db.ts';\nimport { ${tables} } from './schema.ts';\n\n`;

export const drizzleScenarios: readonly Scenario[] = [
  {
    title: 'find, then update or insert, becomes one insert with onConflictDoUpdate',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: /onConflictDoUpdate/,
    databases: ['postgresql'],
    source: `${head('settings', 'and, eq')}export const run = async (db: Db, owner: string, name: string, value: string): Promise<void> => {
  const [setting] = await db.select().from(settings).where(and(eq(settings.owner, owner), eq(settings.name, name)));
  if (setting) {
    await db.update(settings).set({ value }).where(eq(settings.id, setting.id));
  } else {
    await db.insert(settings).values({ owner, name, value });
  }
};
`,
    ...oneSetting,
  },
  {
    title: 'an insert under a check ignores the conflict',
    kind: 'insert that ignores the conflict',
    rule: 'no-check-then-create',
    repair: /onConflictDoNothing|leaves a row|ignore/,
    databases: ['postgresql'],
    source: `${head('tags')}export const run = async (db: Db, slug: string, label: string): Promise<void> => {
  const [tag] = await db.select().from(tags).where(eq(tags.slug, slug));
  if (!tag) {
    await db.insert(tags).values({ slug, label }); // once
  }
};
`,
    ...oneTag,
  },
  {
    title: 'an insert that gives no row gets the answer of the check',
    kind: 'insert that ignores the conflict, and answer',
    rule: 'no-check-then-create',
    repair: /./,
    databases: ['postgresql'],
    source: `${head('accounts')}export const run = async (db: Db, email: string, name: string): Promise<void> => {
  const [taken] = await db.select().from(accounts).where(eq(accounts.email, email));
  if (taken) throw new Error('taken');
  await db.insert(accounts).values({ email, name });
};
`,
    ...oneAccount,
  },
  {
    title: 'in a transaction, an insert that gives no row gets the answer of the check',
    kind: 'insert that ignores the conflict, and answer',
    rule: 'no-check-then-create',
    repair: /./,
    databases: ['postgresql'],
    source: `${head('accounts')}export const run = async (db: Db, email: string, name: string): Promise<string> =>
  db.transaction(async (tx) => {
    const rows = await tx.select().from(accounts).where(eq(accounts.email, email));
    if (rows.length > 0) throw new Error('taken');
    const [account] = await tx.insert(accounts).values({ email, name }).returning();
    return account?.name ?? '';
  });
`,
    ...oneAccount,
  },
  {
    title: 'a number that is read, added to and written becomes SQL',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /database add|database compute|sql/i,
    databases: servers,
    source: `${head('wallets')}export const run = async (db: Db, id: number, amount: number): Promise<void> => {
  const [wallet] = await db.select().from(wallets).where(eq(wallets.id, id));
  if (!wallet) throw new Error('unknown');
  await db.update(wallets).set({ points: wallet.points + amount }).where(eq(wallets.id, id));
};
`,
    ...earning,
  },
  {
    title: 'a number among other columns becomes SQL',
    kind: 'increment among other columns',
    rule: 'no-read-modify-write',
    repair: /database add|database compute|sql/i,
    databases: servers,
    source: `${head('wallets')}export const run = async (db: Db, id: number, note: string): Promise<void> => {
  const [wallet] = await db.select().from(wallets).where(eq(wallets.id, id));
  if (!wallet) throw new Error('unknown');
  await db.update(wallets).set({ points: wallet.points + 1, note }).where(eq(wallets.id, id));
};
`,
    ...noting,
  },
  {
    title: 'a state that is tested goes into the predicate of the update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /./,
    databases: ['postgresql'],
    source: `${head('jobs')}export const run = async (db: Db, id: number, worker: string): Promise<string> => {
  const [job] = await db.select().from(jobs).where(eq(jobs.id, id));
  if (job?.state !== 'queued') throw new Error('not queued');
  await db.update(jobs).set({ state: 'running', worker }).where(eq(jobs.id, id));
  return 'claimed';
};
`,
    ...claimingOnce,
  },
  {
    title: 'the row is locked when it is read',
    kind: 'row lock',
    rule: 'no-read-modify-write',
    repair: /Lock/,
    databases: servers,
    source: `${head('wallets')}export const run = async (db: Db, id: number, amount: number): Promise<string> =>
  db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id));
    if (!wallet || wallet.points < amount) throw new Error('too little');
    await tx.update(wallets).set({ points: wallet.points - amount }).where(eq(wallets.id, id));
    return 'paid';
  });
`,
    ...payingOnce,
  },
];
