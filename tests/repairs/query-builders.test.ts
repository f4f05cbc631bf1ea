/** Repairs of Knex and Kysely code: what is offered, that the rule is silent after it, and why nothing is offered for a near miss. */
import { describe, expect, it } from 'vitest';
import { lint, type RuleName } from './typeorm-repairs.js';

interface Case {
  readonly name: string;
  readonly rule: RuleName;
  readonly code: string;
  /** the lines that the first offer has and the code hasn't */
  readonly offers: readonly string[];
}

const knex = (body: string): string => `import type { Knex } from 'knex';\nexport const f = async (db: Knex, id: string, by: number) => {\n${body}\n};\n`;
const kysely = (body: string): string => `import { db } from './db';\nexport const f = async (id: string, by: number) => {\n${body}\n};\n`;

const cases: readonly Case[] = [
  {
    name: 'knex upsert', rule: 'no-check-then-create',
    code: knex(`  const row = await db('prefs').where({ id }).first();
  if (row) await db('prefs').where({ id }).update({ by });
  else await db('prefs').insert({ id, by });`),
    offers: ['  await db(\'prefs\').insert({ id, by }).onConflict(\'id\').merge([\'by\']);'],
  },
  {
    name: 'knex insert-ignore', rule: 'no-check-then-create',
    code: knex(`  const row = await db('tags').where({ id }).first();
  if (!row) await db('tags').insert({ id });`),
    offers: ['  if (!row) await db(\'tags\').insert({ id }).onConflict(\'id\').ignore();'],
  },
  {
    name: 'knex increment among other columns', rule: 'no-read-modify-write',
    code: knex(`  const row = await db('stock').where({ id }).first();
  await db('stock').where({ id }).update({ n: row.n + by, moved: true });`),
    offers: ['  await db(\'stock\').where({ id }).update({ n: db.raw(\'?? + ?\', [\'n\', by]), moved: true });'],
  },
  {
    name: 'knex conditional write', rule: 'no-check-then-update',
    code: knex(`  const row = await db('jobs').where({ id }).first();
  if (!row || row.state !== 'idle') throw new Error('busy');
  await db('jobs').where({ id }).update({ state: 'run', by });`),
    offers: ['  const updated = await db(\'jobs\').where({ id }).update({ state: \'run\', by }).where(\'state\', \'idle\');', '  if (updated === 0) throw new Error(\'busy\');'],
  },
  {
    name: 'kysely upsert', rule: 'no-check-then-create',
    code: kysely(`  const row = await db.selectFrom('prefs').select('id').where('id', '=', id).executeTakeFirst();
  if (row) await db.updateTable('prefs').set({ by }).where('id', '=', id).execute();
  else await db.insertInto('prefs').values({ id, by }).execute();`),
    offers: ['  await db.insertInto(\'prefs\').values({ id, by }).onConflict((oc) => oc.column(\'id\').doUpdateSet({ by })).execute();'],
  },
  {
    name: 'kysely increment', rule: 'no-read-modify-write',
    code: kysely(`  const row = await db.selectFrom('stock').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  await db.updateTable('stock').set({ n: row.n - by, moved: true }).where('id', '=', id).execute();`),
    offers: ['  await db.selectFrom(\'stock\').selectAll().where(\'id\', \'=\', id).executeTakeFirstOrThrow();', '  await db.updateTable(\'stock\').set((eb) => ({ n: eb(\'n\', \'-\', by), moved: true })).where(\'id\', \'=\', id).execute();'],
  },
  {
    name: 'kysely conditional write', rule: 'no-check-then-update',
    code: kysely(`  const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (row.state !== 'idle') throw new Error('busy');
  await db.updateTable('jobs').set({ state: 'run', by }).where('id', '=', id).execute();`),
    offers: [
      '  const updated = await db.updateTable(\'jobs\').set({ state: \'run\', by }).where(\'id\', \'=\', id).where(\'state\', \'=\', \'idle\').executeTakeFirst();',
      '  if (Number(updated.numUpdatedRows) === 0) throw new Error(\'busy\');',
    ],
  },
];

describe('what is left behind', () => {
  it('is no part of the statement before, without semicolons', () => {
    const code = `import { db } from './db'
export const f = async (id: string, by: number) => {
  const log = console
  const row = (await db.selectFrom('stock').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
  await db.updateTable('stock').set({ n: row.n - by }).where('id', '=', id).execute()
  log.info(id)
}
`;
    const [output = ''] = lint('no-read-modify-write', code).flatMap((finding) => finding.offers);
    expect(output).toContain('const row = (await');
    expect(output).toContain("eb('n', '-', by)");
  });

  it('keeps its brackets', () => {
    const [output = ''] = lint('no-read-modify-write', kysely(`  const row = (await db.selectFrom('stock').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
  await db.updateTable('stock').set({ n: row.n - by }).where('id', '=', id).execute();`)).flatMap((finding) => finding.offers);
    expect(output).toContain("\n  (await db.selectFrom('stock').selectAll().where('id', '=', id).executeTakeFirstOrThrow());\n");
  });
});

describe('offered', () => {
  it.each(cases)('$name', ({ rule, code, offers }) => {
    const [output = ''] = lint(rule, code).flatMap((finding) => finding.offers);
    expect(output.split('\n').filter((line) => !code.split('\n').includes(line))).toEqual(offers);
    expect(lint(rule, output)).toEqual([]);
  });
});

describe('refused', () => {
  it('an increment alone would keep the overdraft', () => {
    const [finding] = lint('no-read-modify-write', knex(`  const row = await db('wallets').where({ id }).first();
  if (row.n < by) throw new Error('poor');
  await db('wallets').where({ id }).update({ n: row.n - by });`));
    expect(finding?.offers).toEqual([]);
    expect(finding?.message).toContain('would keep that race');
  });

  it('a violation inside a transaction aborts it', () => {
    const [finding] = lint('no-check-then-create', knex(`  await db.transaction(async (trx) => {
    const row = await trx('tags').where({ id }).first();
    if (row) throw new Error('taken');
    await trx('tags').insert({ id });
  });`));
    expect(finding?.offers).toEqual([]);
    expect(finding?.message).toContain('aborts it on a unique violation');
  });
});
