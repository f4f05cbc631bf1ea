/** Rows that are moved up or down beyond a position that was read, in every data layer that computes in an update. */
import { describe, expect, it } from 'vitest';
import { lint } from '../rules/tester.js';

interface Layer {
  readonly setUp: string;
  readonly read: string;
  readonly move: (bound: string) => string;
}

const layers: Readonly<Record<string, Layer>> = {
  Prisma: {
    setUp: "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();",
    read: 'await prisma.card.findUniqueOrThrow({ where: { id } })',
    move: (bound) => `await prisma.card.updateMany({ where: { listId, position: { gt: ${bound} } }, data: { position: { decrement: 1 } } })`,
  },
  TypeORM: {
    setUp: "import { DataSource } from 'typeorm';\nimport { Card } from './card';\nconst cards = new DataSource({ type: 'postgres' }).getRepository(Card);",
    read: 'await cards.findOneByOrFail({ id })',
    move: (bound) => `await cards.createQueryBuilder().update().set({ position: () => 'position - 1' }).where('listId = :listId AND position > :bound', { listId, bound: ${bound} }).execute()`,
  },
  Drizzle: {
    setUp: "import { drizzle } from 'drizzle-orm/node-postgres';\nimport { and, eq, gt, sql } from 'drizzle-orm';\nimport { integer, pgTable, text } from 'drizzle-orm/pg-core';\nconst cards = pgTable('cards', { id: text('id').primaryKey(), listId: text('list_id'), position: integer('position') });\nconst db = drizzle('postgres://');",
    read: '(await db.select().from(cards).where(eq(cards.id, id)))[0]!',
    move: (bound) => `await db.update(cards).set({ position: sql\`\${cards.position} - 1\` }).where(and(eq(cards.listId, listId), gt(cards.position, ${bound})))`,
  },
  Mongoose: {
    setUp: "import { model, Schema } from 'mongoose';\nconst Card = model('Card', new Schema({ listId: String, position: Number }));",
    read: 'await Card.findById(id).orFail()',
    move: (bound) => `await Card.updateMany({ listId, position: { $gt: ${bound} } }, { $inc: { position: -1 } })`,
  },
  Sequelize: {
    setUp: "import { Model, Op } from 'sequelize';\nclass Card extends Model { declare position: number }",
    read: 'await Card.findByPk(id, { rejectOnEmpty: true })',
    move: (bound) => `await Card.decrement('position', { by: 1, where: { listId, position: { [Op.gt]: ${bound} } } })`,
  },
  Knex: {
    setUp: "import knex from 'knex';\nconst db = knex({ client: 'pg' });",
    read: "await db('cards').where({ id }).first()",
    move: (bound) => `await db('cards').where({ listId }).where('position', '>', ${bound}).decrement('position', 1)`,
  },
  Kysely: {
    setUp: "import { Kysely } from 'kysely';\nconst db = new Kysely<Database>({ dialect });",
    read: "await db.selectFrom('cards').selectAll().where('id', '=', id).executeTakeFirstOrThrow()",
    move: (bound) => `await db.updateTable('cards').set((eb) => ({ position: eb('position', '-', 1) })).where('listId', '=', listId).where('position', '>', ${bound}).execute()`,
  },
  SQL: {
    setUp: "import { Pool } from 'pg';\nconst pool = new Pool();",
    read: "(await pool.query('SELECT * FROM cards WHERE id = $1', [id])).rows[0]",
    move: (bound) => `await pool.query('UPDATE cards SET position = position - 1 WHERE list_id = $1 AND position > $2', [listId, ${bound}])`,
  },
};

const code = ({ setUp, read, move }: Layer, bound: string): string => `${setUp}
export async function close(id: string, listId: string, position: number) {
  const card = ${read};
  audit(card.id);
  ${move(bound)};
}
`;

describe('rows are moved beyond a position', () => {
  it.each(Object.entries(layers))('%s: as it was read', (_, layer) => {
    expect(lint(code(layer, 'card.position')).map(({ ruleId, messageId }) => [ruleId, messageId])).toEqual([['db-race/no-read-modify-write', 'move']]);
  });

  it.each(Object.entries(layers))('%s: that the request gives', (_, layer) => {
    expect(lint(code(layer, 'position'))).toEqual([]);
  });

  const locked = (first: string, second: string): string => `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export const close = (id: string, listId: string) => prisma.$transaction(async (tx) => {
  ${first};
  ${second};
  await tx.card.updateMany({ where: { listId, position: { gt: card.position } }, data: { position: { decrement: 1 } } });
});
`;
  const read = 'const card = await tx.card.findUniqueOrThrow({ where: { id, listId } })';
  const lock = 'await tx.$queryRaw`SELECT id FROM "List" WHERE id = ${listId} FOR UPDATE`';

  it('is silent where the rows were locked before', () => {
    expect(lint(locked(lock, read))).toEqual([]);
    expect(lint(locked(read, lock)).map(({ ruleId }) => ruleId)).toEqual(['db-race/no-stale-read-before-lock']);
  });

  it('is silent where the row itself is written, and the bound is its own', () => {
    const { setUp } = layers['Prisma'] ?? { setUp: '' };
    const messages = lint(`${setUp}
export async function spend(id: string) {
  const account = await prisma.account.findUniqueOrThrow({ where: { id } });
  const { count } = await prisma.account.updateMany({ where: { id, balance: { gte: account.balance } }, data: { balance: { decrement: 10 } } });
  return count;
}
`);
    expect(messages).toEqual([]);
  });
});
