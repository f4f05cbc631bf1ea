/**
 * Races whose read, guard or write lies in another file, and what protects them there.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const db = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

/** A function of the file that is longer than what is followed for no reason. */
const long = Array.from({ length: 40 }, (_, line) => `  lines.push(\`line ${String(line)} of the report on \${id}\`);`).join('\n');

const cases: Readonly<Record<string, Files>> = {
  'Race because a long function of the other file, which is given nothing that was read, writes': {
    'db.ts': db,
    'orders.ts': `import { prisma } from './db';
import { send } from './shipping';
export async function release(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'PAID') throw new Error('not paid');
  await send(id); // race: no-check-then-update
}
`,
    'shipping.ts': `import { prisma } from './db';
async function ship(id: string) {
  const lines: string[] = [];
${long}
  await prisma.order.update({ where: { id }, data: { state: 'SHIPPED', report: lines.join() } });
}
export async function send(id: string) {
  await ship(id);
}
`,
  },
  'Safe because that function repeats the condition and looks at the count': {
    'db.ts': db,
    'orders.ts': `import { prisma } from './db';
import { send } from './shipping';
export async function release(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'PAID') throw new Error('not paid');
  await send(id);
}
`,
    'shipping.ts': `import { prisma } from './db';
async function ship(id: string) {
  const lines: string[] = [];
${long}
  const { count } = await prisma.order.updateMany({ where: { id, state: 'PAID' }, data: { state: 'SHIPPED', report: lines.join() } });
  if (count === 0) throw new Error('not paid');
}
export async function send(id: string) {
  await ship(id);
}
`,
  },
  'Race because the replica that a helper reads is a client of the same database, assigned where the primary is': {
    'clients.ts': `import { PrismaClient } from '@prisma/client';
declare global { var keptReplica: PrismaClient | undefined; }
const isProduction = process.env.NODE_ENV === 'production';
const make = (url: string) => new PrismaClient({ datasources: { db: { url } } });
export let primary: PrismaClient;
export let replica: PrismaClient;
if (isProduction) {
  primary = make('primary');
  replica = process.env.SINGLE ? primary : make('replica');
} else {
  primary = make('primary');
  replica = global.keptReplica ?? make('replica');
}
`,
    'clubs.ts': `import type { Prisma } from '@prisma/client';
import { primary, replica } from './clients';
export const clubsOf = (userId: string) => replica.club.findMany({ where: { userId } });
export async function addTiers(clubId: string, userId: string, names: string[], tx?: Prisma.TransactionClient) {
  const db = tx ?? primary;
  const [club] = await clubsOf(userId); // race: no-outer-client-in-transaction
  if (club?.userId !== userId) throw new Error('not yours');
  await db.tier.createMany({ data: names.map((name) => ({ clubId, name })) });
}
export const create = (userId: string, names: string[]) =>
  primary.$transaction(async (tx) => {
    const club = await tx.club.create({ data: { userId } });
    await addTiers(club.id, userId, names, tx);
    return club;
  });
`,
  },
  'Safe because the helper reads through the handle that it is given': {
    'clients.ts': `import { PrismaClient } from '@prisma/client';
const make = (url: string) => new PrismaClient({ datasources: { db: { url } } });
export let primary: PrismaClient;
export let replica: PrismaClient;
primary = make('primary');
replica = process.env.SINGLE ? primary : make('replica');
`,
    'clubs.ts': `import type { Prisma } from '@prisma/client';
import { primary, replica } from './clients';
const clubsOf = (userId: string, tx?: Prisma.TransactionClient) => (tx ?? replica).club.findMany({ where: { userId } });
export const create = (userId: string) =>
  primary.$transaction(async (tx) => {
    await tx.club.create({ data: { userId } });
    return clubsOf(userId, tx);
  });
`,
  },
  'Safe because the other client is made in another way: it may be of another database': {
    'clients.ts': `import { PrismaClient } from '@prisma/client';
import { makeOther } from './elsewhere';
const make = (url: string) => new PrismaClient({ datasources: { db: { url } } });
export let primary: PrismaClient;
export let audit: PrismaClient;
if (process.env.SINGLE) {
  primary = make('primary');
  audit = makeOther();
} else {
  primary = make('primary');
  audit = new PrismaClient();
}
`,
    'clubs.ts': `import { audit, primary } from './clients';
const clubsOf = (userId: string) => audit.club.findMany({ where: { userId } });
export const create = (userId: string) =>
  primary.$transaction(async (tx) => {
    await tx.club.create({ data: { userId } });
    return clubsOf(userId);
  });
`,
  },
  'Race because the imported function only looks': {
    'db.ts': db,
    'find-user.ts': `import { prisma } from './db';
export const findUser = (email: string) => prisma.user.findUnique({ where: { email } });
`,
    'register.ts': `import { prisma } from './db';
import { findUser } from './find-user';
export async function register(email: string) {
  const taken = await findUser(email);
  if (taken) throw new Error('taken');
  return prisma.user.create({ data: { email } }); // race: no-check-then-create
}
`,
  },
  'Race because a cast says whose method looks': {
    'user.service.ts': `import { prisma } from './db';
export class UserService {
  findUser(email: string) { return prisma.user.findUnique({ where: { email } }); }
}
`,
    'db.ts': db,
    'register.ts': `import { prisma } from './db';
import type { UserService } from './user.service';
export async function register(container: { resolve: (name: string) => unknown }, email: string) {
  const users = container.resolve('users') as UserService;
  const taken = await users.findUser(email);
  if (taken) throw new Error('taken');
  return prisma.user.create({ data: { email } }); // race: no-check-then-create
}
`,
  },
  'Race because the repository of MikroORM is a class of another file, and so is what changes the row': {
    'order.entity.ts': `import { Entity, PrimaryKey, Property } from '@mikro-orm/core';
@Entity()
export class Order { @PrimaryKey() id = ''; @Property() total = 0; @Property() state = 'open'; }
`,
    'order.repository.ts': `import { EntityRepository } from '@mikro-orm/core';
import { Order } from './order.entity';
export class OrderRepository extends EntityRepository<Order> {}
`,
    'add.ts': `import type { Order } from './order.entity';
export const add = (order: Order, by: number): void => { order.total = order.total + by; };
`,
    'orders.ts': `import type { EntityManager } from '@mikro-orm/core';
import { add } from './add';
import type { OrderRepository } from './order.repository';
export class Orders {
  constructor(private readonly orders: OrderRepository, private readonly em: EntityManager) {}
  async close(id: string) {
    const order = await this.orders.findOneOrFail({ id });
    if (order.state !== 'open') throw new Error('closed');
    order.state = 'closed'; // race: no-check-then-update
    await this.em.flush();
  }
  async add(id: string, by: number) {
    const order = await this.orders.findOneOrFail({ id });
    add(order, by);
    await this.em.flush(); // race: no-read-modify-write
  }
}
`,
  },
  'Race because a helper of another file loads whatever entity it is told, and the row is saved here': {
    'user.entity.ts': `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity()
export class User { @PrimaryGeneratedColumn('uuid') id: string; @Column() name: string; @Column() verified: boolean; }
`,
    'connection.ts': `import { DataSource } from 'typeorm';
export class Connection {
  constructor(private readonly source: DataSource) {}
  async load<T>(entity: new () => T, id: string): Promise<T> {
    return this.source.getRepository(entity).findOneOrFail({ where: { id } as never });
  }
  getRepository<T>(entity: new () => T) {
    return this.source.getRepository(entity);
  }
}
`,
    'users.ts': `import { Connection } from './connection';
import { User } from './user.entity';
export class Users {
  constructor(private readonly connection: Connection) {}
  async rename(id: string, name: string) {
    const user = await this.connection.load(User, id);
    user.name = name;
    await this.connection.getRepository(User).save(user); // race: no-stale-entity-save
  }
}
`,
  },
  'Safe because the version column of the entity is in another file': {
    'order.entity.ts': `import { Entity, PrimaryKey, Property } from '@mikro-orm/core';
@Entity()
export class Order { @PrimaryKey() id = ''; @Property() total = 0; @Property({ version: true }) version = 1; }
`,
    'orders.ts': `import type { EntityManager } from '@mikro-orm/core';
import { Order } from './order.entity';
export const add = async (em: EntityManager, id: string, by: number) => {
  const order = await em.findOneOrFail(Order, id);
  order.total += by;
  await em.flush();
};
`,
  },
  'Race because the client of Supabase, and what looks, are in other files': {
    'lib/supabase.ts': `import { createClient } from '@supabase/supabase-js';
export const client = createClient('url', 'key');
`,
    'find-tag.ts': `import { client } from './lib/supabase';
export const findTag = async (slug: string) => {
  const { data } = await client.from('tags').select('id').eq('slug', slug).maybeSingle();
  return data;
};
`,
    'tags.ts': `import { client } from './lib/supabase';
import { findTag } from './find-tag';
export const create = async (slug: string) => {
  const tag = await findTag(slug);
  if (!tag) await client.from('tags').insert({ slug }); // race: no-check-then-create
};
`,
  },
  'Safe because the imported function looks for something else': {
    'db.ts': db,
    'find-user.ts': `import { prisma } from './db';
export const findUser = (id: string) => prisma.account.findUnique({ where: { id } });
`,
    'register.ts': `import { prisma } from './db';
import { findUser } from './find-user';
export async function register(email: string, id: string) {
  const account = await findUser(id);
  if (account) throw new Error('known');
  return prisma.user.create({ data: { email } });
}
`,
  },
  'Race because the validator throws and the repository inserts, both injected': {
    'users.repository.ts': `import { Injectable } from '@nestjs/common';
import { PrismaService } from './prisma.service';
@Injectable()
export class UsersRepository {
  constructor(private readonly prisma: PrismaService) {}
  async assertFree(email: string): Promise<void> {
    const taken = await this.prisma.user.findUnique({ where: { email } });
    if (taken) throw new Error('taken');
  }
  insert(email: string) {
    return this.prisma.user.create({ data: { email } });
  }
}
`,
    'users.service.ts': `import { Injectable } from '@nestjs/common';
import { UsersRepository } from './users.repository';
@Injectable()
export class UsersService {
  constructor(private readonly users: UsersRepository) {}
  async register(email: string) {
    await this.users.assertFree(email);
    return this.users.insert(email); // race: no-check-then-create
  }
  async greet(email: string) {
    await this.users.assertFree(email);
    return email;
  }
}
`,
  },
  'Safe because the repository catches the violation': {
    'users.repository.ts': `import { Prisma } from '@prisma/client';
import { PrismaService } from './prisma.service';
export class UsersRepository {
  constructor(private readonly prisma: PrismaService) {}
  find(email: string) {
    return this.prisma.user.findUnique({ where: { email } });
  }
  async insert(email: string) {
    try {
      return await this.prisma.user.create({ data: { email } });
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw new Error('taken');
      throw error;
    }
  }
}
`,
    'users.service.ts': `import { UsersRepository } from './users.repository';
export class UsersService {
  constructor(private readonly users: UsersRepository) {}
  async register(email: string) {
    if (await this.users.find(email)) throw new Error('taken');
    return this.users.insert(email);
  }
}
`,
  },
  'Safe because the imported predicate tests the code': {
    'db.ts': db,
    'is-unique-violation.ts': `export const isUniqueViolation = (error: { code?: string }) => error.code === 'P2002';
`,
    'register.ts': `import { prisma } from './db';
import { isUniqueViolation } from './is-unique-violation';
export async function register(email: string) {
  const taken = await prisma.user.findUnique({ where: { email } });
  if (taken) throw new Error('taken');
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (isUniqueViolation(error)) throw new Error('taken');
    throw error;
  }
}
`,
  },
  'Race because the imported predicate tests another code': {
    'db.ts': db,
    'is-missing.ts': `export const isMissing = (error: { code?: string }) => error.code === 'P2025';
`,
    'register.ts': `import { prisma } from './db';
import { isMissing } from './is-missing';
export async function register(email: string) {
  const taken = await prisma.user.findUnique({ where: { email } });
  if (taken) throw new Error('taken');
  try {
    return await prisma.user.create({ data: { email } }); // race: no-check-then-create
  } catch (error) {
    if (isMissing(error)) throw new Error('gone');
    throw error;
  }
}
`,
  },
  'Race because the imported helper throws by a count that it is given': {
    'db.ts': db,
    'limits.ts': `export const assertBelow = (count: number, limit: number) => {
  if (count >= limit) throw new Error('limit');
};
`,
    'add-seat.ts': `import { prisma } from './db';
import { assertBelow } from './limits';
export async function addSeat(orgId: string, limit: number) {
  const seats = await prisma.seat.count({ where: { orgId } });
  assertBelow(seats, limit);
  return prisma.seat.create({ data: { orgId } }); // race: no-racy-limit-check
}
`,
  },
  'Race because a barrel and a path mapping lead to the function': {
    'tsconfig.json': `{ // comments are allowed
  "compilerOptions": { "paths": { "@/*": ["./src/*"] } }, }`,
    'src/db.ts': db,
    'src/users/find.ts': `import { prisma } from '@/db';
export async function findUser(email: string) {
  return prisma.user.findUnique({ where: { email } });
}
`,
    'src/users/index.ts': `export * from './find';
`,
    'src/register.ts': `import { prisma } from '@/db';
import * as users from '@/users';
export async function register(email: string) {
  if (await users.findUser(email)) return;
  await prisma.user.create({ data: { email } }); // race: no-check-then-create
}
`,
  },
  'Race because the package of the workspace is read by its sources': {
    'package.json': '{ "name": "root", "private": true, "workspaces": ["packages/*", "apps/*"] }',
    'packages/users/package.json': '{ "name": "@acme/users", "main": "dist/index.js" }',
    'packages/users/src/index.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
export const findUser = (email: string) => prisma.user.findUnique({ where: { email } });
`,
    'apps/api/package.json': '{ "name": "api", "dependencies": { "@acme/users": "*", "@prisma/client": "7" } }',
    'apps/api/src/register.ts': `import { findUser, prisma } from '@acme/users';
export async function register(email: string) {
  const user = (await findUser(email)) ?? (await prisma.user.create({ data: { email } })); // race: no-check-then-create
  return user;
}
`,
  },
  'Race because a package may keep its sources in another folder than src': {
    'package.json': '{ "name": "root", "private": true, "workspaces": ["packages/*"] }',
    'packages/users/package.json': '{ "name": "@acme/users", "main": "dist/index.js", "types": "dist/index.d.ts" }',
    'packages/users/lib/index.ts': `export * from './users.js';
`,
    'packages/users/lib/users.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
export const findUser = (email: string) => prisma.user.findUnique({ where: { email } });
`,
    'packages/api/package.json': '{ "name": "@acme/api", "dependencies": { "@acme/users": "*", "@prisma/client": "7" } }',
    'packages/api/lib/register.ts': `import { findUser, prisma } from '@acme/users';
export async function register(email: string) {
  const user = (await findUser(email)) ?? (await prisma.user.create({ data: { email } })); // race: no-check-then-create
  return user;
}
`,
  },
  "Race because the methods are a base class's": {
    'base.repository.ts': `import { PrismaService } from './prisma.service';
export abstract class BaseRepository {
  constructor(protected readonly prisma: PrismaService) {}
  protected byEmail(email: string) {
    return this.prisma.user.findUnique({ where: { email } });
  }
}
`,
    'users.repository.ts': `import { BaseRepository } from './base.repository';
export class UsersRepository extends BaseRepository {
  async register(email: string) {
    if (await this.byEmail(email)) throw new Error('taken');
    return this.prisma.user.create({ data: { email } }); // race: no-check-then-create
  }
}
`,
  },
  'Race because one class implements the interface': {
    'users-store.ts': `export interface UsersStore {
  exists(email: string): Promise<boolean>;
  insert(email: string): Promise<void>;
}
`,
    'prisma-users-store.ts': `import { prisma } from './db';
import type { UsersStore } from './users-store';
export class PrismaUsersStore implements UsersStore {
  async exists(email: string) {
    return (await prisma.user.count({ where: { email } })) > 0;
  }
  async insert(email: string) {
    await prisma.user.create({ data: { email } });
  }
}
`,
    'db.ts': db,
    'users-service.ts': `import type { UsersStore } from './users-store';
export class UsersService {
  private readonly users: UsersStore;
  constructor({ users }: { users: UsersStore }) {
    this.users = users;
  }
  async register(email: string) {
    if (await this.users.exists(email)) throw new Error('taken');
    await this.users.insert(email); // race: no-check-then-create
  }
}
`,
  },
  "Safe because two classes that ask the database implement the interface, and it isn't known which": {
    'users-store.ts': `export interface UsersStore {
  exists(email: string): Promise<boolean>;
  insert(email: string): Promise<void>;
}
`,
    'prisma-users-store.ts': `import { prisma } from './db';
import type { UsersStore } from './users-store';
export class PrismaUsersStore implements UsersStore {
  async exists(email: string) {
    return (await prisma.user.count({ where: { email } })) > 0;
  }
  async insert(email: string) {
    await prisma.user.create({ data: { email } });
  }
}
export class UpsertingUsersStore implements UsersStore {
  async exists() {
    return false;
  }
  async insert(email: string) {
    await prisma.user.createMany({ data: [{ email }], skipDuplicates: true });
  }
}
`,
    'db.ts': db,
    'users-service.ts': `import type { UsersStore } from './users-store';
export class UsersService {
  constructor(private readonly users: UsersStore) {}
  async register(email: string) {
    if (await this.users.exists(email)) throw new Error('taken');
    await this.users.insert(email);
  }
}
`,
  },
  'Race because a factory gives the store, and an object holds its functions': {
    'db.ts': db,
    'store.ts': `import { prisma } from './db';
class Users {
  find(email: string) {
    return prisma.user.findUnique({ where: { email } });
  }
}
export const createUsers = () => new Users();
export const writer = {
  async insert(email: string) {
    return prisma.user.create({ data: { email } });
  },
};
`,
    'register.ts': `import { createUsers, writer } from './store';
const users = createUsers();
export async function register(email: string) {
  if (await users.find(email)) return;
  await writer.insert(email); // race: no-check-then-create
}
`,
  },
  'Race because modules are gathered as the properties of one, and waited for in a list': {
    'queries/users.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
async function find(email) { return prisma.user.findFirst({ where: { email } }); }
async function create(email) { return prisma.user.create({ data: { email } }); }
module.exports = { find, create };
`,
    'queries/index.js': `const users = require('./users');
module.exports = { users };
`,
    'register.js': `const query = require('./queries');
async function register(req) {
  const { email } = req.body;
  const [taken] = await Promise.all([email && query.users.find(email)]);
  if (taken) throw new Error('taken');
  return query.users.create(email); // race: no-check-then-create
}
module.exports = { register };
`,
  },
  'Safe because the gathered module that is written is another one': {
    'queries/users.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.find = async (email) => prisma.user.findFirst({ where: { email } });
`,
    'queries/visits.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.create = async (email) => prisma.visit.create({ data: { email } });
`,
    'queries/index.js': `module.exports = { users: require('./users'), visits: require('./visits') };
`,
    'visit.js': `const query = require('./queries');
exports.visit = async (email) => {
  const user = await query.users.find(email);
  if (!user) return query.visits.create(email);
};
`,
  },
  'Race because modules are exported, and gathered, as namespaces': {
    'db.ts': db,
    'queries/users.ts': `import { prisma } from '../db';
export const find = async (email: string) => prisma.user.findFirst({ where: { email } });
export const create = async (email: string) => prisma.user.create({ data: { email } });
`,
    'queries/index.ts': `export * as users from './users';
`,
    'queries/all.ts': `import * as users from './users';
export const queries = { users };
`,
    'register.ts': `import { users } from './queries';
import { queries } from './queries/all';
export async function register(email: string) {
  if (await users.find(email)) throw new Error('taken');
  await users.create(email); // race: no-check-then-create
}
export async function enlist(email: string) {
  if (await queries.users.find(email)) throw new Error('taken');
  await queries.users.create(email); // race: no-check-then-create
}
`,
  },
  'Race because a CommonJS module exports the functions': {
    'users.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
async function find(email) {
  return prisma.user.findUnique({ where: { email } });
}
exports.insert = async (email) => prisma.user.create({ data: { email } });
module.exports.find = find;
`,
    'register.js': `const users = require('./users');
module.exports = async function register(email) {
  if (await users.find(email)) return;
  await users.insert(email); // race: no-check-then-create
};
`,
  },
  'Safe because the function races by itself, where it stands': {
    'db.ts': db,
    'ensure-user.ts': `import { prisma } from './db';
export async function ensureUser(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  return user ?? prisma.user.create({ data: { email } }); // race: no-check-then-create
}
`,
    'login.ts': `import { prisma } from './db';
import { ensureUser } from './ensure-user';
export async function login(email: string) {
  if ((await prisma.user.count({ where: { email } })) > 0) return;
  await ensureUser(email);
}
`,
  },
  'Safe because calls in a cycle of files end': {
    'db.ts': db,
    'even.ts': `import { prisma } from './db';
import { odd } from './odd';
export async function even(n: number): Promise<void> {
  await prisma.job.findMany();
  await odd(n - 1);
}
`,
    'odd.ts': `import { prisma } from './db';
import { even } from './even';
export async function odd(n: number): Promise<void> {
  await prisma.log.create({ data: { n } });
  await even(n - 1);
}
`,
  },
};

describe('across files', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});

describe('transactions and locks of other files', () => {
  const helpers = {
    'db.ts': db,
    'transaction.ts': `import { Prisma } from '@prisma/client';
import { prisma } from './db';
export async function serializable<T>(work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return prisma.$transaction((tx) => work(tx), { isolationLevel: 'Serializable' });
}
export async function plain<T>(work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return prisma.$transaction((tx) => work(tx));
}
`,
    'lock.ts': `import { redlock } from 'redlock';
export async function withLock<T>(key: string, work: () => Promise<T>): Promise<T> {
  const lock = await redlock.acquire([key], 1000);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
`,
    'row-lock.ts': `import { Prisma } from '@prisma/client';
export const lockOrg = (tx: Prisma.TransactionClient, orgId: string) => tx.$queryRaw\`SELECT id FROM "Org" WHERE id = \${orgId} FOR UPDATE\`;
`,
  };
  const around: Readonly<Record<string, string>> = {
    'Safe because the wrapper opens a serializable transaction': `import { serializable } from './transaction';
export async function register(email: string) {
  await serializable(async (tx) => {
    if (await tx.user.findUnique({ where: { email } })) return;
    await tx.user.create({ data: { email } });
  });
}
`,
    'Race because the wrapper opens a plain transaction': `import { plain } from './transaction';
export async function register(email: string) {
  await plain(async (tx) => {
    if (await tx.user.findUnique({ where: { email } })) return;
    await tx.user.create({ data: { email } }); // race: no-check-then-create
  });
}
`,
    'Safe because the wrapper may hold a lock': `import { prisma } from './db';
import { withLock } from './lock';
export async function register(email: string) {
  await withLock(email, async () => {
    if (await prisma.user.findUnique({ where: { email } })) return;
    await prisma.user.create({ data: { email } });
  });
}
`,
    'Safe because the imported function locks the parent': `import { prisma } from './db';
import { lockOrg } from './row-lock';
export async function addSeat(orgId: string, limit: number) {
  await prisma.$transaction(async (tx) => {
    await lockOrg(tx, orgId);
    if ((await tx.seat.count({ where: { orgId } })) >= limit) throw new Error('limit');
    await tx.seat.create({ data: { orgId } });
  });
}
`,
    'Race because the lock is taken on a connection of its own': `import { prisma } from './db';
import { lockOrg } from './row-lock';
export async function addSeat(orgId: string, limit: number) {
  await prisma.$transaction(async (tx) => {
    await lockOrg(prisma, orgId);
    if ((await tx.seat.count({ where: { orgId } })) >= limit) throw new Error('limit');
    await tx.seat.create({ data: { orgId } }); // race: no-racy-limit-check
  });
}
`,
  };
  it.each(Object.entries(around))('%s', (_, text) => {
    const files = { ...helpers, 'app.ts': text };
    expect(reportsOf(files)).toEqual(marksOf(files));
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});

describe('settings', () => {
  const files = cases['Race because the imported function only looks'] ?? {};

  it('crossFile: false leaves every file to itself', () => {
    expect(reportsOf(files, { crossFile: false })).toEqual([]);
    expect(reportsOf(files, { crossFile: true })).toEqual(marksOf(files));
  });

  const chain: Files = {
    'db.ts': db,
    'find.ts': `import { prisma } from './db';
export const byEmail = (email: string) => prisma.user.findUnique({ where: { email } });`,
    'users.ts': `import { byEmail } from './find';
export async function isTaken(email: string) {
  return (await byEmail(email)) !== null;
}`,
    'app.ts': `import { prisma } from './db';
import { isTaken } from './users';
export async function signUp(email: string) {
  if (await isTaken(email)) throw new Error('taken');
  await prisma.user.create({ data: { email } }); // race: no-check-then-create
}`,
  };

  it('crossFile.depth says through how many files a chain of calls may lead', () => {
    expect(reportsOf(chain, { crossFile: { depth: 1 } })).toEqual([]);
    expect(reportsOf(chain, { crossFile: { depth: 2 } })).toEqual(marksOf(chain));
  });

  it('crossFile.files says how many files are opened for one', () => {
    expect(reportsOf(chain, { crossFile: { files: 1 } })).toEqual([]);
    expect(reportsOf(chain, { crossFile: { files: 10, milliseconds: 60_000 } })).toEqual(marksOf(chain));
  });

  it.each([
    ['off', `: "off". Allowed: true, false, or an object with depth, files, milliseconds.`],
    [[], ': []. Allowed: true, false, or an object with depth, files, milliseconds.'],
    [{ depth: 0 }, '.depth: 0. Allowed: a whole number from 1 to 8.'],
    [{ files: '9' }, '.files: "9". Allowed: a whole number from 1 to 10000.'],
    [{ milliseconds: 1.5 }, '.milliseconds: 1.5. Allowed: a whole number from 1 to 600000.'],
    [{ time: 5 }, '.time: 5. Allowed: depth, files, milliseconds.'],
  ])('names a value that is not allowed: %j', (crossFile, message) => {
    expect(() => reportsOf(files, { crossFile })).toThrow(`Invalid setting settings['db-race'].crossFile${message}`);
  });
});
