import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import { Booking, Room } from './entities';

export class RoomBookings {
  constructor(private readonly em: EntityManager) {}

  async close(id: number): Promise<void> {
    await this.em.nativeUpdate(Room, { id }, { state: 'closed' });
    await this.em.nativeUpdate(Booking, { room: id }, { moved: true });
  }

  async book(id: number): Promise<void> {
    const room = await this.em.findOneOrFail(Room, { id });
    if (room.state !== 'open') throw new Error('closed');
    await this.em.insert(Booking, { room: room.id }); // race: no-write-skew
  }

  async bookLocked(id: number): Promise<void> {
    await this.em.transactional(async (em) => {
      const room = await em.findOneOrFail(Room, { id }, { lockMode: LockMode.PESSIMISTIC_READ });
      if (room.state !== 'open') throw new Error('closed');
      await em.insert(Booking, { room: room.id });
    });
  }
}
