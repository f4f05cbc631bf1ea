/** Receivers and callees that only TypeScript's inference tells, and the same projects without it. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

/** A project whose container hides a handle of a library behind a mapped type. @param use the body of an async function that is given `handle` */
const hidden = (library: string, imports: string, type: string, use: string): Files => ({
  'package.json': JSON.stringify({ name: 'app', dependencies: { [library]: '*' } }),
  'container.ts': `${imports}
export interface Registry { handle: ${type} }
export declare function take<Key extends keyof Registry>(key: Key): Registry[Key];
`,
  'use.ts': `import { take } from './container';
${use}
`,
});

const inferredOnly: Readonly<Record<string, Files>> = {
  'Race because the hidden handle is inferred to be a Knex instance': hidden('knex', `import type { Knex } from 'knex';`, 'Knex', `export async function signUp(email: string) {
  const known = await take('handle')('account').where({ email }).first();
  if (!known) await take('handle')('account').insert({ email }); // race: no-check-then-create
}`),
  'Race because the hidden handle is inferred to be a pool of node-postgres': hidden('pg', `import type { Pool } from 'pg';`, 'Pool', `export async function signUp(email: string) {
  const { rows } = await take('handle').query('SELECT id FROM account WHERE email = $1', [email]);
  if (rows.length === 0) await take('handle').query('INSERT INTO account (email) VALUES ($1)', [email]); // race: no-check-then-create
}`),
  'Race because the functions of a module are hidden, and their declarations inferred': {
    'package.json': JSON.stringify({ name: 'app', dependencies: { typeorm: '*' } }),
    'orders.ts': `import { DataSource } from 'typeorm';
const source = new DataSource({ type: 'postgres' });
export class Order { id!: number; state!: string }
export const isOpen = async (id: number) => (await source.getRepository(Order).findOneByOrFail({ id })).state === 'open';
export async function close(id: number) {
  await source.getRepository(Order).update({ id }, { state: 'closed' });
}
`,
    'container.ts': `import * as orders from './orders';
const services = { orders };
type Services = { [Key in keyof typeof services]: Readonly<(typeof services)[Key]> };
export declare function use(): Services;
`,
    'close.ts': `import { use } from './container';
const { isOpen, close } = use().orders;
export async function closeOrder(id: number) {
  if (!(await isOpen(id))) throw new Error('closed');
  await close(id); // race: no-check-then-update
}
`,
  },
  'Safe because what is hidden is inferred to be a store in memory': {
    'container.ts': `class Rows<Row> {
  private readonly rows: Row[] = [];
  async findOne(options: { where: Partial<Row> }): Promise<Row | undefined> { return this.rows.find((row) => row === options.where); }
  async insert(row: Row): Promise<void> { this.rows.push(row); }
}
export interface Registry { accounts: Rows<{ email: string }> }
export declare function take<Key extends keyof Registry>(key: Key): Registry[Key];
`,
    'sign-up.ts': `import { take } from './container';
export async function signUp(email: string) {
  const accounts = take('accounts');
  const known = await accounts.findOne({ where: { email } });
  if (!known) await accounts.insert({ email });
}
`,
  },
  'Race because what the container gives is inferred to be a TypeORM repository': {
    'container.ts': `import type { Repository } from 'typeorm';
export interface Registry { accounts: Repository<Account> }
export class Account { id!: number; email!: string }
export declare function take<Key extends keyof Registry>(key: Key): Registry[Key];
`,
    'sign-up.ts': `import { take } from './container';
export async function signUp(email: string) {
  const accounts = take('accounts');
  const known = await accounts.findOne({ where: { email } });
  if (!known) await accounts.insert({ email }); // race: no-check-then-create
}
`,
  },
  'Race because the service behind a proxy of the class is inferred': {
    'orders.ts': `import type { Repository } from 'typeorm';
export class Order { id!: number; state!: string }
export class Orders {
  constructor(private readonly rows: Repository<Order>) {}
  async isOpen(id: number) {
    const order = await this.rows.findOneByOrFail({ id });
    return order.state === 'open';
  }
  async close(id: number) {
    await this.rows.update({ id }, { state: 'closed' });
  }
}
`,
    'container.ts': `import { Orders } from './orders';
const services = { orders: Orders };
type Services = { [Key in keyof typeof services]: InstanceType<(typeof services)[Key]> };
export declare function use(): Services;
`,
    'close.ts': `import { use } from './container';
export async function close(id: number) {
  const { orders } = use();
  if (!(await orders.isOpen(id))) throw new Error('closed');
  await orders.close(id); // race: no-check-then-update
}
`,
  },
};

describe('with type information', () => {
  it.each(Object.entries(inferredOnly))('%s', (name, files) => {
    if (name.startsWith('Race')) expect(reportsOf(files)).toEqual([]);
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});
