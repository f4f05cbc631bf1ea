import { prisma } from './prisma.js';

export async function cancel(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.order.update({ where: { id }, data: { status: 'cancelled' } });
    await tx.payment.updateMany({ where: { orderId: id }, data: { state: 'refunded' } });
  });
}

export async function pay(orderId: string, amount: number) {
  const order = await prisma.order.findUnique({ where: { id: orderId } });
  if (order?.status !== 'open') throw new Error('not open');
  await prisma.payment.create({ data: { orderId, amount } }); // race: no-write-skew
}

export async function payLocked(orderId: string, amount: number) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Order" WHERE id = ${orderId} FOR UPDATE`;
    const order = await tx.order.findUnique({ where: { id: orderId } });
    if (order?.status !== 'open') throw new Error('not open');
    await tx.payment.create({ data: { orderId, amount } });
  });
}
