import { ConflictException, Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service';

@Injectable()
export class BookingsService {
  constructor(private readonly prisma: PrismaService) {}

  /** Race: two guests count 9 of 10 places; both book the tenth. */
  async book(roomId: string, guest: string) {
    const room = await this.prisma.room.findUniqueOrThrow({ where: { id: roomId } });
    const booked = await this.prisma.booking.count({ where: { roomId } });
    if (booked >= room.capacity) throw new ConflictException('The room is full');
    return this.prisma.booking.create({ data: { roomId, guest } });
  }

  /** Safe: whoever wants to book locks the room first, and counts under the lock. */
  async bookSafely(roomId: string, guest: string) {
    return this.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM "Room" WHERE id = ${roomId} FOR UPDATE`;
      const room = await tx.room.findUniqueOrThrow({ where: { id: roomId } });
      const booked = await tx.booking.count({ where: { roomId } });
      if (booked >= room.capacity) throw new ConflictException('The room is full');
      return tx.booking.create({ data: { roomId, guest } });
    });
  }
}
