import { raceTester } from './tester.js';

const cancel = `import { prisma } from './prisma.js';
export async function cancel(id: string) {
  await prisma.order.update({ where: { id }, data: { status: 'cancelled' } });
  await prisma.payment.updateMany({ where: { orderId: id }, data: { state: 'refunded' } });
}`;

const flag = `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    const open = await tx.task.count({ where: { projectId: id, done: false } });
    if (open > 0) throw new Error('open tasks');
    await tx.project.update({ where: { id }, data: { phase: 'closed' } });
  });`;

const pay = (check: string, write: string): string => `export async function pay(orderId: string, userId: string) {
  const order = await prisma.order.findUnique({ where: { id: orderId } });
  ${check}
  ${write}
}`;

const insert = 'await prisma.payment.~create~({ data: { orderId, state: "new" } });';
const plain = insert.replaceAll('~', '');
const isOpen = "if (order?.status !== 'open') throw new Error('not open');";

raceTester('no-write-skew', {
  invalid: [
    {
      name: 'Race because the payments of a cancelled order are refunded before this one comes',
      code: `${cancel}
${pay(isOpen, insert)}`,
      says: ['change `status` of the `order` and deal with its `payment` rows (line 3)', '(line 7)', 'adds a row that the other one never saw', 'FOR UPDATE, or FOR SHARE'],
    },
    {
      name: 'Race because the check wants one state of several',
      code: `${cancel}
${pay("if (!order || !['open', 'held'].includes(order.status)) throw new Error('not open');", insert)}`,
      says: ['`status`'],
    },
    {
      name: 'Race because the predicate of the read asks for the state',
      code: `${cancel}
export async function pay(orderId: string) {
  await prisma.order.findFirstOrThrow({ where: { id: orderId, status: 'open' } });
  ${insert}
}`,
      says: ['(line 7)'],
    },
    {
      name: 'Race because the project is closed where no task is open and one comes in between',
      code: `${flag}
export async function add(projectId: string) {
  const project = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  if (project.phase === 'closed') throw new Error('closed');
  await prisma.task.~create~({ data: { projectId, done: false } });
}`,
      says: ['change `phase` of the `project` and deal with its `task` rows (line 6)'],
    },
    {
      name: 'Race because both give the payment a state',
      code: `${cancel}
${pay(isOpen, "await prisma.payment.~updateMany~({ where: { orderId }, data: { state: 'captured' } });")}`,
      says: ['writes a row whose state was decided meanwhile'],
    },
    {
      name: 'Race because a transaction alone locks nothing that is read',
      code: `${cancel}
export const pay = (orderId: string) =>
  prisma.$transaction(async (tx) => {
    const order = await tx.order.findUnique({ where: { id: orderId } });
    if (order?.status !== 'open') throw new Error('not open');
    await tx.payment.~create~({ data: { orderId } });
  });`,
      says: ['(line 8)'],
    },
    {
      name: 'Race because a key share lock lets the state change',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function cancel(id: number) {
  await pool.query("UPDATE orders SET status = 'cancelled' WHERE id = $1", [id]);
  await pool.query("DELETE FROM payments WHERE order_id = $1", [id]);
}
export async function pay(orderId: number) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT status FROM orders WHERE id = $1 FOR KEY SHARE', [orderId]);
  if (rows[0].status !== 'open') throw new Error('not open');
  await client.~query~('INSERT INTO payments (order_id) VALUES ($1)', [orderId]);
  await client.query('COMMIT');
}`,
      says: ['change `status` of the `orders`'],
    },
  ],
  valid: [
    { name: 'Safe because nobody deals with the payments when the state changes', code: `import { prisma } from './prisma.js';
export const cancel = (id: string) => prisma.order.update({ where: { id }, data: { status: 'cancelled' } });
${pay(isOpen, plain)}` },
    { name: 'Safe because nobody changes the state', code: `import { prisma } from './prisma.js';
export const refund = (id: string) => prisma.payment.updateMany({ where: { orderId: id }, data: { state: 'refunded' } });
${pay(isOpen, plain)}` },
    { name: 'Safe because the other function sets what the check wants', code: `${cancel.replace("'cancelled'", "'open'")}
${pay(isOpen, plain)}` },
    { name: 'Safe because the check asks who is asking', code: `${cancel.replace("status: 'cancelled'", 'ownerId: null')}
${pay("if (order?.ownerId !== userId) throw new Error('not yours');", plain)}` },
    { name: 'Safe because the payments are only read to tell somebody', code: `import { prisma } from './prisma.js';
import { tell } from './mail.js';
export async function cancel(id: string) {
  const payments = await prisma.payment.findMany({ where: { orderId: id } });
  await prisma.order.update({ where: { id }, data: { status: 'cancelled' } });
  await tell(payments);
}
${pay(isOpen, plain)}` },
    { name: 'Safe because the two set different columns of the payment', code: `${cancel}
${pay(isOpen, "await prisma.payment.updateMany({ where: { orderId }, data: { note: 'seen' } });")}` },
    { name: 'Safe because the payment belongs to nothing that was read', code: `${cancel}
export async function pay(orderId: string, id: string) {
  const order = await prisma.order.findUnique({ where: { id: orderId } });
  if (order?.status !== 'open') throw new Error('not open');
  await prisma.payment.create({ data: { accountId: id } });
}` },
    { name: 'Safe because the write asks for the state once more', code: `${cancel}
${pay(isOpen, "await prisma.payment.updateMany({ where: { orderId, order: { status: 'open' } }, data: { state: 'captured' } });")}` },
    { name: 'Safe because the isolation finds the conflict', without: ['require-transaction-retry'], code: `${cancel}
export const pay = (orderId: string) =>
  prisma.$transaction(async (tx) => {
    const order = await tx.order.findUnique({ where: { id: orderId } });
    if (order?.status !== 'open') throw new Error('not open');
    await tx.payment.create({ data: { orderId } });
  }, { isolationLevel: 'Serializable' });` },
    { name: 'Safe because the order is touched where it is still open', code: `${cancel}
export const pay = (orderId: string) =>
  prisma.$transaction(async (tx) => {
    const order = await tx.order.findUnique({ where: { id: orderId } });
    if (order?.status !== 'open') throw new Error('not open');
    const { count } = await tx.order.updateMany({ where: { id: orderId, status: 'open' }, data: { touchedAt: new Date() } });
    if (count === 0) throw new Error('not open');
    await tx.payment.create({ data: { orderId } });
  });` },
  ],
});
