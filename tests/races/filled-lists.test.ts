/** Rows that are gathered in a list under the check, and inserted together, in every data layer that inserts lists. */
import { describe, expect, it } from 'vitest';
import { repairFaults } from '../repairs/properties.js';
import { lint } from '../rules/tester.js';

interface Layer {
  readonly setUp: string;
  readonly read: string;
  readonly insert: string;
}

const layers: Readonly<Record<string, Layer>> = {
  Prisma: {
    setUp: "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();",
    read: 'await prisma.control.findMany({ where: { groupId } })',
    insert: 'await prisma.control.createMany({ data: rows })',
  },
  TypeORM: {
    setUp: "import { DataSource } from 'typeorm';\nimport { Control } from './control';\nconst controls = new DataSource({ type: 'postgres' }).getRepository(Control);",
    read: 'await controls.find({ where: { groupId } })',
    insert: 'await controls.insert(rows)',
  },
  Drizzle: {
    setUp: "import { drizzle } from 'drizzle-orm/node-postgres';\nimport { eq } from 'drizzle-orm';\nimport { controls } from './schema';\nconst db = drizzle('postgres://');",
    read: 'await db.select().from(controls).where(eq(controls.groupId, groupId))',
    insert: 'await db.insert(controls).values(rows)',
  },
  Mongoose: {
    setUp: "import { model, Schema } from 'mongoose';\nconst Control = model('Control', new Schema({ groupId: String, itemId: String }));",
    read: 'await Control.find({ groupId })',
    insert: 'await Control.insertMany(rows)',
  },
  Sequelize: {
    setUp: "import { Model } from 'sequelize';\nclass Control extends Model { declare itemId: string; declare groupId: string }",
    read: 'await Control.findAll({ where: { groupId } })',
    insert: 'await Control.bulkCreate(rows)',
  },
  Knex: { setUp: "import knex from 'knex';\nconst db = knex({ client: 'pg' });", read: "await db('control').where({ groupId })", insert: "await db('control').insert(rows)" },
  Kysely: {
    setUp: "import { Kysely } from 'kysely';\nconst db = new Kysely<Database>({ dialect });",
    read: "await db.selectFrom('control').selectAll().where('groupId', '=', groupId).execute()",
    insert: "await db.insertInto('control').values(rows).execute()",
  },
  MikroORM: {
    setUp: "import { MikroORM } from '@mikro-orm/postgresql';\nimport { Control } from './control';\nconst orm = await MikroORM.init();\nconst em = orm.em.fork();",
    read: 'await em.find(Control, { groupId })',
    insert: 'await em.insertMany(Control, rows)',
  },
  Supabase: {
    setUp: "import { createClient } from '@supabase/supabase-js';\nconst db = createClient('url', 'key');",
    read: "(await db.from('control').select('*').eq('groupId', groupId)).data ?? []",
    insert: "await db.from('control').insert(rows)",
  },
};

const code = ({ setUp, read, insert }: Layer, guard: string): string => `${setUp}
export async function add(groupId: string, wanted: string[]) {
  const known = new Set((${read}).map((row) => row.itemId));
  const rows: { groupId: string; itemId: string }[] = [];
  for (const itemId of wanted) {
    ${guard}rows.push({ groupId, itemId });
  }
  if (rows.length > 0) ${insert}; // inserted
  return known.size;
}
`;

const lineOf = (text: string): number => text.split('\n').findIndex((line) => line.endsWith('// inserted')) + 1;

describe('rows that are gathered in a list', () => {
  it.each(Object.entries(layers))('%s: Race because both requests gather the rows that neither has found', (_, layer) => {
    const text = code(layer, 'if (!known.has(itemId)) ');
    expect(lint(text).map(({ line, ruleId }) => [line, ruleId])).toEqual([[lineOf(text), 'db-race/no-check-then-create']]);
    expect(repairFaults(text)).toEqual([]);
  });

  it.each(Object.entries(layers))('%s: Safe because all rows are gathered, whatever was found', (_, layer) => {
    expect(lint(code(layer, ''))).toEqual([]);
  });
});
