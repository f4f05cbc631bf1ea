/** Receivers and callees that only TypeScript's inference tells, and the same projects without it. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const inferredOnly: Readonly<Record<string, Files>> = {
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
  it.each(Object.entries(inferredOnly))('%s', (_, files) => {
    expect(reportsOf(files)).toEqual([]);
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});
