import { prisma } from './prisma.js';

export async function once(id: string) {
  await prisma.$transaction( // race: require-transaction-retry
    async (tx) => {
      await tx.account.update({ where: { id }, data: { closed: true } });
    },
    { isolationLevel: 'Serializable' },
  );
}

export async function again(id: string) {
  for (let tries = 0; tries < 3; tries++) {
    try {
      return await prisma.$transaction((tx) => tx.account.update({ where: { id }, data: { closed: true } }), { isolationLevel: 'Serializable' });
    } catch (error) {
      if (tries === 2) throw error;
    }
  }
}
