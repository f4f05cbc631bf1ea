import type { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from 'bullmq';
import { Room } from './entities';

export class RoomEvents {
  constructor(private readonly em: EntityManager, private readonly jobs: Queue) {}

  async sentWithin(id: number): Promise<void> {
    await this.em.transactional(async (em) => {
      await em.nativeUpdate(Room, { id }, { open: false });
      await this.jobs.add('closed', { id }); // race: no-effects-before-commit
    });
  }

  async sentAfter(id: number): Promise<void> {
    await this.em.transactional(async (em) => {
      await em.nativeUpdate(Room, { id }, { open: false });
    });
    await this.jobs.add('closed', { id });
  }
}
