/** Names of tables and columns that a constant says: in the same file, or in another one of the project. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const expectMarks = (files: Files): void => {
  expect(reportsOf({ 'package.json': manifest, ...files })).toEqual(marksOf(files));
};

const enumOf = "export const TableUser = 'user';\nexport const enum UserField { id = 'id', email = 'e_mail', points = 'points' }\n";
const objectOf = "export const TableUser = 'user';\nexport const UserField = { id: 'id', email: 'e_mail', points: 'points' } as const;\n";

/** A registration and a purchase by Knex; the imports stand in front. */
const knexFile = (imports: string, race = true): string => `import { knex } from './db.js';
${imports}
export async function register(email: string) {
  const known = await knex(TableUser).where(UserField.email, email).first();
  if (known) throw new Error('taken');
  await knex(TableUser).insert({ [UserField.email]: email });${race ? ' // race: no-check-then-create' : ''}
}
export async function spend(id: number, price: number) {
  const user = await knex(TableUser).where({ [UserField.id]: id }).first();
  await knex(TableUser).where(UserField.id, id).update({ [UserField.points]: user[UserField.points] - price });${race ? ' // race: no-read-modify-write' : ''}
}
export async function set(id: number, price: number) {
  const user = await knex(TableUser).where({ [UserField.id]: id }).first();
  await knex(TableUser).where(UserField.id, id).update(UserField.points, user[UserField.points] - price);${race ? ' // race: no-read-modify-write' : ''}
}
`;
const manifest = JSON.stringify({ name: 'app', dependencies: { knex: '3.0.0', kysely: '0.28.0', mongoose: '8.0.0', '@prisma/client': '6.0.0', '@supabase/supabase-js': '2.0.0' } });
const db = "import makeKnex from 'knex';\nexport const knex = makeKnex({ client: 'pg' });\n";

describe('the names of a Knex query', () => {
  it.each([
    ['an enum of the file', { 'users.ts': knexFile(enumOf.replaceAll('export ', '')) }],
    ['a constant object of the file', { 'users.ts': knexFile(objectOf.replaceAll('export ', '')) }],
    ['an imported enum', { 'names.ts': enumOf, 'users.ts': knexFile("import { TableUser, UserField } from './names.js';") }],
    ['an imported constant object', { 'names.ts': objectOf, 'users.ts': knexFile("import { TableUser, UserField } from './names.js';") }],
    ['names behind a barrel', { 'types/user.ts': enumOf, 'types/index.ts': "export * from './user.js';\n", 'users.ts': knexFile("import { TableUser, UserField as Field } from './types/index.js';\nconst UserField = Field;") }],
    ['a namespace', { 'names.ts': objectOf, 'users.ts': knexFile("import * as names from './names.js';\nconst { TableUser } = names;\nconst UserField = names.UserField;") }],
    ['a default export that is frozen', { 'names.ts': "export const TableUser = 'user';\nexport default Object.freeze({ id: 'id', email: 'e_mail', points: 'points' });\n", 'users.ts': knexFile("import UserField, { TableUser } from './names.js';") }],
    ['an object within an object', { 'names.ts': "export const Names = { user: { id: 'id', email: 'e_mail', points: 'points' } };\nexport const TableUser = 'user';\n", 'users.ts': knexFile("import { Names, TableUser } from './names.js';\nconst UserField = Names.user;") }],
  ])('are read from %s', (_, files) => {
    expectMarks({ 'db.ts': db, ...files });
  });

  it.each([
    ['is changed there', "export const TableUser = 'user';\nexport const UserField = { id: 'id', email: 'e_mail', points: 'points' };\nUserField.email = UserField.points = UserField.id = process.env.COLUMN;\n"],
    ['is put together from elsewhere', "import { more } from 'elsewhere';\nexport const TableUser = 'user';\nexport const UserField = { ...more };\n"],
    ['is a number', "export const TableUser = 'user';\nexport enum UserField { id, email, points }\n"],
  ])('are unknown where the constant %s', (_, names) => {
    expectMarks({ 'db.ts': db, 'names.ts': names, 'users.ts': knexFile("import { TableUser, UserField } from './names.js';", false) });
  });

  it('are one table and one column, however they are spelled', () => {
    expectMarks({
      'db.ts': db,
      'names.ts': enumOf,
      'users.ts': `import { knex } from './db.js';
import { TableUser, UserField } from './names.js';
export async function register(email: string) {
  const known = await knex('user').where('e_mail', email).first();
  if (known) throw new Error('taken');
  await knex(TableUser).insert({ [UserField.email]: email }); // race: no-check-then-create
}
export async function other(email: string) {
  const known = await knex('user').where('email', email).first();
  if (known) throw new Error('taken');
  await knex(TableUser).insert({ [UserField.email]: email });
}
`,
    });
  });
});

describe('other data layers', () => {
  it.each([
    ['Kysely', `import { Kysely } from 'kysely';
import { TableUser, UserField } from './names.js';
declare const db: Kysely<any>;
export async function register(email: string) {
  const known = await db.selectFrom(TableUser).selectAll().where(UserField.email, '=', email).executeTakeFirst();
  if (known) throw new Error('taken');
  await db.insertInto(TableUser).values({ [UserField.email]: email }).execute(); // race: no-check-then-create
}
`],
    ['Mongoose', `import mongoose from 'mongoose';
import { UserField } from './names.js';
const User = mongoose.model('User', new mongoose.Schema({ e_mail: String }));
export async function register(email: string) {
  const known = await User.findOne({ [UserField.email]: email });
  if (known) throw new Error('taken');
  await User.create({ [UserField.email]: email }); // race: no-check-then-create
}
`],
    ['Prisma', `import { PrismaClient } from '@prisma/client';
import { UserField } from './names.js';
const prisma = new PrismaClient();
export async function register(email: string) {
  const known = await prisma.user.findFirst({ where: { [UserField.email]: email } });
  if (known) throw new Error('taken');
  await prisma.user.create({ data: { [UserField.email]: email } }); // race: no-check-then-create
}
`],
    ['Supabase', `import { createClient } from '@supabase/supabase-js';
import { TableUser, UserField } from './names.js';
const supabase = createClient('url', 'key');
export async function register(email: string) {
  const { data } = await supabase.from(TableUser).select().eq(UserField.email, email).maybeSingle();
  if (data) throw new Error('taken');
  await supabase.from(TableUser).insert({ [UserField.email]: email }); // race: no-check-then-create
}
`],
  ])('%s', (_, text) => {
    expectMarks({ 'names.ts': objectOf, 'users.ts': text });
  });
});
