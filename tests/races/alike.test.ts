/** Keys that are looked for whatever their case, by functions of SQL, by patterns and in lists of alternatives, in every data layer. */
import { describe, expect, it } from 'vitest';
import { lint } from '../rules/tester.js';

interface Layer {
  readonly setUp: string;
  /** expressions of the first row that has the e-mail, by the way it is asked */
  readonly reads: Readonly<Record<string, string>>;
  readonly insert: (email: string) => string;
}

const layers: Readonly<Record<string, Layer>> = {
  Prisma: {
    setUp: "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();",
    reads: {
      insensitive: "await prisma.user.findFirst({ where: { email: { equals: email, mode: 'insensitive' } } })",
      chosen: 'await prisma.user.findFirst({ where: { OR: strict ? [{ email }] : [{ email }, { name }] } })',
      spread: 'await prisma.user.findFirst({ where: { OR: [{ email }, ...(name ? [{ name }] : [])] } })',
      pushed: 'await prisma.user.findFirst({ where: { OR: alternatives } })',
    },
    insert: (email) => `await prisma.user.create({ data: { email: ${email} } })`,
  },
  TypeORM: {
    setUp: "import { DataSource, ILike } from 'typeorm';\nimport { User } from './user';\nconst users = new DataSource({ type: 'postgres' }).getRepository(User);",
    reads: {
      ILike: 'await users.findOneBy({ email: ILike(email) })',
      lower: "await users.createQueryBuilder('u').where('LOWER(u.email) = LOWER(:email)', { email }).getOne()",
      pushed: 'await users.findOne({ where: alternatives })',
    },
    insert: (email) => `await users.insert({ email: ${email} })`,
  },
  Drizzle: {
    setUp: "import { drizzle } from 'drizzle-orm/node-postgres';\nimport { and, eq, ilike, or, sql } from 'drizzle-orm';\nimport { pgTable, text } from 'drizzle-orm/pg-core';\nconst users = pgTable('users', { email: text('email'), name: text('name') });\nconst db = drizzle('postgres://');",
    reads: {
      ilike: '(await db.select().from(users).where(ilike(users.email, email)))[0]',
      lower: '(await db.select().from(users).where(eq(sql`lower(${users.email})`, email.toLowerCase())))[0]',
      spread: '(await db.select().from(users).where(or(eq(users.email, email), ...(name ? [eq(users.name, name)] : []))))[0]',
    },
    insert: (email) => `await db.insert(users).values({ email: ${email} })`,
  },
  Mongoose: {
    setUp: "import { model, Schema } from 'mongoose';\nconst User = model('User', new Schema({ email: String }));",
    reads: {
      RegExp: "await User.findOne({ email: new RegExp(`^${email}$`, 'i') })",
      $regex: "await User.findOne({ email: { $regex: email, $options: 'i' } })",
      pushed: 'await User.findOne({ $or: alternatives })',
    },
    insert: (email) => `await User.create({ email: ${email} })`,
  },
  Sequelize: {
    setUp: "import { Model, Op, col, fn, where } from 'sequelize';\nclass User extends Model { declare email: string }",
    reads: {
      iLike: 'await User.findOne({ where: { email: { [Op.iLike]: email } } })',
      lower: "await User.findOne({ where: where(fn('lower', col('email')), email.toLowerCase()) })",
      pushed: 'await User.findOne({ where: { [Op.or]: alternatives } })',
    },
    insert: (email) => `await User.create({ email: ${email} })`,
  },
  Knex: {
    setUp: "import knex from 'knex';\nconst db = knex({ client: 'pg' });",
    reads: { lower: "await db('users').whereRaw('LOWER(email) = LOWER(?)', [email]).first()", whereILike: "await db('users').whereILike('email', email).first()" },
    insert: (email) => `await db('users').insert({ email: ${email} })`,
  },
  Kysely: {
    setUp: "import { Kysely, sql } from 'kysely';\nconst db = new Kysely<Database>({ dialect });",
    reads: {
      ilike: "await db.selectFrom('users').selectAll().where('email', 'ilike', email).executeTakeFirst()",
      tag: "await db.selectFrom('users').selectAll().where(sql`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()",
      fn: "await db.selectFrom('users').selectAll().where((eb) => eb.fn('lower', ['email']), '=', email.toLowerCase()).executeTakeFirst()",
    },
    insert: (email) => `await db.insertInto('users').values({ email: ${email} }).execute()`,
  },
  MikroORM: {
    setUp: "import { MikroORM } from '@mikro-orm/postgresql';\nimport { User } from './user';\nconst orm = await MikroORM.init();\nconst em = orm.em.fork();",
    reads: { $ilike: 'await em.findOne(User, { email: { $ilike: email } })' },
    insert: (email) => `await em.insert(User, { email: ${email} })`,
  },
  SQL: {
    setUp: "import { Pool } from 'pg';\nconst pool = new Pool();",
    reads: {
      lower: "(await pool.query('SELECT 1 FROM users WHERE lower(email) = lower($1)', [email])).rows[0]",
      ILIKE: "(await pool.query('SELECT 1 FROM users WHERE email ILIKE $1', [email])).rows[0]",
    },
    insert: (email) => `await pool.query('INSERT INTO users (email) VALUES ($1)', [${email}])`,
  },
  Supabase: {
    setUp: "import { createClient } from '@supabase/supabase-js';\nconst db = createClient('url', 'key');",
    reads: { ilike: "(await db.from('users').select('id').ilike('email', email).maybeSingle()).data" },
    insert: (email) => `await db.from('users').insert({ email: ${email} })`,
  },
};

const code = ({ setUp, insert }: Layer, read: string, written: string): string => `${setUp}
export async function register(email: string, name: string | undefined, strict: boolean, other: string) {
  const alternatives = [];
  if (email) alternatives.push({ email });
  if (name) alternatives.push({ name });
  const known = ${read};
  if (known) throw new Error('taken');
  ${insert(written)};
}
`;

const cases = Object.entries(layers).flatMap(([name, layer]) => Object.entries(layer.reads).map(([way, read]) => [`${name}: ${way}`, layer, read] as const));

describe('a key is looked for whatever its case, or among others', () => {
  it.each(cases)('%s, the row that is looked for', (_, layer, read) => {
    expect(lint(code(layer, read, 'email')).map(({ ruleId }) => ruleId)).toEqual(['db-race/no-check-then-create']);
  });

  it.each(cases)('%s, another row', (_, layer, read) => {
    expect(lint(code(layer, read, 'other'))).toEqual([]);
  });

  it('says that a unique key on the column lets another spelling in', () => {
    const { Drizzle: drizzle } = layers;
    if (!drizzle) throw new Error('no layer');
    const keyed = { ...drizzle, setUp: drizzle.setUp.replace("email: text('email')", "email: text('email').notNull().unique()") };
    const said = (read: string): string => lint(code(keyed, read, 'email')).map(({ message }) => message).join();
    expect(said(drizzle.reads['ilike'] ?? '')).toMatch(/: two rows, or a unique violation.* Declare a unique key that compares as the check does/);
    expect(said('(await db.select().from(users).where(eq(users.email, email)))[0]')).toMatch(/: a unique violation .* Insert and handle/);
  });

  it('a row found by a pattern is not known to have the value: it may be another one', () => {
    const { setUp } = layers['Prisma'] ?? { setUp: '' };
    const rename = (filter: string): string => `${setUp}
export async function rename(email: string, name: string) {
  const user = await prisma.user.findFirst({ where: { email: ${filter} } });
  if (user?.name !== 'new') throw new Error('named');
  await prisma.user.updateMany({ where: { email }, data: { name } });
}
`;
    expect(lint(rename('email')).map(({ ruleId }) => ruleId)).toEqual(['db-race/no-check-then-update']);
    expect(lint(rename("{ equals: email, mode: 'insensitive' }"))).toEqual([]);
  });
});
