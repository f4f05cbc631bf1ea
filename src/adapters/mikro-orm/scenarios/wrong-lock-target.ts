import { LockMode, type EntityManager } from '@mikro-orm/core';
import { Order, Warehouse } from './entities';

export const ship = async (em: EntityManager, id: string, warehouse: string): Promise<void> => {
  await em.transactional(async (tx) => {
    await tx.findOneOrFail(Warehouse, warehouse, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const order = await tx.findOneOrFail(Order, id);
    if (order.state !== 'paid') throw new Error('not paid');
    await tx.nativeUpdate(Order, { id }, { state: 'shipped', parcel: warehouse }); // race: no-wrong-lock-target
  });
};

export const shipLocked = async (em: EntityManager, id: string, warehouse: string): Promise<void> => {
  await em.transactional(async (tx) => {
    const order = await tx.findOneOrFail(Order, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (order.state !== 'paid') throw new Error('not paid');
    order.state = 'shipped';
    order.parcel = warehouse;
  });
};
