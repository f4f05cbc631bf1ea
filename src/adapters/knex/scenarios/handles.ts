import knex, { type Knex } from 'knex';
import { Model, UniqueViolationError } from 'objection';

const client = knex({ client: 'pg' });

class Seat extends Model {
  static tableName = 'seats';
  guest?: string;
}

export const unmanaged = async (id: string): Promise<void> => {
  const trx = await client.transaction();
  const wallet = await trx('wallets').where({ id }).first();
  await trx('wallets').where({ id }).update({ balance: wallet.balance + 1 }); // race: no-read-modify-write
  await trx.commit();
};

export const given = async (id: string, trx?: Knex.Transaction): Promise<void> => {
  const job = await (trx ?? client)('jobs').where({ id }).first();
  if (job.state !== 'idle') return;
  await client('jobs').transacting(trx!).where({ id }).update({ state: 'running', by: job.owner }); // race: no-check-then-update
};

export const extended = async (name: string, team: string | undefined): Promise<void> => {
  const query = client.select('id').from('rooms').where({ name });
  if (team) query.andWhere({ team });
  const rooms = await query;
  if (rooms.length === 0) await client.into('rooms').insert({ name, team }); // race: no-check-then-create
};

export const raw = async (name: string): Promise<void> => {
  const found = await client.raw('select 1 from rooms where name = ?', [name]);
  if (found.rows.length === 0) await client.raw('insert into rooms (name) values (?)', [name]); // race: no-check-then-create
};

export const book = async (hall: string, guest: string): Promise<void> => {
  const seat = await Seat.query().findOne({ hall });
  if (seat) throw new Error('taken');
  await Seat.query().insert({ hall, guest } as object); // race: no-check-then-create
};

export const bookCaught = async (hall: string, guest: string): Promise<void> => {
  const seat = await Seat.query().findOne({ hall });
  if (seat) throw new Error('taken');
  try {
    await Seat.query().insert({ hall, guest } as object);
  } catch (error) {
    if (error instanceof UniqueViolationError) throw new Error('taken');
    throw error;
  }
};
