/** A row that is found by its name, and gets another one that was looked for: `where: { name }, data: { name: newName }`. */
import { describe, expect, it } from 'vitest';
import { lint } from '../rules/tester.js';

interface Layer {
  readonly setUp: string;
  readonly find: string;
  readonly rename: (column: string, value: string) => string;
}

const layers: Readonly<Record<string, Layer>> = {
  Prisma: {
    setUp: "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();",
    find: 'await prisma.space.findFirst({ where: { orgId, name: newName } })',
    rename: (column, value) => `await prisma.space.updateMany({ where: { orgId, name }, data: { ${column}: ${value} } })`,
  },
  Drizzle: {
    setUp: "import { drizzle } from 'drizzle-orm/node-postgres';\nimport { and, eq } from 'drizzle-orm';\nimport { pgTable, text } from 'drizzle-orm/pg-core';\nconst spaces = pgTable('spaces', { id: text('id').primaryKey(), orgId: text('org_id'), name: text('name'), title: text('title') });\nconst db = drizzle('postgres://');",
    find: '(await db.select().from(spaces).where(and(eq(spaces.orgId, orgId), eq(spaces.name, newName))))[0]',
    rename: (column, value) => `await db.update(spaces).set({ ${column}: ${value} }).where(and(eq(spaces.orgId, orgId), eq(spaces.name, name)))`,
  },
  Knex: {
    setUp: "import knex from 'knex';\nconst db = knex({ client: 'pg' });",
    find: "await db('spaces').where({ orgId, name: newName }).first()",
    rename: (column, value) => `await db('spaces').where({ orgId, name }).update({ ${column}: ${value} })`,
  },
  Mongoose: {
    setUp: "import { model, Schema } from 'mongoose';\nconst Space = model('Space', new Schema({ orgId: String, name: String, title: String }));",
    find: 'await Space.findOne({ orgId, name: newName })',
    rename: (column, value) => `await Space.updateOne({ orgId, name }, { $set: { ${column}: ${value} } })`,
  },
};

const code = ({ setUp, find, rename }: Layer, column: string, value: string): string => `${setUp}
export async function rename(orgId: string, name: string, newName: string) {
  const taken = ${find};
  if (taken) throw new Error('taken');
  ${rename(column, value)};
}
`;

describe.each(Object.entries(layers))('%s', (_, layer) => {
  it('reports the new name that was looked for', () => {
    expect(lint(code(layer, 'name', 'newName')).map(({ ruleId }) => ruleId)).toEqual(['db-race/no-check-then-create']);
  });
  it('is silent where the row keeps its name', () => {
    expect(lint(code(layer, 'name', 'name'))).toEqual([]);
    expect(lint(code(layer, 'title', 'newName'))).toEqual([]);
  });
});
