/** Races in Kysely, and the repairs that are proven of them. */
import type { Scenario } from '../scenario.js';
import { claimingOnce, earning, noting, oneSetting, oneTag, payingOnce } from './programs.js';

const everywhere = ['postgresql', 'mariadb', 'sqlite'] as const;
const servers = ['postgresql', 'mariadb'] as const;
const head = "import type { Kysely } from 'kysely';\nimport type { Tables } from './tables.ts';\n\n";

export const kyselyScenarios: readonly Scenario[] = [
  {
    title: 'find, then update or insert, becomes one insert with onConflict and doUpdateSet',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: /one statement|onConflict/,
    databases: ['postgresql', 'sqlite'],
    source: `${head}export const run = async (db: Kysely<Tables>, owner: string, name: string, value: string): Promise<void> => {
  const setting = await db.selectFrom('setting').select('id').where('owner', '=', owner).where('name', '=', name).executeTakeFirst();
  if (setting) await db.updateTable('setting').set({ value }).where('owner', '=', owner).where('name', '=', name).execute();
  else await db.insertInto('setting').values({ owner, name, value }).execute();
};
`,
    ...oneSetting,
  },
  {
    title: 'an insert under a check ignores the conflict',
    kind: 'insert that ignores the conflict',
    rule: 'no-check-then-create',
    repair: /skip the insert/,
    databases: ['postgresql', 'sqlite'],
    source: `${head}export const run = async (db: Kysely<Tables>, slug: string, label: string): Promise<void> => {
  const tag = await db.selectFrom('tag').select('id').where('slug', '=', slug).executeTakeFirst();
  if (!tag) await db.insertInto('tag').values({ slug, label }).execute(); // once
};
`,
    ...oneTag,
  },
  {
    title: 'a number that is read, added to and written becomes an expression',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /increment|database add|database compute/i,
    databases: everywhere,
    source: `${head}export const run = async (db: Kysely<Tables>, id: number, amount: number): Promise<void> => {
  const wallet = await db.selectFrom('wallet').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  await db.updateTable('wallet').set({ points: wallet.points + amount }).where('id', '=', id).execute();
};
`,
    ...earning,
  },
  {
    title: 'a number among other columns becomes an expression',
    kind: 'increment among other columns',
    rule: 'no-read-modify-write',
    repair: /increment|database add|database compute/i,
    databases: everywhere,
    source: `${head}export const run = async (db: Kysely<Tables>, id: number, note: string): Promise<void> => {
  const wallet = await db.selectFrom('wallet').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  await db.updateTable('wallet').set({ points: wallet.points + 1, note }).where('id', '=', id).execute();
};
`,
    ...noting,
  },
  {
    title: 'a state that is tested goes into the predicate of the update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /Repeat the condition/,
    databases: everywhere,
    source: `${head}export const run = async (db: Kysely<Tables>, id: number, worker: string): Promise<string> => {
  const job = await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (job.state !== 'queued') throw new Error('not queued');
  await db.updateTable('job').set({ state: 'running', worker }).where('id', '=', id).execute();
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
    source: `${head}export const run = async (db: Kysely<Tables>, id: number, amount: number): Promise<string> =>
  db.transaction().execute(async (trx) => {
    const wallet = await trx.selectFrom('wallet').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    if (wallet.points < amount) throw new Error('too little');
    await trx.updateTable('wallet').set({ points: wallet.points - amount }).where('id', '=', id).execute();
    return 'paid';
  });
`,
    ...payingOnce,
  },
];
