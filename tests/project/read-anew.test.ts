/** A row whose state is tested, and which is read anew by its key before it is saved. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

/** `verify` decides, `pay` writes. */
const typeorm = (verify: string, pay: string): Files => ({
  'package.json': JSON.stringify({ name: 'app', dependencies: { typeorm: '0.3.20', pg: '8.0.0' } }),
  'order.ts': `import { Entity, PrimaryGeneratedColumn, Column } from 'typeorm';
@Entity()
export class Order {
  @PrimaryGeneratedColumn() id!: number;
  @Column() session!: string;
  @Column() status!: string;
  @Column() kind!: string;
}
`,
  'orders.ts': `import { DataSource, Repository } from 'typeorm';
import { Order } from './order';
export class Orders {
  constructor(private readonly orders: Repository<Order>, private readonly source: DataSource, private readonly mails: { send(id: number): Promise<void> }) {}
  async get(id: number) {
    const order = await this.orders.findOneBy({ id });
    if (!order) throw new Error('none');
    return order;
  }
  async verify(id: number, other: number, session: string) {
${verify}
  }
  async pay(id: number) {
${pay}
  }
}
`,
});

const saves = `    const order = await this.orders.findOneByOrFail({ id });
    order.status = 'PAID';
    await this.orders.save(order); // race: no-stale-entity-save`;

const asks = `    const order = await this.get(id);
    if (order.status !== 'PENDING') throw new Error('not pending');`;

const sequelize = (body: string): Files => ({
  'package.json': JSON.stringify({ name: 'app', dependencies: { sequelize: '6.37.0', pg: '8.0.0' } }),
  'service.js': `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize(process.env.DATABASE_URL);
const Order = sequelize.define('Order', { status: DataTypes.STRING });
exports.pay = async (id) => {
  const order = await Order.findByPk(id);
  if (order.status !== 'PENDING') throw new Error('not pending');
${body}
};
`,
});

const mikro = (pay: string): Files => ({
  'package.json': JSON.stringify({ name: 'app', dependencies: { '@mikro-orm/core': '6.0.0', '@mikro-orm/postgresql': '6.0.0' } }),
  'orders.ts': `import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Order } from './order';
export class Orders {
  constructor(private readonly em: EntityManager, private readonly mails: { send(id: number): Promise<void> }) {}
  async verify(id: number) {
    const order = await this.em.findOneOrFail(Order, { id });
    if (order.status !== 'PENDING') throw new Error('not pending');
    await this.pay(id);${pay.includes('stage') ? '' : ' // race: no-stale-read-before-lock'}
    await this.mails.send(id);
  }
  async pay(id: number) {
    await this.em.transactional(async (em) => {
      const order = await em.findOneOrFail(Order, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
${pay}
    });
  }
}
`,
});

const cases: Readonly<Record<string, Files>> = {
  'Race because the row that is saved was read anew, and nobody asked for its state again': typeorm(
    `${asks}
    await this.pay(id); // race: no-check-then-update
    await this.mails.send(id);`,
    saves,
  ),
  'Race because the row is found by another column first, then by its key': typeorm(
    `    const order = await this.orders.findOneByOrFail({ session });
    if (order.status !== 'PENDING') throw new Error('not pending');
    await this.pay(order.id); // race: no-check-then-update
    await this.mails.send(order.id);`,
    saves,
  ),
  'Race because each row that was found by its state is read anew': typeorm(
    `    const orders = await this.orders.findBy({ status: 'PENDING' });
    for (const { id: one } of orders) {
      await this.pay(one); // race: no-check-then-update
      await this.mails.send(one);
    }`,
    saves,
  ),
  'Race because the lock comes after the check, which is not made again': typeorm(
    `    await this.source.transaction(async (manager) => {
      const order = await manager.findOneByOrFail(Order, { id });
      if (order.status !== 'PENDING') throw new Error('not pending');
      const again = await manager.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_write' } });
      again.status = 'PAID';
      await manager.save(again); // race: no-stale-read-before-lock
    });`,
    '',
  ),
  'Race, but in the function that asks again': typeorm(
    `${asks}
    await this.pay(id);
    await this.mails.send(id);`,
    `    const order = await this.orders.findOneByOrFail({ id });
    if (order.status !== 'PENDING') throw new Error('not pending');
    order.status = 'PAID';
    await this.orders.save(order); // race: no-check-then-update`,
  ),
  'Safe because the check is made again under a lock': typeorm(
    `${asks}
    await this.pay(id);
    await this.mails.send(id);`,
    `    await this.source.transaction(async (manager) => {
      const order = await manager.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (order.status !== 'PENDING') throw new Error('not pending');
      order.status = 'PAID';
      await manager.save(order);
    });`,
  ),
  'Safe because another row is read and saved': typeorm(
    `${asks}
    await this.pay(other);
    await this.mails.send(other);`,
    saves,
  ),
  'Safe because what was asked is not what is written': typeorm(
    `    const order = await this.get(id);
    if (order.kind !== 'SALE') throw new Error('no sale');
    await this.pay(id);
    await this.mails.send(id);`,
    saves,
  ),
  'Race because the row is read anew in the same function (Sequelize)': sequelize(`  const again = await Order.findByPk(id);
  again.status = 'PAID';
  await again.save(); // race: no-check-then-update`),
  'Race of the second read, because its state decides (Sequelize)': sequelize(`  const again = await Order.findByPk(id);
  if (again.status !== 'PENDING') throw new Error('not pending');
  again.status = 'PAID';
  await again.save(); // race: no-check-then-update`),
  'Safe because the state decides under a lock (Sequelize)': sequelize(`  await sequelize.transaction(async (transaction) => {
    const again = await Order.findByPk(id, { lock: true, transaction });
    if (again.status !== 'PENDING') throw new Error('not pending');
    again.status = 'PAID';
    await again.save({ transaction });
  });`),
  'Race because the lock comes after the check (MikroORM)': mikro(`      order.status = 'PAID';`),
  'Safe because another state of the row decides under the lock, and is changed with it (MikroORM)': mikro(`      if (order.stage !== 'OPEN') throw new Error('not open');
      order.stage = 'DONE';
      order.status = 'PAID';`),
};

describe('rows that are read anew', () => {
  for (const [name, files] of Object.entries(cases)) {
    it(name, () => {
      expect(reportsOf(files)).toEqual(marksOf(files));
    });
  }
});
