import { IsolationLevel, type EntityManager } from '@mikro-orm/postgresql';
import retry from 'async-retry';
import { Room } from './entities';

export class SerialRooms {
  constructor(private readonly em: EntityManager) {}

  async once(id: number): Promise<void> {
    await this.em.transactional( // race: require-transaction-retry
      async (em) => {
        await em.nativeUpdate(Room, { id }, { open: false });
      },
      { isolationLevel: IsolationLevel.SERIALIZABLE },
    );
  }

  async again(id: number): Promise<void> {
    await retry(() =>
      this.em.transactional(
        async (em) => {
          await em.nativeUpdate(Room, { id }, { open: false });
        },
        { isolationLevel: IsolationLevel.SERIALIZABLE },
      ),
    );
  }
}
