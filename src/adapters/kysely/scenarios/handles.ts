import { sql, type Kysely, type SelectQueryBuilder, type Transaction } from 'kysely';
import { db as client } from './client';
import type { Database } from './database';

export const imported = async (name: string): Promise<void> => {
  const room = await client.selectFrom('rooms').select('id').where('name', '=', name).executeTakeFirst();
  if (!room) await client.insertInto('rooms').values({ name }).execute(); // race: no-check-then-create
};

export const controlled = async (db: Kysely<Database>, id: string): Promise<void> => {
  const trx = await db.startTransaction().execute();
  const wallet = await trx.selectFrom('wallets').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  await trx.updateTable('wallets').set({ balance: wallet.balance + 1 }).where('id', '=', id).execute(); // race: no-read-modify-write
  await trx.commit().execute();
};

export const given = async (db: Kysely<Database> | Transaction<Database>, id: string): Promise<void> => {
  const job = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (job.state !== 'idle') return;
  await db.updateTable('jobs').set({ state: 'running', by: job.owner }).where('id', '=', id).execute(); // race: no-check-then-update
};

export const extended = async (name: string, team: string | undefined): Promise<void> => {
  let query = client.selectFrom('rooms').selectAll().where('name', '=', name);
  if (team !== undefined) query = query.where('team', '=', team);
  const rooms = await query.execute();
  if (rooms.length === 0) await client.insertInto('rooms').values({ name, team }).execute(); // race: no-check-then-create
};

const inScope = (query: SelectQueryBuilder<Database, 'rooms', object>, scope: { readonly name: string }): typeof query => query.where('name', '=', scope.name);

export const helped = async (scope: { readonly name: string }): Promise<void> => {
  const room = await inScope(client.selectFrom('rooms').select('id'), scope).executeTakeFirst();
  if (!room) await client.insertInto('rooms').values({ name: scope.name }).execute(); // race: no-check-then-create
};

export const raw = async (name: string): Promise<void> => {
  const { rows } = await sql`select 1 from rooms where name = ${name}`.execute(client);
  if (rows.length === 0) await sql`insert into rooms (name) values (${name})`.execute(client); // race: no-check-then-create
};
