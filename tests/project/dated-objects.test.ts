/**
 * Objects of a class that are made with a time among what they are given, in layers: the use case makes them, the repository writes them.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const project = (looked: string, mark: string): Files => ({
  'package.json': JSON.stringify({ name: 'app', dependencies: { mongoose: '8.0.0' } }),
  'cart.ts': `export class Cart {
  constructor(public id: string, public customer: string, public cost: number, public createdAt: Date) {}
}
`,
  'carts.ts': `import { Schema, model } from 'mongoose';
import { Cart } from './cart';
const Carts = model('Cart', new Schema({ customer: String, cost: Number }));
export class CartRepository {
  async find(customer: string) {
    return Carts.findOne({ customer });
  }
  async add(cart: Cart) {
    const created = new Carts({ ...cart });
    await created.save();
  }
}
`,
  'open-cart.ts': `import { Cart } from './cart';
import { CartRepository } from './carts';
export class OpenCart {
  constructor(private readonly carts: CartRepository) {}
  async handle(id: string, customer: string, friend: string) {
    let cart = await this.carts.find(${looked});
    if (!cart) {
      cart = new Cart(id, customer, 0, new Date());
      await this.carts.add(cart);${mark}
    }
    return cart;
  }
}
`,
});

describe('objects made with a time', () => {
  it.each([
    ['Race because the cart of the same customer is looked for', project('customer', ' // race: no-check-then-create')],
    ['Safe because the friend\'s cart is looked for', project('friend', '')],
  ])('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
