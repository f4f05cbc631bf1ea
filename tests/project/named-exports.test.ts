/**
 * What the settings say that a module exports out of sight: clients, and base classes of repositories.
 */
import { describe, expect, it } from 'vitest';
import { lintIn, marksOf, reportsOf, write, type Files } from './project.js';

/** A manifest that names one data layer (Knex by Bookshelf): the others are in play only where the settings say so. */
const manifest = JSON.stringify({ name: 'app', dependencies: { '@acme/db': '1.0.0', bookshelf: '1.0.0' } });

const project = (files: Files): Files => ({ 'package.json': manifest, ...files });

const inFunction = (head: string, body: string): string => `${head}
export async function register(email: string) {
${body}
}
`;

/** By the name in the settings, which is also what is to be recognised. */
const clients: Readonly<Record<string, string>> = {
  prisma: inFunction("import { store } from '@acme/db';", `  const taken = await store.seat.count();
  if (taken < 5) await store.seat.create({ data: { email } }); // race: no-racy-limit-check`),
  typeorm: inFunction("import { store } from '@acme/db';\nimport { Seat } from './seat.js';", `  const taken = await store.manager.count(Seat);
  if (taken < 5) await store.manager.insert(Seat, { email }); // race: no-racy-limit-check`),
  drizzle: inFunction("import { eq, store, users } from '@acme/db';", `  const [known] = await store.select().from(users).where(eq(users.email, email));
  if (!known) await store.insert(users).values({ email }); // race: no-check-then-create`),
  kysely: inFunction("import { store } from '@acme/db';", `  const known = await store.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
  if (!known) await store.insertInto('users').values({ email }).execute(); // race: no-check-then-create`),
  knex: inFunction("import { store } from '@acme/db';", `  const known = await store('users').first();
  if (!known) await store('users').insert({ email }); // race: no-check-then-create`),
  sequelize: inFunction("import { store } from '@acme/db';\nconst User = store.define('user', { email: 'TEXT' });", `  const known = await User.count({ where: { email } });
  if (known === 0) await User.create({ email }); // race: no-check-then-create`),
  mongoose: inFunction("import { store } from '@acme/db';\nconst User = store.model('User');", `  const known = await User.exists({ email });
  if (!known) await User.create({ email }); // race: no-check-then-create`),
  'mikro-orm': inFunction("import { store } from '@acme/db';\nimport { User } from './user.js';", `  await store.transactional(async (em) => {
    const known = await em.findOne(User, { email });
    if (!known) await em.insert(User, { email }); // race: no-check-then-create
  });`),
  supabase: inFunction("import { store } from '@acme/db';", `  const taken = await store.from('seats').select();
  if (taken.data.length < 5) await store.from('seats').insert({ email }); // race: no-racy-limit-check`),
  pg: inFunction("import { store } from 'acme-db';", `  const known = await store.query('SELECT 1 FROM users WHERE email = $1', [email]);
  if (known.rowCount === 0) await store.query('INSERT INTO users (email) VALUES ($1)', [email]); // race: no-check-then-create`),
  postgres: inFunction("import { store } from 'acme-db';", `  const known = await store\`SELECT 1 FROM users WHERE email = \${email}\`;
  if (known.length === 0) await store\`INSERT INTO users (email) VALUES (\${email})\`; // race: no-check-then-create`),
  mysql2: inFunction("import { store } from 'acme-db';", `  const [known] = await store.execute('SELECT 1 FROM users WHERE email = ?', [email]);
  if (known.length === 0) await store.execute('INSERT INTO users (email) VALUES (?)', [email]); // race: no-check-then-create`),
  mariadb: inFunction("import { store } from 'acme-db';", `  const known = await store.query('SELECT 1 FROM users WHERE email = ?', [email]);
  if (known.length === 0) await store.query('INSERT INTO users (email) VALUES (?)', [email]); // race: no-check-then-create`),
  'better-sqlite3': inFunction("import { store } from 'acme-db';\nimport { isValid } from './mail.js';", `  const known = store.prepare('SELECT 1 FROM users WHERE email = ?').get(email);
  if (!(await isValid(email))) return;
  if (!known) store.prepare('INSERT INTO users (email) VALUES (?)').run(email); // race: no-check-then-create`),
};

describe('clients', () => {
  it.each(Object.entries(clients))('%s: Race because what the module exports is a client; unknown without the setting', (layer, text) => {
    const files = project({ 'register.ts': text });
    const named = { clients: { '@acme/db#store': layer, 'acme-db#store': layer } };
    expect(reportsOf(files, named)).toEqual(marksOf(files));
    expect(reportsOf(files, { ...named, crossFile: false })).toEqual(marksOf(files));
    expect(reportsOf(files)).toEqual([]);
  });

  const limit = (client: string): string => `  const taken = await ${client}.seat.count();
  if (taken < 5) await ${client}.seat.create({ data: { email } }); // race: no-racy-limit-check`;
  const inMethod = (head: string, client: string): string => `import { Store } from '@acme/db';
export class Seats {
  ${head}
  async register(email: string) {
  ${limit(client)}
  }
}
`;

  it.each([
    ['under another name', '@acme/db#store', { 'a.ts': inFunction("import { store as seats } from '@acme/db';", limit('seats')) }],
    ['a default export', '@acme/db#default', { 'a.ts': inFunction("import store from '@acme/db';", limit('store')) }],
    ['of a module as a whole', '@acme/db#store', { 'a.ts': inFunction("import * as acme from '@acme/db';", limit('acme.store')) }],
    ['of a required module', '@acme/db#store', { 'a.js': `const acme = require('@acme/db');\nexports.register = async (email) => {\n${limit('acme.store')}\n};\n` }],
    ['taken from a required module', '@acme/db#store', { 'a.js': `const { store } = require('@acme/db');\nexports.register = async (email) => {\n${limit('store')}\n};\n` }],
    ['a required module itself', '@acme/db#default', { 'a.js': `const store = require('@acme/db');\nexports.register = async (email) => {\n${limit('store')}\n};\n` }],
    ['loaded when it is needed', '@acme/db#store', { 'a.ts': inFunction('', `  const { store } = await import('@acme/db');\n${limit('store')}`) }],
    ['a class of clients, constructed', '@acme/db#Store', { 'a.ts': inFunction("import { Store } from '@acme/db';\nconst store = new Store();", limit('store')) }],
    ['a class of clients, extended', '@acme/db#Store', { 'a.ts': inFunction("import { Store } from '@acme/db';\nclass Own extends Store {}\nconst store = new Own();", limit('store')) }],
    ['a class of clients, injected', '@acme/db#Store', { 'a.ts': inMethod('constructor(private readonly store: Store) {}', 'this.store') }],
    ['a type of clients, of a parameter', '@acme/db#Store', { 'a.ts': `import type * as acme from '@acme/db';\nexport async function register(store: acme.Store, email: string) {\n${limit('store')}\n}\n` }],
    ['in a file that is followed', '@acme/db#store', {
      'seats.ts': "import { store } from '@acme/db';\nexport const taken = () => store.seat.count();\nexport const take = (email: string) => store.seat.create({ data: { email } });\n",
      'a.ts': inFunction("import { take, taken } from './seats.js';", '  if ((await taken()) < 5) await take(email); // race: no-racy-limit-check'),
    }],
    ['of a file that is in view but says nothing', './store.js#store', { 'store.ts': 'export const store = make();\n', 'a.ts': inFunction("import { store } from './store.js';", limit('store')) }],
  ])('Race because it is a client: %s', (_, name, files: Files) => {
    expect(reportsOf(project(files), { clients: { [name]: 'prisma' } })).toEqual(marksOf(files));
    expect(reportsOf(project(files), {})).toEqual([]);
  });

  it.each([
    ['another export', '@acme/db#stores'],
    ['an export of another module', '@acme/database#store'],
    ['the default export', '@acme/db#default'],
  ])('Safe because %s is named', (_, name) => {
    expect(reportsOf(project({ 'a.ts': inFunction("import { store } from '@acme/db';", limit('store')) }), { clients: { [name]: 'prisma' } })).toEqual([]);
  });

  it('Safe because a variable of the file has the name', () => {
    expect(reportsOf(project({ 'a.ts': inFunction("import { store as seats } from '@acme/db';\nconst store = seats.cache;", limit('store')) }), { clients: { '@acme/db#stores': 'prisma' } })).toEqual([]);
  });

  it.each(['prisma', 'mysql2'])('%s: two names are two databases', (layer) => {
    const body = {
      prisma: `  await store.$transaction(async (tx) => {
    await tx.user.create({ data: { email } });
    await store.log.create({ data: { email } }); // race: no-outer-client-in-transaction
    await audit.log.create({ data: { email } });
  });`,
      mysql2: `  const connection = await store.getConnection();
  await connection.beginTransaction();
  await connection.query('INSERT INTO users (email) VALUES (?)', [email]);
  await store.query('INSERT INTO logs (email) VALUES (?)', [email]); // race: no-outer-client-in-transaction
  await audit.query('INSERT INTO logs (email) VALUES (?)', [email]);
  await connection.commit();`,
    }[layer] ?? '';
    const files = project({ 'a.ts': inFunction("import { audit, store } from '@acme/db';", body) });
    expect(reportsOf(files, { clients: { '@acme/db#store': layer, '@acme/db#audit': layer } })).toEqual(marksOf(files));
  });

  it('leaves a method of it what `locks` says', () => {
    const files = project({ 'a.ts': inFunction("import { store } from '@acme/db';", `  await store.alone('seats', async () => {\n${limit('store')}\n  });`) });
    expect(reportsOf(files, { clients: { '@acme/db#store': 'prisma' }, transactions: ['@acme/db#alone'] })).toEqual(marksOf(files));
    expect(reportsOf(files, { clients: { '@acme/db#store': 'prisma' }, locks: ['@acme/db#alone'] })).toEqual([]);
  });
});

describe('repositories', () => {
  const repository = (head: string, members: string): Files => ({ 'a.ts': `import { Base } from '@acme/orm';
import { Seat } from './seat.js';
${head}
${members}
}
` });
  const register = (receiver: string): string => `  async register(email: string) {
    if ((await ${receiver}.count({})) < 5) await ${receiver}.insert({ email }); // race: no-racy-limit-check
  }`;

  it.each([
    ['a class extends it', repository('export class Seats extends Base<Seat> {', register('this'))],
    ['it is injected', repository('export class Service {\n  constructor(private readonly seats: Base<Seat>) {}', register('this.seats'))],
    ['a class that extends it is injected', repository('class Seats extends Base<Seat> {}\nexport class Service {\n  constructor(private readonly seats: Seats) {}', register('this.seats'))],
    ['it is constructed', repository('const seats: Base<Seat> = new Base(Seat);\nexport class Service {', register('seats'))],
  ])('Race because a repository is asked and then written: %s', (_, files) => {
    expect(reportsOf(project(files), { repositories: { '@acme/orm#Base': 'typeorm' } })).toEqual(marksOf(files));
    expect(reportsOf(project(files), { crossFile: false, repositories: { '@acme/orm#Base': 'typeorm' } })).toEqual(marksOf(files));
    expect(reportsOf(project(files), { repositories: { '@acme/orm#Other': 'typeorm' } })).toEqual([]);
  });

  it('mikro-orm: Race because a repository is asked and then written', () => {
    const files = repository('export class Seats extends Base<Seat> {', register('this'));
    expect(reportsOf(project(files), { repositories: { '@acme/orm#Base': 'mikro-orm' } })).toEqual(marksOf(files));
  });

  it('Safe because the repositories are those of two tables', () => {
    const files = repository('export class Service {\n  constructor(private readonly seats: Base<Seat>, private readonly guests: Base<Guest>) {}', `  async register(email: string) {
    if (!(await this.seats.findOne({ where: { email } }))) await this.guests.insert({ email });
  }`);
    expect(reportsOf(project(files), { repositories: { '@acme/orm#Base': 'typeorm' } })).toEqual([]);
  });
});

describe('a bad value', () => {
  const names = "an object that gives names of exports, 'module#name', their data layers";
  it.each([
    [{ clients: ['@acme/db#store'] }, `.clients: ["@acme/db#store"]. Allowed: ${names}.`],
    [{ clients: { '@acme/db': 'prisma' } }, `.clients: {"@acme/db":"prisma"}. Allowed: ${names}.`],
    [{ clients: { store: 'prisma' } }, `.clients: {"store":"prisma"}. Allowed: ${names}.`],
    [{ clients: { '@acme/db#': 'prisma' } }, `.clients: {"@acme/db#":"prisma"}. Allowed: ${names}.`],
    [{ clients: { '@acme/db#store': true } }, `.clients: {"@acme/db#store":true}. Allowed: ${names}.`],
    [{ clients: { '@acme/db#store': 'Prisma' } }, `.clients['@acme/db#store']: "Prisma". Allowed: better-sqlite3, drizzle, knex, kysely, mariadb, mikro-orm, mongoose, mysql2, pg, postgres, prisma, sequelize, supabase, typeorm.`],
    [{ clients: { '@acme/db#store': 'toString' } }, `.clients['@acme/db#store']: "toString". Allowed: better-sqlite3, `],
    [{ repositories: { '@acme/orm#Base': 'prisma' } }, `.repositories['@acme/orm#Base']: "prisma". Allowed: mikro-orm, typeorm.`],
    [{ repositories: 'typeorm' }, `.repositories: "typeorm". Allowed: ${names}.`],
  ])('%j is one clear error', (settings, message) => {
    expect(() => lintIn(write({}), 'a.ts', 'export const a = 1;', settings)).toThrow(`Invalid setting settings['db-race']${message}`);
  });
});
