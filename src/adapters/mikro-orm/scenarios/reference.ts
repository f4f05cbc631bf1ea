import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import { Booking, Room } from './entities';

export class Bookings {
  constructor(private readonly em: EntityManager) {}

  async remove(id: number): Promise<void> {
    await this.em.nativeDelete(Booking, { room: id });
    await this.em.nativeDelete(Room, { id });
  }

  async book(id: number): Promise<void> {
    const room = await this.em.findOneOrFail(Room, { id });
    await this.em.insert(Booking, { room: room.id }); // race: no-check-then-reference
  }

  async bookLocked(id: number): Promise<void> {
    await this.em.transactional(async (em) => {
      const room = await em.findOneOrFail(Room, { id }, { lockMode: LockMode.PESSIMISTIC_READ });
      await em.insert(Booking, { room: room.id });
    });
  }
}
