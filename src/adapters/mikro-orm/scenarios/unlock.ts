import type { EntityManager } from '@mikro-orm/postgresql';
import Redlock from 'redlock';
import { Room } from './entities';

const redlock = new Redlock([]);

export class RoomLocks {
  constructor(private readonly em: EntityManager) {}

  async releasedWithin(id: number): Promise<void> {
    await this.em.transactional(async (em) => {
      const lock = await redlock.acquire([String(id)], 5000);
      await em.nativeUpdate(Room, { id }, { open: false });
      await lock.release(); // race: no-unlock-before-commit
    });
  }

  async heldAround(id: number): Promise<void> {
    const lock = await redlock.acquire([String(id)], 5000);
    await this.em.transactional(async (em) => {
      await em.nativeUpdate(Room, { id }, { open: false });
    });
    await lock.release();
  }
}
