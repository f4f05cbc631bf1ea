/** Objects of functions that a factory of another file gives: by its call, by the type of what it gives, by the interface that it says. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const manifest = JSON.stringify({ name: 'app', dependencies: { 'drizzle-orm': '0.36.0', pg: '8.0.0', 'bind-all': '1.0.0' } });
const db = `import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
export type Db = NodePgDatabase;
export const db: Db = drizzle(process.env.DATABASE_URL);
`;
const schema = `import { pgTable, text } from 'drizzle-orm/pg-core';
export const guests = pgTable('guests', { id: text('id').primaryKey(), email: text('email').notNull() });
`;
const heads = `import { eq } from 'drizzle-orm';
import type { Db } from './db';
import { guests } from './schema';
`;

const find = `const [row] = await db.select().from(guests).where(eq(guests.email, email));
      return row;`;
const add = 'await db.insert(guests).values({ id: email, email });';

const methods = `${heads}export interface Guests {
  find(email: string): Promise<{ id: string } | undefined>;
  add(email: string): Promise<void>;
}
export function createGuests(db: Db) {
  return {
    async find(email: string) {
      ${find}
    },
    async add(email: string) {
      ${add}
    },
  };
}
export type Store = ReturnType<typeof createGuests>;
`;

const named = `${heads}import type { Guests } from './ports';
export const guestStore = ({ db }: { db: Db }): Guests => {
  const find = async (email: string) => {
      ${find}
  };
  async function add(email: string) {
    ${add}
  }
  return { find, add };
};
`;

const bound = `import { bindAll } from 'bind-all';
${heads}export function createGuests({ db }: { db: Db }) {
  return bindAll({ find, add }, { db });
}
export type Store = ReturnType<typeof createGuests>;
async function find({ email, db }: { email: string; db: Db }) {
      ${find}
}
async function add({ email, db }: { email: string; db: Db }) {
  ${add}
}
`;

const ports = `export interface Guests {
  find(email: string): Promise<{ id: string } | undefined>;
  add(email: string): Promise<void>;
}
`;

const invite = (type: string, mark = ' // race: no-check-then-create'): string => `export async function invite(email: string, guests: ${type}) {
  if (await guests.find(email)) throw new Error('invited');
  await guests.add(email);${mark}
}
`;

const cases: Readonly<Record<string, Files>> = {
  'Race because the type of a parameter is what the factory gives': { 'guests.ts': methods, 'invite.ts': `import type { Store } from './guests';\n${invite('Store')}` },
  'Race because it is written so where it is used, and awaited': { 'guests.ts': methods, 'invite.ts': `import type { createGuests } from './guests';\n${invite('Awaited<ReturnType<typeof createGuests>>')}` },
  'Race because the factory is called': {
    'guests.ts': methods,
    'invite.ts': `import { db } from './db';
import { createGuests } from './guests';
const guests = createGuests(db);
${invite('unknown').replace(', guests: unknown', '')}`,
  },
  'Race because one function of the project gives the objects of the interface': { 'ports.ts': ports, 'guests.ts': named, 'invite.ts': `import type { Guests } from './ports';\n${invite('Guests')}` },
  'Race because a field has the type, behind a barrel': {
    'guests.ts': methods,
    'index.ts': "export * from './guests';\n",
    'invite.ts': `import type { Store } from './index';
export class Invitations {
  constructor(private readonly guests: Store) {}
  async invite(email: string) {
    if (await this.guests.find(email)) throw new Error('invited');
    await this.guests.add(email); // race: no-check-then-create
  }
}
`,
  },
  'Race because a library hands the functions more than they are given and leaves them their names': {
    'guests.ts': bound,
    'invite.ts': `import type { Store } from './guests';
export async function invite({ email, guests }: { email: string; guests: Store }) {
  if (await guests.find({ email })) throw new Error('invited');
  await guests.add({ email }); // race: no-check-then-create
}
`,
  },
  'Safe because two functions give objects of the interface: which of them it is can’t be said': {
    'ports.ts': ports,
    'guests.ts': named,
    'others.ts': named.replace('guestStore', 'otherStore'),
    'invite.ts': `import type { Guests } from './ports';\n${invite('Guests', '')}`,
  },
  'Safe because the function that writes answers the violation, which a helper gives back': {
    'schema.ts': schema.replace("text('email').notNull()", "text('email').notNull().unique()"),
    'attempt.ts': 'export const attempt = async <T>(work: Promise<T>) => work.then((value) => [value, undefined] as const, (error: unknown) => [undefined, error] as const);\n',
    'errors.ts': "export const isDuplicate = ({ error }: { error: unknown }) => typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';\n",
    'guests.ts': methods
      .replace(add, 'const [, error] = await attempt(db.insert(guests).values({ id: email, email }));\n      if (isDuplicate({ error })) throw new Error(\'invited\');\n      if (error) throw error;')
      .replace('import { eq }', "import { attempt } from './attempt';\nimport { isDuplicate } from './errors';\nimport { eq }"),
    'invite.ts': `import type { Store } from './guests';\n${invite('Store', '')}`,
  },
  'Race because what the helper gives back is only logged': {
    'attempt.ts': 'export const attempt = async <T>(work: Promise<T>) => work.then((value) => [value, undefined] as const, (error: unknown) => [undefined, error] as const);\n',
    'guests.ts': methods.replace(add, 'const [, error] = await attempt(db.insert(guests).values({ id: email, email }));\n      if (error) console.error(error);').replace('import { eq }', "import { attempt } from './attempt';\nimport { eq }"),
    'invite.ts': `import type { Store } from './guests';\n${invite('Store')}`,
  },
};

describe('a factory of another file', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    const all = { 'package.json': manifest, 'db.ts': db, 'schema.ts': schema, ...files };
    expect(reportsOf(all)).toEqual(marksOf(all));
  });
});
