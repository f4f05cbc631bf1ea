/** Every shape in Prisma's idioms, each beside a near miss. */
import { PrismaClient } from '@prisma/client';

const prisma = new PrismaClient();

export async function createIfAbsent(email: string) {
  const known = await prisma.user.findUnique({ where: { email } });
  if (!known) await prisma.user.create({ data: { email } }); // race: no-check-then-create
}

export async function createBesideAnother(email: string, phone: string) {
  const known = await prisma.user.findFirst({ where: { phone } });
  if (!known) await prisma.user.create({ data: { email } });
}

export async function createAndCatch(email: string) {
  if (await prisma.user.findUnique({ where: { email } })) return;
  try {
    await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
  }
}

export async function guardedUpdate(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.status !== 'open') throw new Error('closed');
  await prisma.order.update({ where: { id }, data: { status: 'paid' } }); // race: no-check-then-update
}

export async function conditionalUpdate(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.status !== 'open') throw new Error('closed');
  const { count } = await prisma.order.updateMany({ where: { id, status: 'open' }, data: { status: 'paid' } });
  if (count === 0) throw new Error('closed');
}

export async function readModifyWrite(id: string, amount: number) {
  const account = await prisma.account.findUniqueOrThrow({ where: { id } });
  await prisma.account.update({ where: { id }, data: { balance: account.balance + amount } }); // race: no-read-modify-write
}

export async function increment(id: string, amount: number) {
  await prisma.account.update({ where: { id }, data: { balance: { increment: amount } } });
}

export async function nextNumber(orgId: string) {
  const last = await prisma.invoice.findFirst({ where: { orgId }, orderBy: { number: 'desc' } });
  await prisma.invoice.create({ data: { orgId, number: (last?.number ?? 0) + 1 } }); // race: no-max-plus-one
}

export async function limitCheck(roomId: string) {
  if ((await prisma.booking.count({ where: { roomId } })) >= 10) throw new Error('full');
  await prisma.booking.create({ data: { roomId } }); // race: no-racy-limit-check
}

export async function limitUnderLock(roomId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Room" WHERE id = ${roomId} FOR UPDATE`;
    if ((await tx.booking.count({ where: { roomId } })) >= 10) throw new Error('full');
    await tx.booking.create({ data: { roomId } });
  });
}

export async function updateThenCreate(key: string, value: string) {
  const { count } = await prisma.setting.updateMany({ where: { key }, data: { value } });
  if (count === 0) await prisma.setting.create({ data: { key, value } }); // race: no-update-then-create
}

export async function emulatedUpsert(email: string) {
  await prisma.user.upsert({ where: { email }, create: { email }, update: {} }); // race: no-emulated-upsert
}

export async function nativeUpsert(email: string, name: string) {
  await prisma.user.upsert({ where: { email }, create: { email, name }, update: { name } });
}

export async function wrongLock(id: string, userId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${userId} FOR UPDATE`;
    const order = await tx.order.findUniqueOrThrow({ where: { id } });
    if (order.status !== 'open') throw new Error('closed');
    await tx.order.update({ where: { id }, data: { status: 'paid' } }); // race: no-wrong-lock-target
  });
}

export async function staleRead(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Order" WHERE id = ${id} FOR UPDATE`;
    if (order.status !== 'open') throw new Error('closed');
    await tx.order.update({ where: { id }, data: { status: 'paid' } }); // race: no-stale-read-before-lock
  });
}
