import { Kafka } from 'kafkajs';
import knex from 'knex';

const db = knex({ client: 'pg' });
const producer = new Kafka({ brokers: [] }).producer();

export async function sentWithin(id: number) {
  const trx = await db.transaction();
  await trx('accounts').where({ id }).update({ closed: true });
  await producer.send({ topic: 'closed', messages: [{ value: String(id) }] }); // race: no-effects-before-commit
  await trx.commit();
}

export async function sentAfter(id: number) {
  const trx = await db.transaction();
  await trx('accounts').where({ id }).update({ closed: true });
  await trx.commit();
  await producer.send({ topic: 'closed', messages: [{ value: String(id) }] });
}
