/**
 * Transactions that a helper opens around a callback that it is given, and hands on by its name.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const drizzleManifest = JSON.stringify({ name: 'shop', dependencies: { 'drizzle-orm': '0.44.0', '@libsql/client': '0.14.0' } });

const drizzleDb = (driver: string): string => `import { drizzle } from 'drizzle-orm/${driver}';
export const db = drizzle(process.env.URL!);
`;

const sqliteSchema = `import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const shelves = sqliteTable('shelves', { id: integer('id').primaryKey(), label: text('label') });
`;

const pgSchema = `import { integer, pgTable, text } from 'drizzle-orm/pg-core';
export const shelves = pgTable('shelves', { id: integer('id').primaryKey(), label: text('label') });
`;

const addShelf = (mark: string): string => `import { eq } from 'drizzle-orm';
import { shelves } from './schema';
import { inTransaction, type Given } from './transactions';
export async function addShelf(given: Given, label: string) {
  return inTransaction(given, async (tx) => {
    const [shelf] = await tx.select().from(shelves).where(eq(shelves.label, label));
    if (shelf) throw new Error('there is one');
    await tx.insert(shelves).values({ label });${mark}
  });
}
`;

const joins = `import { db } from './db';
export type Handle = typeof db;
export interface Given { readonly db?: Handle }
export async function inTransaction<T>(given: Given, work: (tx: Handle) => Promise<T>): Promise<T> {
  const on = given.db ?? db;
  if ('rollback' in on) return work(on);
  return (on as Handle).transaction(work);
}
`;

const prismaDb = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

const rename = (mark: string): string => `import { runIt } from './run';
export async function claim(email: string) {
  await runIt(async (tx) => {
    const guest = await tx.guest.findFirst({ where: { email } });
    if (!guest) await tx.guest.create({ data: { email } });${mark}
  });
}
`;

const cases: Readonly<Record<string, Files>> = {
  'Safe because the helper runs its callback in a transaction of SQLite, which has one writer, or in the one that there is': {
    'package.json': drizzleManifest, 'db.ts': drizzleDb('libsql'), 'schema.ts': sqliteSchema, 'transactions.ts': joins, 'shelves.ts': addShelf(''),
  },
  'Race because the transaction is one of PostgreSQL at its default level': {
    'package.json': drizzleManifest, 'db.ts': drizzleDb('node-postgres'), 'schema.ts': pgSchema, 'transactions.ts': joins, 'shelves.ts': addShelf(' // race: no-check-then-create'),
  },
  'Race because the helper opens no transaction': {
    'package.json': drizzleManifest, 'db.ts': drizzleDb('libsql'), 'schema.ts': sqliteSchema,
    'transactions.ts': `import { db } from './db';
export type Handle = typeof db;
export interface Given { readonly db?: Handle }
export async function inTransaction<T>(given: Given, work: (tx: Handle) => Promise<T>): Promise<T> {
  return work(given.db ?? db);
}
export const alone = <T>(work: (tx: Handle) => Promise<T>): Promise<T> => db.transaction(work);
`,
    'shelves.ts': addShelf(' // race: no-check-then-create'),
  },
  'Safe because the helper hands its callback to a serializable transaction that it repeats': {
    'db.ts': prismaDb,
    'run.ts': `import { Prisma, type PrismaClient } from '@prisma/client';
import { prisma } from './db';
type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];
export async function runIt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await prisma.$transaction(work, { isolationLevel: Prisma.TransactionIsolationLevel.Serializable });
    } catch (error) {
      if (attempt === 3 || (error as { code?: string }).code !== 'P2034') throw error;
    }
  }
}
`,
    'guests.ts': rename(''),
  },
  'Race because that transaction has the default level': {
    'db.ts': prismaDb,
    'run.ts': `import { prisma } from './db';
import type { PrismaClient } from '@prisma/client';
type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];
export async function runIt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return prisma.$transaction(work);
}
`,
    'guests.ts': rename(' // race: no-check-then-create'),
  },
  'Safe because Kysely runs the callback that is handed on at SERIALIZABLE': {
    'package.json': JSON.stringify({ name: 'app', dependencies: { kysely: '0.28.0', pg: '8.0.0' } }),
    'run.ts': `import type { Kysely, Transaction } from 'kysely';
export interface Tables { guest: { email: string } }
export const atomically = <T>(db: Kysely<Tables>, work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> => db.transaction().setIsolationLevel('serializable').execute(work);
`,
    'guests.ts': `import type { Kysely } from 'kysely';
import { atomically, type Tables } from './run';
export async function invite(db: Kysely<Tables>, email: string) {
  await atomically(db, async (tx) => {
    const guest = await tx.selectFrom('guest').selectAll().where('email', '=', email).executeTakeFirst();
    if (!guest) await tx.insertInto('guest').values({ email }).execute();
  });
}
`,
  },
  'Safe because Knex does': {
    'package.json': JSON.stringify({ name: 'app', dependencies: { knex: '3.0.0', pg: '8.0.0' } }),
    'run.ts': `import knex, { type Knex } from 'knex';
export const db = knex({ client: 'pg' });
export const atomically = <T>(work: (tx: Knex.Transaction) => Promise<T>): Promise<T> => db.transaction(work, { isolationLevel: 'serializable' });
`,
    'guests.ts': `import { atomically } from './run';
export async function invite(email: string) {
  await atomically(async (tx) => {
    const guest = await tx('guest').where({ email }).first();
    if (!guest) await tx('guest').insert({ email });
  });
}
`,
  },
};

describe('callbacks that are handed on to a transaction', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf(files).filter((report) => !report.endsWith('require-transaction-retry') && !report.endsWith('require-unique-key'))).toEqual(marksOf(files));
  });
});
