import { ConflictException, Injectable } from '@nestjs/common';
import { Prisma } from '@prisma/client';
import { PrismaService } from '../prisma/prisma.service';

@Injectable()
export class UsersService {
  constructor(private readonly prisma: PrismaService) {}

  /** Race: two sign-ups with one address both find nothing; the second `create` fails with a 500 instead of the 409. */
  async register(email: string, name: string) {
    const taken = await this.prisma.user.findUnique({ where: { email } });
    if (taken) throw new ConflictException('This address is taken');
    return this.prisma.user.create({ data: { email, name } });
  }

  /** Safe: the early check is friendly, the unique index decides. */
  async registerSafely(email: string, name: string) {
    const taken = await this.prisma.user.findUnique({ where: { email } });
    if (taken) throw new ConflictException('This address is taken');
    try {
      return await this.prisma.user.create({ data: { email, name } });
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
        throw new ConflictException('This address is taken');
      }
      throw error;
    }
  }

  /** Safe: whether the user exists is not changed by this update. */
  async rename(id: string, name: string) {
    const user = await this.prisma.user.findUnique({ where: { id } });
    if (!user) throw new ConflictException('No such user');
    return this.prisma.user.update({ where: { id }, data: { name } });
  }
}
