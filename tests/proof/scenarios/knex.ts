/** Races in Knex, and the repairs that are proven of them. */
import type { Scenario } from '../scenario.js';
import { claimingOnce, earning, noting, oneSetting, oneTag, payingOnce } from './programs.js';

const everywhere = ['postgresql', 'mariadb', 'sqlite'] as const;
const servers = ['postgresql', 'mariadb'] as const;
const head = "import type { Knex } from 'knex';\nimport './tables.ts';\n\n";

export const knexScenarios: readonly Scenario[] = [
  {
    title: 'find, then update or insert, becomes one insert with onConflict and merge',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: /onConflict|one statement|merge/,
    databases: everywhere,
    source: `${head}export const run = async (db: Knex, owner: string, name: string, value: string): Promise<void> => {
  const setting = await db('setting').where({ owner, name }).first();
  if (setting) await db('setting').where({ owner, name }).update({ value });
  else await db('setting').insert({ owner, name, value });
};
`,
    ...oneSetting,
  },
  {
    title: 'an insert under a check ignores the conflict',
    kind: 'insert that ignores the conflict',
    rule: 'no-check-then-create',
    repair: /skip the insert/,
    databases: everywhere,
    source: `${head}export const run = async (db: Knex, slug: string, label: string): Promise<void> => {
  const tag = await db('tag').where({ slug }).first();
  if (!tag) await db('tag').insert({ slug, label }); // once
};
`,
    ...oneTag,
  },
  {
    title: 'a number that is read, added to and written becomes an increment',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /increment|database add|database compute/i,
    databases: everywhere,
    source: `${head}export const run = async (db: Knex, id: number, amount: number): Promise<void> => {
  const wallet = await db('wallet').where({ id }).first();
  if (!wallet) throw new Error('unknown');
  await db('wallet').where({ id }).update({ points: wallet.points + amount });
};
`,
    ...earning,
  },
  {
    title: 'a number among other columns becomes SQL',
    kind: 'increment among other columns',
    rule: 'no-read-modify-write',
    repair: /increment|database add|database compute/i,
    databases: everywhere,
    source: `${head}export const run = async (db: Knex, id: number, note: string): Promise<void> => {
  const wallet = await db('wallet').where({ id }).first();
  if (!wallet) throw new Error('unknown');
  await db('wallet').where({ id }).update({ points: wallet.points + 1, note });
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
    source: `${head}export const run = async (db: Knex, id: number, worker: string): Promise<string> => {
  const job = await db('job').where({ id }).first();
  if (!job || job.state !== 'queued') throw new Error('not queued');
  await db('job').where({ id }).update({ state: 'running', worker });
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
    source: `${head}export const run = async (db: Knex, id: number, amount: number): Promise<string> =>
  db.transaction(async (trx) => {
    const wallet = await trx('wallet').where({ id }).first();
    if (!wallet || wallet.points < amount) throw new Error('too little');
    await trx('wallet').where({ id }).update({ points: wallet.points - amount });
    return 'paid';
  });
`,
    ...payingOnce,
  },
];
