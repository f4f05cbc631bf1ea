/** A mark that one row of a set is to have is taken from all and given to one, in every data layer. */
import { describe, expect, it } from 'vitest';
import { lint } from '../rules/tester.js';

interface Layer {
  readonly setUp: string;
  /** takes the mark from the rows of the owner, perhaps only from those that have it */
  readonly take: (marked: boolean) => string;
  readonly give: string;
  readonly insert: (mark: string) => string;
}

const layers: Readonly<Record<string, Layer>> = {
  Prisma: {
    setUp: "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();",
    take: (marked) => `await prisma.address.updateMany({ where: { userId${marked ? ', isDefault: true' : ''} }, data: { isDefault: false } })`,
    give: 'await prisma.address.update({ where: { id }, data: { isDefault: true } })',
    insert: (mark) => `await prisma.address.create({ data: { userId, street, isDefault: ${mark} } })`,
  },
  TypeORM: {
    setUp: "import { DataSource } from 'typeorm';\nimport { Address } from './address';\nconst addresses = new DataSource({ type: 'postgres' }).getRepository(Address);",
    take: (marked) => `await addresses.update({ userId${marked ? ', isDefault: true' : ''} }, { isDefault: false })`,
    give: 'await addresses.update(id, { isDefault: true })',
    insert: (mark) => `await addresses.insert({ userId, street, isDefault: ${mark} })`,
  },
  Drizzle: {
    setUp: "import { drizzle } from 'drizzle-orm/node-postgres';\nimport { and, eq } from 'drizzle-orm';\nimport { boolean, pgTable, text } from 'drizzle-orm/pg-core';\nconst addresses = pgTable('addresses', { id: text('id').primaryKey(), userId: text('user_id'), street: text('street'), isDefault: boolean('is_default') });\nconst db = drizzle('postgres://');",
    take: (marked) => `await db.update(addresses).set({ isDefault: false }).where(${marked ? 'and(eq(addresses.userId, userId), eq(addresses.isDefault, true))' : 'eq(addresses.userId, userId)'})`,
    give: 'await db.update(addresses).set({ isDefault: true }).where(eq(addresses.id, id))',
    insert: (mark) => `await db.insert(addresses).values({ id, userId, street, isDefault: ${mark} })`,
  },
  Mongoose: {
    setUp: "import { model, Schema } from 'mongoose';\nconst Address = model('Address', new Schema({ userId: String, street: String, isDefault: Boolean }));",
    take: (marked) => `await Address.updateMany({ userId${marked ? ', isDefault: true' : ''} }, { $set: { isDefault: false } })`,
    give: 'await Address.updateOne({ _id: id }, { $set: { isDefault: true } })',
    insert: (mark) => `await Address.create({ userId, street, isDefault: ${mark} })`,
  },
  Sequelize: {
    setUp: "import { Model } from 'sequelize';\nclass Address extends Model { declare isDefault: boolean }",
    take: (marked) => `await Address.update({ isDefault: false }, { where: { userId${marked ? ', isDefault: true' : ''} } })`,
    give: 'await Address.update({ isDefault: true }, { where: { id } })',
    insert: (mark) => `await Address.create({ userId, street, isDefault: ${mark} })`,
  },
  Knex: {
    setUp: "import knex from 'knex';\nconst db = knex({ client: 'pg' });",
    take: (marked) => `await db('addresses').where({ userId${marked ? ', isDefault: true' : ''} }).update({ isDefault: false, updatedAt: db.fn.now() })`,
    give: "await db('addresses').where({ id }).update({ isDefault: true })",
    insert: (mark) => `await db('addresses').insert({ userId, street, isDefault: ${mark} })`,
  },
  Kysely: {
    setUp: "import { Kysely } from 'kysely';\nconst db = new Kysely<Database>({ dialect });",
    take: (marked) => `await db.updateTable('addresses').set({ isDefault: false }).where('userId', '=', userId)${marked ? ".where('isDefault', '=', true)" : ''}.execute()`,
    give: "await db.updateTable('addresses').set({ isDefault: true }).where('id', '=', id).execute()",
    insert: (mark) => `await db.insertInto('addresses').values({ userId, street, isDefault: ${mark} }).execute()`,
  },
  MikroORM: {
    setUp: "import { MikroORM } from '@mikro-orm/postgresql';\nimport { Address } from './address';\nconst orm = await MikroORM.init();\nconst em = orm.em.fork();",
    take: (marked) => `await em.nativeUpdate(Address, { userId${marked ? ', isDefault: true' : ''} }, { isDefault: false })`,
    give: 'await em.nativeUpdate(Address, { id }, { isDefault: true })',
    insert: (mark) => `await em.insert(Address, { userId, street, isDefault: ${mark} })`,
  },
  SQL: {
    setUp: "import { Pool } from 'pg';\nconst pool = new Pool();",
    take: (marked) => `await pool.query('UPDATE addresses SET is_default = false WHERE user_id = $1${marked ? ' AND is_default = true' : ''}', [userId])`,
    give: "await pool.query('UPDATE addresses SET is_default = true WHERE id = $1', [id])",
    insert: (mark) => `await pool.query('INSERT INTO addresses (user_id, street, is_default) VALUES ($1, $2, $3)', [userId, street, ${mark}])`,
  },
  Supabase: {
    setUp: "import { createClient } from '@supabase/supabase-js';\nconst db = createClient('url', 'key');",
    take: (marked) => `await db.from('addresses').update({ isDefault: false }).eq('userId', userId)${marked ? ".eq('isDefault', true)" : ''}`,
    give: "await db.from('addresses').update({ isDefault: true }).eq('id', id)",
    insert: (mark) => `await db.from('addresses').insert({ userId, street, isDefault: ${mark} })`,
  },
};

const code = ({ setUp }: Layer, first: string, second: string): string => `${setUp}
export async function save(userId: string, id: string, street: string, isDefault: boolean) {
  ${first};
  ${second};
}
`;

const found = (text: string): readonly (readonly (string | null | undefined)[])[] => lint(text).map(({ ruleId, messageId }) => [ruleId, messageId]);
const mark = [['db-race/no-racy-replace-all', 'mark']];
const all = Object.entries(layers);

describe('one row of a set is marked', () => {
  it.each(all)('%s: by its key', (_, layer) => {
    expect(found(code(layer, layer.take(false), layer.give))).toEqual(mark);
    expect(found(code(layer, layer.take(true), layer.give))).toEqual(mark);
  });

  it.each(all)('%s: a row that is inserted, where the others lose the mark only for it', (_, layer) => {
    expect(found(code(layer, `if (isDefault) ${layer.take(true)}`, layer.insert('isDefault')))).toEqual(mark);
  });

  it.each(all)('%s: silent where the row that comes has none', (_, layer) => {
    expect(found(code(layer, layer.take(true), layer.insert('false')))).toEqual([]);
  });

  const [, prisma] = all[0] ?? [];
  const inTransaction = (text: string): string => text.replaceAll('prisma.address', 'tx.address').replace('  await', '  await prisma.$transaction(async (tx) => {\n  await').replace(/\}\n$/, '});\n}\n');

  it('is silent in one transaction that updates all rows of the set: the update locks the row that gets the mark', () => {
    if (!prisma) throw new Error('no layer');
    expect(found(inTransaction(code(prisma, prisma.take(false), prisma.give)))).toEqual([]);
    expect(found(inTransaction(code(prisma, prisma.take(true), prisma.give)))).toEqual(mark);
    expect(found(inTransaction(code(prisma, prisma.take(false), prisma.insert('true'))))).toEqual(mark);
  });

  it('is silent where the parent row is locked first', () => {
    if (!prisma) throw new Error('no layer');
    const lock = 'await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${userId} FOR UPDATE`';
    expect(found(inTransaction(code(prisma, `await 0;\n  ${lock};\n  ${prisma.take(true)}`, prisma.insert('true'))))).toEqual([]);
  });

  it('is silent where a partial unique key refuses the second row with the mark', () => {
    const { Drizzle: drizzle } = layers;
    if (!drizzle) throw new Error('no layer');
    const keyed = { ...drizzle, setUp: drizzle.setUp.replace('pgTable, text', 'pgTable, text, uniqueIndex').replace(" });\nconst db", " }, (table) => [uniqueIndex('one_default').on(table.userId).where(eq(table.isDefault, true))]);\nconst db") };
    expect(keyed.setUp).toContain('one_default');
    expect(found(code(keyed, keyed.take(true), keyed.give))).toEqual([]);
  });

  it('is silent where more than the mark is written: the rows are given what was learned of them', () => {
    if (!prisma) throw new Error('no layer');
    expect(found(code(prisma, prisma.take(false).replace('isDefault: false', 'isDefault: false, street'), prisma.give))).toEqual([]);
  });
});
