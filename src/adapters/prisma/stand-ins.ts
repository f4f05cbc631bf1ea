/** What the settings name a Prisma client, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { prisma: "import { PrismaClient } from '@prisma/client'; export const value = new PrismaClient(); export type Type = PrismaClient;" },
};
