import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service';

@Injectable()
export class ProfilesService {
  constructor(private readonly prisma: PrismaService) {}

  /** Race: two requests find no profile; both insert one. A transaction around it would not help. */
  async saveBio(userId: string, bio: string) {
    const profile = await this.prisma.profile.findUnique({ where: { userId } });
    if (profile) {
      await this.prisma.profile.update({ where: { userId }, data: { bio } });
    } else {
      await this.prisma.profile.create({ data: { userId, bio } });
    }
  }

  /** Safe: one statement, `INSERT … ON CONFLICT DO UPDATE`. */
  async saveBioSafely(userId: string, bio: string) {
    await this.prisma.profile.upsert({ where: { userId }, create: { userId, bio }, update: { bio } });
  }

  /** Race: with an empty `update` Prisma runs this upsert as SELECT, then INSERT. */
  async tag(slug: string, label: string) {
    return this.prisma.tag.upsert({ where: { slug }, create: { slug, label }, update: {} });
  }

  /** Safe: with something to update it is one statement. */
  async tagSafely(slug: string, label: string) {
    return this.prisma.tag.upsert({ where: { slug }, create: { slug, label }, update: { slug } });
  }
}
