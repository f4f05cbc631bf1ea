/** Where the driver's code stands on an error, by the versions and drivers in package.json. */
import { describe, expect, it } from 'vitest';
import { reportsOf } from '../project/project.js';

const withDependencies = (dependencies: Readonly<Record<string, string>>): string => JSON.stringify({ name: 'app', dependencies });
const rule = 'no-unsafe-constraint-catch';

const drizzle = `import { drizzle } from 'drizzle-orm/node-postgres';
import { tags } from './schema.js';
const db = drizzle(process.env.DATABASE_URL);
export async function add(name) {
  try {
    return await db.insert(tags).values({ name });
  } catch (error) {
    if (error.code === '23505') return null;
    throw error;
  }
}
`;

describe('Drizzle wraps the driver\'s error from 0.44 on', () => {
  it('reports the code on the error itself', () => {
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }), 'src/a.ts': drizzle })).toEqual([`src/a.ts 8 ${rule}`]);
  });

  it('is silent before, where the version isn\'t known, and where the cause is looked at', () => {
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.43.1', pg: '^8' }), 'src/a.ts': drizzle })).toEqual([]);
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': 'catalog:', pg: '^8' }), 'src/a.ts': drizzle })).toEqual([]);
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }), 'src/a.ts': drizzle.replace('error.code', '(error.cause ?? error).code') })).toEqual([]);
  });

  it('reports a function of another file that several handlers ask once a file, where it is asked first', () => {
    const twice = drizzle.replace("error.code === '23505'", 'isTaken(error)').replace("import { tags }", "import { isTaken } from './taken.js';\nimport { tags }") + drizzle.slice(drizzle.indexOf('export')).replace('add', 'addAgain').replace("error.code === '23505'", 'isTaken(error)');
    const taken = "export const isTaken = (error) => error.code === '23505';\n";
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }), 'src/taken.ts': taken, 'src/a.ts': twice })).toEqual([`src/a.ts 9 ${rule}`]);
  });

  it('knows the constraint\'s name by the driver', () => {
    const named = drizzle.replace("error.code === '23505'", "error.cause.code === '23505' && error.cause.constraint_name === 'tags_name'");
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }), 'src/a.ts': named })).toEqual([`src/a.ts 8 ${rule}`]);
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', postgres: '^3' }), 'src/a.ts': named })).toEqual([]);
  });

  it('reports a server\'s code in a project that runs on SQLite, too, where the client doesn\'t say on which', () => {
    const either = drizzle.replace("import { drizzle } from 'drizzle-orm/node-postgres';\n", "import { db } from './db.js';\n").replace('const db = drizzle(process.env.DATABASE_URL);\n', '');
    const dependencies = withDependencies({ 'drizzle-orm': '^0.45.2', postgres: '^3', 'better-sqlite3': '^12' });
    expect(reportsOf({ 'package.json': dependencies, 'src/a.ts': either })).toEqual([`src/a.ts 7 ${rule}`]);
    expect(reportsOf({ 'package.json': dependencies, 'src/a.ts': either.replace('23505', 'SQLITE_CONSTRAINT_UNIQUE') })).toEqual([]);
    // the driver is another package's
    const driverless = withDependencies({ 'drizzle-orm': '^0.45.2', '@acme/db': 'workspace:*' });
    expect(reportsOf({ 'package.json': driverless, 'src/a.ts': either })).toEqual([`src/a.ts 7 ${rule}`]);
    expect(reportsOf({ 'package.json': driverless, 'src/a.ts': either.replace('23505', 'SQLITE_CONSTRAINT_UNIQUE') })).toEqual([]);
  });
});

describe('Prisma with a driver adapter has no meta.target', () => {
  const predicate = `import { Codes } from './codes.js';
export const isEmailTaken = (error) => error.code === Codes.Unique && Array.isArray(error.meta?.target) && error.meta.target.includes('email');
`;
  const codes = "export enum Codes { Unique = 'P2002' }\n";

  it('reports the predicate in its own file', () => {
    expect(reportsOf({ 'package.json': withDependencies({ '@prisma/client': '7.8.0' }), 'src/taken.ts': predicate, 'src/codes.ts': codes })).toEqual([`src/taken.ts 2 ${rule}`]);
  });

  it('is silent with the Rust engine, and where both shapes are known', () => {
    expect(reportsOf({ 'package.json': withDependencies({ '@prisma/client': '5.20.0' }), 'src/taken.ts': predicate, 'src/codes.ts': codes })).toEqual([]);
    const both = predicate.replace("error.meta.target.includes('email')", "(error.meta.target.includes('email') || error.meta.driverAdapterError.cause.constraint.index === 'User_email_key')");
    expect(reportsOf({ 'package.json': withDependencies({ '@prisma/client': '7.8.0' }), 'src/taken.ts': both, 'src/codes.ts': codes })).toEqual([]);
  });

  it('is silent where a function is asked for what may be missing', () => {
    const taken = (target: string) => `import { Codes } from './codes.js';
import { fieldsOf } from './fields.js';
export const isEmailTaken = (error) => {
  if (error.code !== Codes.Unique) return false;
  const target = ${target};
  return Array.isArray(target) && target.includes('email');
};
`;
    const files = { 'package.json': withDependencies({ '@prisma/client': '7.8.0' }), 'src/codes.ts': codes };
    expect(reportsOf({ ...files, 'src/taken.ts': taken('error.meta?.target ?? []') })).toEqual([`src/taken.ts 6 ${rule}`]);
    expect(reportsOf({ ...files, 'src/taken.ts': taken('error.meta?.target ?? fieldsOf(error.meta)') })).toEqual([]);
    expect(reportsOf({ ...files, 'src/taken.ts': taken('error.meta ? error.meta.target : fieldsOf(error)') })).toEqual([]);
    // a function that is asked about something else doesn't look for the field
    const gated = taken('error.meta?.target').replace('if (', 'if (!isKnown(error) || ').replace('{ fieldsOf }', '{ isKnown }');
    expect(reportsOf({ ...files, 'src/taken.ts': gated })).toEqual([`src/taken.ts 6 ${rule}`]);
  });
});

describe('Prisma\'s engine in Rust fills meta.target, with a driver adapter, too', () => {
  const add = `import { prisma } from './db.js';
export async function add(email) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code === 'P2002' && error.meta.target.includes('email')) return null;
    throw error;
  }
}
`;
  const six = { 'package.json': withDependencies({ '@prisma/client': '6.19.1', '@prisma/adapter-pg': '6.19.1' }), 'src/add.ts': add, 'src/db.ts': "import { PrismaClient } from '@prisma/client';\nimport { adapter } from './adapter.js';\nexport const prisma = new PrismaClient({ adapter });\n" };
  const schema = (...lines: readonly string[]) => lines.map((line, index) => `generator client${String(index)} {\n  ${line}\n}\n`).join('');

  it('is silent in Prisma 6 but where the generator says that JavaScript runs it', () => {
    expect(reportsOf(six)).toEqual([]);
    expect(reportsOf({ ...six, 'prisma/schema.prisma': schema('provider = "prisma-client-js"') })).toEqual([]);
    expect(reportsOf({ ...six, 'prisma/schema.prisma': schema('provider = "prisma-client-js"\n  engineType = "client"') })).toEqual([`src/add.ts 6 ${rule}`]);
  });

  it('is silent where one of two clients is generated for it', () => {
    const old = 'provider = "prisma-client-js"';
    const other = 'provider = "prisma-client"\n  engineType = "client"';
    expect(reportsOf({ ...six, 'prisma/schema.prisma': schema(old, other) })).toEqual([]);
    expect(reportsOf({ ...six, 'prisma/schema.prisma': schema('provider = "zod-prisma"', other) })).toEqual([`src/add.ts 6 ${rule}`]);
  });
});

describe('A Prisma client without an adapter goes by Accelerate', () => {
  const head = "import { PrismaClient } from '../generated/prisma/client.js';\nimport { adapter } from './adapter.js';\n";
  const handler = (write: string) => `export async function add(email) {
  try {
    return await ${write};
  } catch (error) {
    if (error.code === 'P2002' && error.meta.target.includes('email')) return null;
    throw error;
  }
}
`;
  const manifest = { 'package.json': withDependencies({ '@prisma/client': '7.8.0', '@prisma/adapter-pg': '7.8.0' }) };
  const create = 'prisma.user.create({ data: { email } })';

  /** each with a client that is made with `options` */
  const ways: Readonly<Record<string, (options: string) => Readonly<Record<string, string>>>> = {
    'a variable': (options) => ({ 'src/add.ts': `${head}const prisma = new PrismaClient(${options});\n${handler(create)}` }),
    'another file': (options) => ({ 'src/db.ts': `${head}export const prisma = globalThis.prisma ?? new PrismaClient(${options});\n`, 'src/add.ts': `import { prisma } from './db.js';\n${handler(create)}` }),
    'a re-export, by a factory': (options) => ({
      'src/client.ts': `${head}const make = () => new PrismaClient(${options}).$extends(other);\nexport const prisma = make();\n`, 'src/db.ts': "export { prisma } from './client.js';\n", 'src/add.ts': `import { prisma } from './db.js';\n${handler(create)}`,
    }),
    'the callback of a transaction': (options) => ({ 'src/db.ts': `${head}export const prisma = new PrismaClient(${options});\n`, 'src/add.ts': `import { prisma } from './db.js';\n${handler(`prisma.$transaction(async (tx) => {
      try {
        return await tx.user.create({ data: { email } });
      } catch (error) {
        if (error.code === 'P2002' && error.meta.target.includes('email')) return null;
        throw error;
      }
    })`)}` }),
    'an injected service': (options) => ({
      'src/prisma.service.ts': `${head}export class PrismaService extends PrismaClient {\n  constructor() {\n    super(${options});\n  }\n}\n`,
      'src/add.ts': `import { PrismaService } from './prisma.service.js';\nexport class Users {\n  constructor(private readonly prisma: PrismaService) {}\n${handler(`this.${create}`).replace('export async function add', 'async add')}}\n`,
    }),
    'a field of an injected service': (options) => ({
      'src/prisma.service.ts': `${head}export class PrismaService {\n  readonly client = new PrismaClient(${options});\n}\n`,
      'src/add.ts': `import { PrismaService } from './prisma.service.js';\nexport class Users {\n  constructor(private readonly prisma: PrismaService) {}\n${handler(`this.${create.replace('prisma', 'prisma.client')}`).replace('export async function add', 'async add')}}\n`,
    }),
  };

  it.each(Object.entries(ways))('is seen through %s', (_, files) => {
    expect(reportsOf({ ...manifest, ...files('{ accelerateUrl: process.env.DATABASE_URL }') })).toEqual([]);
    expect(reportsOf({ ...manifest, ...files('{ adapter }') })[0]).toMatch(/^src\/add\.ts \d+ no-unsafe-constraint-catch$/);
    expect(reportsOf({ ...manifest, ...files('options') })[0]).toMatch(/^src\/add\.ts \d+ no-unsafe-constraint-catch$/);
  });

  it('says nothing of a client out of sight in a package that has Accelerate and no adapter', () => {
    const files = { 'src/add.ts': `import { prisma } from '@acme/db';\n${handler(create)}` };
    expect(reportsOf({ 'package.json': withDependencies({ '@prisma/client': '7.8.0', '@prisma/extension-accelerate': '3.0.0' }), ...files })).toEqual([]);
    expect(reportsOf({ ...manifest, ...files })).toEqual([`src/add.ts 6 ${rule}`]);
  });
});

describe('A unique violation that no key of the table can give', () => {
  const add = (write: string, code = '23505') => `import { db } from './db.js';
import { tags } from './schema.js';
export async function add(id, name, color) {
  try {
    return await ${write};
  } catch (error) {
    if (error.code === '${code}') return null;
    throw error;
  }
}
`;
  const tags = (name: string) => `import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';
export const tags = pgTable('tags', { id: serial('id').primaryKey(), name: text('name')${name}, color: integer('color') });
`;
  const manifest = { 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }) };
  const insert = 'db.insert(tags).values({ name, color })';
  const update = 'db.update(tags).set({ color }).where(eq(tags.id, id))';

  it('is not looked for in vain: there is none', () => {
    expect(reportsOf({ ...manifest, 'src/schema.ts': tags('.unique()'), 'src/a.ts': add(insert) })).toEqual([`src/a.ts 7 ${rule}`]);
    expect(reportsOf({ ...manifest, 'src/schema.ts': tags(''), 'src/a.ts': add(insert) })).toEqual([]);
    expect(reportsOf({ ...manifest, 'src/schema.ts': tags(''), 'src/a.ts': add(insert.replace('name,', 'id, name,')) })).toEqual([`src/a.ts 7 ${rule}`]);
    expect(reportsOf({ ...manifest, 'src/schema.ts': tags(''), 'src/a.ts': add(insert, '23503') })).toEqual([`src/a.ts 7 ${rule}`]);
  });

  it('is looked for in vain where an update writes a column of a key, or columns that can\'t be read', () => {
    const imported = (text: string) => `import { eq } from 'drizzle-orm';\n${text}`;
    expect(reportsOf({ ...manifest, 'src/schema.ts': tags('.unique()'), 'src/a.ts': imported(add(update)) })).toEqual([]);
    expect(reportsOf({ ...manifest, 'src/schema.ts': tags('.unique()'), 'src/a.ts': imported(add(update.replace('{ color }', '{ name }'))) })).toEqual([`src/a.ts 8 ${rule}`]);
    expect(reportsOf({ ...manifest, 'src/schema.ts': tags('.unique()'), 'src/a.ts': imported(add(update.replace('{ color }', 'color'))) })).toEqual([`src/a.ts 8 ${rule}`]);
  });
});
