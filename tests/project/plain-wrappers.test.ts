/** Wrappers of other files that only run what they are given, and databases that the options of another file hold. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const prisma: Files = {
  'db.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`,
  'wrap.ts': `import { redis } from './redis';
export async function handleError<T>(context: unknown, fn: () => Promise<T> | T): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    console.error(context, error);
    throw error;
  }
}
export async function exclusively<T>(key: string, fn: () => Promise<T>): Promise<T> {
  await redis.wait(key);
  return await fn();
}
export function later<T>(fn: () => Promise<T>): Promise<T> {
  return new Promise((resolve) => { setTimeout(() => { resolve(fn()); }, 10); });
}
`,
  'redis.ts': `export const redis = { wait: async (key: string) => { await fetch('http://locks/' + key); } };
`,
  'users.ts': `import { prisma } from './db';
import { exclusively, handleError, later } from './wrap';
export async function invite(email: string) {
  return handleError({ email }, async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } }); // race: no-check-then-create
  });
}
export async function inviteAlone(email: string) {
  return exclusively(email, async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  });
}
export async function inviteLater(email: string) {
  return later(async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  });
}
`,
};

const drizzle: Files = {
  'package.json': '{ "name": "shop", "dependencies": { "drizzle-orm": "0.40.0", "postgres": "3" } }',
  'schema.ts': `import { pgTable, text, uuid, integer, timestamp } from 'drizzle-orm/pg-core';
export const orgs = pgTable('orgs', { id: uuid('id').primaryKey(), seats: integer('seats').notNull(), usedAt: timestamp('used_at') });
export const graphs = pgTable('graphs', { id: uuid('id').primaryKey(), orgId: uuid('org_id').notNull(), name: text('name').notNull() });
`,
  'options.ts': `import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type * as schema from './schema';
export interface Options { db: PostgresJsDatabase<typeof schema>; name: string; }
`,
  'graphs.ts': `import { count, eq } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import * as schema from './schema';
export class Graphs {
  constructor(private db: PostgresJsDatabase<typeof schema>, private orgId: string) {}
  async count() {
    const [row] = await this.db.select({ n: count() }).from(schema.graphs).where(eq(schema.graphs.orgId, this.orgId));
    return row.n;
  }
  async create(name: string) {
    await this.db.insert(schema.graphs).values({ orgId: this.orgId, name });
  }
  async touch() {
    await this.db.update(schema.orgs).set({ usedAt: new Date() }).where(eq(schema.orgs.id, this.orgId));
  }
}
`,
  'create-graph.ts': `import type { Options } from './options';
import { Graphs } from './graphs';
export async function createGraph(options: Options, orgId: string, name: string) {
  await new Graphs(options.db, orgId).touch();
  return options.db.transaction(async (tx) => {
    const graphs = new Graphs(tx, orgId);
    if ((await graphs.count()) >= 10) throw new Error('limit');
    await graphs.create(name); // race: no-racy-limit-check
  });
}
export async function createGraphAlone(options: Options, orgId: string, name: string) {
  return options.db.transaction(async (tx) => {
    const graphs = new Graphs(tx, orgId);
    await graphs.touch();
    if ((await graphs.count()) >= 10) throw new Error('limit');
    await graphs.create(name);
  });
}
`,
};

describe.each(Object.entries({ prisma, drizzle }))('plain wrappers: %s', (_, files) => {
  it('reports the marked lines', () => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
