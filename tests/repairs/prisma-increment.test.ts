/** Prisma: arithmetic on what was read becomes the arithmetic of the database; near misses beside it. */
import { testRepairs } from './prisma-suite.js';

testRepairs('no-read-modify-write', [
  {
    name: 'Race because both read one number: the read goes with it',
    code: `
import { db } from './prisma';
export async function view(id: string) {
  const page = await db.page.findUniqueOrThrow({ where: { id } });
  await db.page.update({ where: { id }, data: { views: page.views + 1 } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function view(id: string) {
  await db.page.update({ where: { id }, data: { views: { increment: 1 } } });
}
`],
  },
  {
    name: 'Race because both read one number: the row is used otherwise and stays',
    code: `
import { db } from './prisma';
export async function view(id: string) {
  const page = await db.page.findUniqueOrThrow({ where: { id } });
  const next = 1 + page.views; // one more
  await db.page.update({ where: { id }, data: { views: next, title: 'x' } });
  return page.title;
}
`,
    outputs: [`
import { db } from './prisma';
export async function view(id: string) {
  const page = await db.page.findUniqueOrThrow({ where: { id } });
  // one more
  await db.page.update({ where: { id }, data: { views: { increment: 1 }, title: 'x' } });
  return page.title;
}
`],
  },
  {
    name: 'Race because both read one number: the new value is used elsewhere',
    code: `
import { db } from './prisma';
export async function view(id: string) {
  const page = await db.page.findUniqueOrThrow({ where: { id } });
  const next = page.views + 1;
  await db.page.update({ where: { id }, data: { views: next } });
  return next;
}
`,
    outputs: [],
    refusal: /used elsewhere/,
  },
  {
    name: 'Race because both read one number: subtracted, taken apart, written by shorthand',
    code: `
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  const wallet = await db.wallet.findUniqueOrThrow({ where: { id } });
  const balance = wallet.balance - amount;
  await db.wallet.update({ where: { id }, data: { balance } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  await db.wallet.update({ where: { id }, data: { balance: { decrement: amount } } });
}
`],
  },
  {
    name: 'Race because both read one number: destructured',
    code: `
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  const { balance } = await db.wallet.findUniqueOrThrow({ where: { id } });
  await db.wallet.update({ where: { id }, data: { balance: balance - amount } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  await db.wallet.update({ where: { id }, data: { balance: { decrement: amount } } });
}
`],
  },
  {
    name: 'Race because both read one number: it is limited in the code',
    code: `
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  const wallet = await db.wallet.findUniqueOrThrow({ where: { id } });
  await db.wallet.update({ where: { id }, data: { balance: Math.max(0, wallet.balance - amount) } });
}
`,
    outputs: [],
    refusal: /limited or converted/,
  },
  {
    name: 'Race because both read one number: it may be NULL',
    code: `
import { db } from './prisma';
export async function hit(id: string) {
  const page = await db.page.findUniqueOrThrow({ where: { id } });
  await db.page.update({ where: { id }, data: { hits: (page.hits ?? 0) + 1 } });
}
`,
    outputs: [],
    refusal: /stays NULL/,
  },
  {
    name: 'Race because both read one text: plus may join texts',
    code: `
import { db } from './prisma';
export async function append(id: string, text: string) {
  const doc = await db.doc.findUniqueOrThrow({ where: { id } });
  await db.doc.update({ where: { id }, data: { content: doc.content + text } });
}
`,
    outputs: [],
    refusal: /number can't be seen/,
  },
  {
    name: 'Race because both pass the guard: it goes into the predicate with the decrement',
    code: `
import { db } from './prisma';
export async function take(productId: string, quantity: number) {
  const product = await db.product.findUniqueOrThrow({ where: { id: productId } });
  if (product.stock < quantity) throw new ConflictException('Sold out');
  await db.product.update({ where: { id: productId }, data: { stock: product.stock - quantity } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function take(productId: string, quantity: number) {
  const { count } = await db.product.updateMany({ where: { id: productId, stock: { gte: quantity } }, data: { stock: { decrement: quantity } } });
  if (count === 0) throw new ConflictException('Sold out');
}
`],
  },
  {
    name: 'Race because both pass the guard, which stands in a function: an increment alone would keep the overdraft',
    code: `
import { db } from './prisma';
export async function take(id: string, quantity: number) {
  const product = await db.product.findUniqueOrThrow({ where: { id } });
  if (!enough(product, quantity)) throw new ConflictException('Sold out');
  await db.product.update({ where: { id }, data: { stock: product.stock - quantity } });
}
`,
    outputs: [],
    refusal: /more than a comparison/,
  },
  {
    name: "Race because both pass the guard: one of two tests can't be moved, so neither is",
    code: `
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  const wallet = await db.wallet.findUniqueOrThrow({ where: { id } });
  const canPay = wallet.balance >= amount;
  if (wallet.frozen || !canPay) throw new Error('no');
  await db.wallet.update({ where: { id }, data: { balance: wallet.balance - amount } });
}
`,
    outputs: [],
    refusal: /more than a comparison/,
  },
  {
    name: 'Race because both pass the guard: the limit is a column of the row, and the row is used afterwards',
    code: `
import { db } from './prisma';
export async function redeem(code: string) {
  const coupon = await db.coupon.findUnique({ where: { code } });
  if (!coupon || coupon.uses >= coupon.maxUses) return undefined;
  const updated = await db.coupon.update({ where: { code }, data: { uses: coupon.uses + 1 } });
  return updated;
}
`,
    outputs: [`
import { db } from './prisma';
export async function redeem(code: string) {
  const coupon = await db.coupon.findUnique({ where: { code } });
  if (!coupon || coupon.uses >= coupon.maxUses) return undefined;
  const { count } = await db.coupon.updateMany({ where: { code, uses: { lt: coupon.maxUses } }, data: { uses: { increment: 1 } } });
  if (count === 0) return undefined;
  const updated = await db.coupon.findUniqueOrThrow({ where: { code } });
  return updated;
}
`],
  },
  {
    name: 'Race because both pass the guard: the other branch throws',
    code: `
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  const wallet = await db.wallet.findUnique({ where: { id } });
  if (wallet && wallet.balance >= amount) {
    await db.wallet.update({ where: { id }, data: { balance: wallet.balance - amount } });
  } else {
    throw new Error('Not enough money');
  }
}
`,
    outputs: [`
import { db } from './prisma';
export async function pay(id: string, amount: number) {
  const wallet = await db.wallet.findUnique({ where: { id } });
  if (wallet && wallet.balance >= amount) {
    const { count } = await db.wallet.updateMany({ where: { id, balance: { gte: amount } }, data: { balance: { decrement: amount } } });
    if (count === 0) {
      throw new Error('Not enough money');
    }
  } else {
    throw new Error('Not enough money');
  }
}
`],
  },
  {
    name: 'Race because the old text is written back where there is no new one: then it is left as it is',
    code: `
import { db } from './prisma';
export async function rename(id: string, name: string | undefined, title: string) {
  const page = await db.page.findUniqueOrThrow({ where: { id } });
  await db.page.update({ where: { id }, data: { name: name ?? page.name, title } }); // both
}
`,
    outputs: [`
import { db } from './prisma';
export async function rename(id: string, name: string | undefined, title: string) {
  await db.page.findUniqueOrThrow({ where: { id } });
  await db.page.update({ where: { id }, data: { name: name ?? undefined, title } }); // both
}
`],
  },
  {
    name: 'Race because the old text is written back by a name, which is also checked: the case is told again where it is written',
    code: `
import { db } from './prisma';
export async function put(id: string, input: { code?: string; title: string }) {
  const page = await db.page.findUnique({ where: { id } });
  const code = input.code ? await hash(input.code) : page?.code;
  if (!code) throw new Error('a code is needed');
  await db.page.upsert({ where: { id }, create: { id, code, title: input.title }, update: { code, title: input.title } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function put(id: string, input: { code?: string; title: string }) {
  const page = await db.page.findUnique({ where: { id } });
  const code = input.code ? await hash(input.code) : page?.code;
  if (!code) throw new Error('a code is needed');
  await db.page.upsert({ where: { id }, create: { id, code, title: input.title }, update: { code: input.code ? code : undefined, title: input.title } });
}
`],
  },
  {
    name: 'Race because the old text is written back, and what decides on it changes before it is written',
    code: `
import { db } from './prisma';
export async function put(id: string, input: { code?: string; title: string }) {
  const page = await db.page.findUniqueOrThrow({ where: { id } });
  const code = input.code ? await hash(input.code) : page.code;
  input.code = undefined;
  await db.page.update({ where: { id }, data: { code, title: input.title } });
  await notify(input);
}
`,
    outputs: [],
    refusal: /limited or converted/,
  },
]);
