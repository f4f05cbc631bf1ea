/**
 * Prisma: a schema for the shared tables, the client that Prisma's own generator makes of it, and driver adapters whose statements can be held.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Database, DatabaseKind } from '../databases.js';
import { stepped, type Before, type Layer } from './layer.js';

const providers: Readonly<Record<DatabaseKind, string>> = { postgresql: 'postgresql', mariadb: 'mysql', sqlite: 'sqlite' };

type Major = 6 | 7;

/** What Prisma 6 asks for besides: an engine that isn't downloaded, and where the database is. */
const extras: Readonly<Record<Major, { readonly generator: string; readonly source: string }>> = {
  6: { generator: '\n  engineType             = "client"', source: '\n  url      = env("DATABASE_URL")' },
  7: { generator: '', source: '' },
};

const schema = (kind: DatabaseKind, major: Major): string => `generator client {
  provider               = "prisma-client"
  output                 = "../src/generated/prisma"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"${extras[major].generator}
}

datasource db {
  provider = "${providers[kind]}"${extras[major].source}
}

model Account {
  id    Int    @id @default(autoincrement())
  email String @unique(map: "email")
  name  String

  @@map("account")
}

model Setting {
  id    Int    @id @default(autoincrement())
  owner String
  name  String
  value String

  @@unique([owner, name])
  @@map("setting")
}

model Tag {
  id    Int    @id @default(autoincrement())
  slug  String @unique
  label String

  @@map("tag")
}

model Wallet {
  id     Int    @id @default(autoincrement())
  points Int
  note   String

  @@map("wallet")
}

model Job {
  id     Int     @id @default(autoincrement())
  state  String
  worker String?
  tries  Int

  @@map("job")
}

model Room {
  id       Int       @id @default(autoincrement())
  seats    Int
  bookings Booking[]

  @@map("room")
}

model Booking {
  id     Int    @id @default(autoincrement())
  roomId Int    @map("room")
  room   Room   @relation(fields: [roomId], references: [id])
  guest  String

  @@map("booking")
}

model Note {
  id    Int    @id @default(autoincrement())
  title String
  text  String
  data  Json?

  @@map("note")
}
`;

const require = createRequire(import.meta.url);

/** Under which names the majors' command lines are installed. */
const commands: Readonly<Record<Major, string>> = { 6: '@earlier/prisma', 7: 'prisma' };

/**
 * Writes a project with the tables' schema, and the client that this major's own generator makes of it.
 * @throws Error with what the generator says, when it fails
 */
export const preparePrisma = (kind: DatabaseKind, folder: string, major: Major): void => {
  mkdirSync(join(folder, 'prisma'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scenarios', type: 'module', dependencies: { '@prisma/client': String(major) } }));
  writeFileSync(join(folder, 'prisma/schema.prisma'), schema(kind, major));
  // the generator needs no engine, but the command looks for one, and would download it
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_QUERY_ENGINE_LIBRARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1', DATABASE_URL: 'file:unused' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve(`${commands[major]}/build/index.js`), 'generate', '--schema', 'prisma/schema.prisma'], { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`prisma generate: ${stdout}${stderr}`);
};

/** Two connections a client: one for a transaction, one beside it. */
const adapters = {
  postgresql: ({ url }: Database) => new PrismaPg({ connectionString: url, max: 2 }),
  mariadb: ({ url }: Database) => {
    const { hostname, port, username, password, pathname } = new URL(url);
    return new PrismaMariaDb({ host: hostname, port: Number(port === '' ? 3306 : port), user: username, password, database: pathname.slice(1), connectionLimit: 2, connectTimeout: 30_000, acquireTimeout: 60_000 });
  },
  sqlite: ({ url }: Database) => new PrismaBetterSqlite3({ url: `file:${url}` }),
} as const;

const held: ReadonlySet<string> = new Set(['queryRaw', 'executeRaw', 'commit']);
const opening: ReadonlySet<string> = new Set(['connect', 'startTransaction']);

interface Generated {
  readonly PrismaClient: new (options: { readonly adapter: unknown }) => { readonly $connect: () => Promise<void>; readonly $disconnect: () => Promise<void> };
}

export const prisma: Layer = {
  id: 'prisma',
  name: 'Prisma 7',
  prepare: ({ kind }, folder) => {
    preparePrisma(kind, folder, 7);
  },
  connect: async (database, folder, before: Before) => {
    const { PrismaClient } = (await import(/* @vite-ignore */ join(folder, 'src/generated/prisma/client.ts'))) as Generated;
    const client = new PrismaClient({ adapter: stepped(adapters[database.kind](database), held, opening, before) });
    await client.$connect();
    return { handle: client, close: () => client.$disconnect() };
  },
};
