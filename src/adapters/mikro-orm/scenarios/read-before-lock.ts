import { LockMode, type EntityManager } from '@mikro-orm/core';
import { Wallet } from './entities';

export const spend = async (em: EntityManager, id: string, by: number): Promise<void> => {
  await em.transactional(async (tx) => {
    const wallet = await tx.findOneOrFail(Wallet, { id });
    await tx.lock(wallet, LockMode.PESSIMISTIC_WRITE);
    wallet.balance -= by; // race: no-stale-read-before-lock
  });
};

export const spendFresh = async (em: EntityManager, id: string, by: number): Promise<void> => {
  await em.transactional(async (tx) => {
    const wallet = await tx.findOneOrFail(Wallet, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    wallet.balance -= by;
  });
};

export const spendRefreshed = async (em: EntityManager, id: string, by: number): Promise<void> => {
  await em.transactional(async (tx) => {
    const wallet = await tx.findOneOrFail(Wallet, { id });
    await tx.refresh(wallet, { lockMode: LockMode.PESSIMISTIC_WRITE });
    wallet.balance -= by;
  });
};
