/** Models that another file declares, and rows that a function of another file loads, where the row itself is saved: Mongoose's documents, Sequelize's instances. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const mongoose: Files = {
  'package.json': '{ "name": "shop", "dependencies": { "mongoose": "8" } }',
  'order.model.ts': `import mongoose from 'mongoose';
export const Order = mongoose.model('Order', new mongoose.Schema({ status: String, total: Number }));
`,
  'orders.ts': `import { Order } from './order.model';
export const getOrder = async (id: string) => {
  const order = await Order.findById(id);
  if (!order) throw new Error('no such order');
  return order;
};
export const getLean = async (id: string) => Order.findById(id).lean();
export class Orders {
  async get(id: string) {
    return Order.findById(id).orFail();
  }
}
`,
};

const sequelize: Files = {
  'package.json': '{ "name": "shop", "dependencies": { "sequelize": "6", "sequelize-typescript": "2" } }',
  'order.model.ts': `import { Column, Model, Table } from 'sequelize-typescript';
@Table
export class Order extends Model<Order> { @Column declare status: string; @Column declare total: number; }
`,
  'orders.ts': `import { Order } from './order.model';
const getOrder = async (id: number): Promise<Order> => {
  const order = await Order.findByPk(id);
  if (!order) throw new Error('no such order');
  return order;
};
export default getOrder;
`,
};

const cases: Readonly<Record<string, Files>> = {
  'Race because the model is imported, and nothing but its declaration says what it is': {
    ...mongoose,
    'pay.ts': `import { Order } from './order.model';
export async function add(id: string, n: number) {
  const order = await Order.findById(id);
  if (!order) throw new Error('no such order');
  order.total = order.total + n;
  await order.save(); // race: no-read-modify-write
}
`,
  },
  'Safe because what is imported under the name is no model': {
    ...mongoose,
    'order.model.ts': `export const Order = { findById: (id: string) => orders.get(id) };
const orders = new Map<string, { total: number; save(): void }>();
`,
    'pay.ts': `import { Order } from './order.model';
export async function add(id: string, n: number) {
  const order = await Order.findById(id);
  if (!order) throw new Error('no such order');
  order.total = order.total + n;
  await order.save();
}
`,
  },
  'Race because the document comes from a function of another file': {
    ...mongoose,
    'pay.ts': `import { getOrder } from './orders';
export async function pay(id: string) {
  const order = await getOrder(id);
  if (order.status !== 'new') throw new Error('paid');
  order.status = 'paid';
  await order.save(); // race: no-check-then-update
}
`,
  },
  'Race because the document comes from a method of another file, through a method of this class': {
    ...mongoose,
    'pay.ts': `import { Orders } from './orders';
export class Payments {
  constructor(private readonly orders: Orders) {}
  private load(id: string) {
    return this.orders.get(id);
  }
  async add(id: string, n: number) {
    const order = await this.load(id);
    order.total += n;
    await order.save(); // race: no-read-modify-write
  }
}
`,
  },
  'Safe because a lean document has no save of its own': {
    ...mongoose,
    'pay.ts': `import { getLean } from './orders';
import { wrap } from './wrap';
export async function add(id: string, n: number) {
  const order = wrap(await getLean(id));
  order.total += n;
  await order.save();
}
`,
  },
  'Race because the row comes from a function that is the default of another file': {
    ...sequelize,
    'pay.ts': `import getOrder from './orders';
export async function pay(id: number) {
  const order = await getOrder(id);
  if (order.status !== 'new') throw new Error('paid');
  await order.update({ status: 'paid' }); // race: no-check-then-update
}
`,
  },
  'Safe because the write repeats the condition': {
    ...sequelize,
    'pay.ts': `import getOrder from './orders';
import { Order } from './order.model';
export async function pay(id: number) {
  const order = await getOrder(id);
  if (order.status !== 'new') throw new Error('paid');
  const [hit] = await Order.update({ status: 'paid' }, { where: { id, status: 'new' } });
  if (hit === 0) throw new Error('paid');
}
`,
  },
  'Race because the base class of the models lies in another file': {
    ...sequelize,
    'base.model.ts': `import { Model } from 'sequelize-typescript';
export abstract class BaseModel<T extends object> extends Model<T> {}
`,
    'order.model.ts': `import { BaseModel } from './base.model';
export class Order extends BaseModel<Order> { declare status: string; declare total: number; }
`,
    'pay.ts': `import getOrder from './orders';
export async function add(id: number, n: number) {
  const order = await getOrder(id);
  await order.update({ total: order.total + n }); // race: no-read-modify-write
}
`,
  },
};

describe('models and rows of other files', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
