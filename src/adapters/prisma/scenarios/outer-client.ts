import { PrismaClient } from '@prisma/client';

const prisma = new PrismaClient();

export async function escapes(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await prisma.ledger.create({ data: { accountId: id } }); // race: no-outer-client-in-transaction
  });
}

export async function joins(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await tx.ledger.create({ data: { accountId: id } });
  });
}
