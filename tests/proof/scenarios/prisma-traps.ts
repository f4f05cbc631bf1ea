/** Remedies that people write in Prisma, and that still go wrong. */
import { countDiffers, differs, gave, succeeded, type Trap } from '../scenario.js';

const oneTag = { tables: ['tag'], args: (_, round) => [`news-${round}`, 'News'], wrong: (outcome) => countDiffers(outcome, 'tag', 1) } satisfies Partial<Trap>;
const wallet = { tables: ['wallet'], setup: ["INSERT INTO wallet (id, points, note) VALUES (1, 10, '')"] } as const;

export const prismaTraps: readonly Trap[] = [
  {
    title: 'upsert with an empty update',
    belief: 'an `upsert` is one statement',
    databases: ['postgresql'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, slug: string, label: string) => prisma.tag.upsert({ where: { slug }, create: { slug, label }, update: {} });
`,
    ...oneTag,
  },
  {
    title: 'upsert on MySQL',
    belief: 'an `upsert` is one statement',
    databases: ['mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, slug: string, label: string) => prisma.tag.upsert({ where: { slug }, create: { slug, label }, update: { label } });
`,
    ...oneTag,
  },
  {
    title: 'upsert that includes a relation',
    belief: 'an `upsert` is one statement',
    databases: ['postgresql'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, id: number, seats: number) => prisma.room.upsert({ where: { id }, create: { id, seats }, update: { seats }, include: { bookings: true } });
`,
    tables: ['room', 'booking'],
    args: () => [1, 10],
    wrong: (outcome) => countDiffers(outcome, 'room', 1),
  },
  {
    title: 'upsert with a nested write',
    belief: 'an `upsert` is one statement',
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, id: number, guest: string) =>
  prisma.room.upsert({ where: { id }, create: { id, seats: 10, bookings: { create: { guest } } }, update: { seats: 10 } });
`,
    tables: ['room', 'booking'],
    args: (client) => [1, `guest ${client}`],
    wrong: (outcome) => countDiffers(outcome, 'room', 1),
  },
  {
    title: 'connectOrCreate',
    belief: 'Prisma connects or creates in one statement',
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, id: number, guest: string) =>
  prisma.booking.create({ data: { guest, room: { connectOrCreate: { where: { id }, create: { id, seats: 10 } } } } });
`,
    tables: ['room', 'booking'],
    args: (client) => [1, `guest ${client}`],
    wrong: (outcome) => countDiffers(outcome, 'room', 1),
  },
  {
    title: 'update with the guard in its where, on MySQL',
    belief: 'a guarded `update` fails when the guard does',
    databases: ['mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, worker: string): Promise<string> => {
  const job = await prisma.job.findUniqueOrThrow({ where: { id } });
  if (job.state !== 'queued') throw new Error('not queued');
  await prisma.job.update({ where: { id, state: 'queued' }, data: { state: 'running', worker } });
  return 'claimed';
};
`,
    tables: ['job'],
    setup: ["INSERT INTO job (id, state, tries) VALUES (1, 'queued', 0)"],
    args: (client) => [1, `worker ${client}`],
    answers: ['not queued'],
    wrong: (outcome) => (gave(outcome, 'claimed') === 1 ? undefined : `double transition: ${gave(outcome, 'claimed')} clients claimed the job`),
  },
  {
    title: 'P2002 caught inside a PostgreSQL transaction',
    belief: 'after the violation is caught the transaction goes on',
    databases: ['postgresql'],
    source: `import { Prisma, type PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, slug: string, label: string) =>
  prisma.$transaction(async (tx) => {
    const tag = await tx.tag.findUnique({ where: { slug } });
    if (tag) return tag;
    try {
      return await tx.tag.create({ data: { slug, label } });
    } catch (error) {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
      return await tx.tag.findUniqueOrThrow({ where: { slug } });
    }
  });
`,
    ...oneTag,
  },
  {
    title: 'a transaction around check and create',
    belief: 'a transaction keeps other requests out',
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, slug: string, label: string) =>
  prisma.$transaction(async (tx) => (await tx.tag.findUnique({ where: { slug } })) ?? (await tx.tag.create({ data: { slug, label } })));
`,
    ...oneTag,
  },
  {
    title: 'REPEATABLE READ around read and write, on MariaDB',
    belief: 'at REPEATABLE READ the second writer fails, as on PostgreSQL',
    databases: ['mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = (prisma: PrismaClient, id: number, amount: number) =>
  prisma.$transaction(
    async (tx) => {
      const wallet = await tx.wallet.findUniqueOrThrow({ where: { id } });
      await tx.wallet.update({ where: { id }, data: { points: wallet.points - amount } });
    },
    { isolationLevel: 'RepeatableRead' },
  );
`,
    ...wallet,
    args: () => [1, 1],
    wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 - succeeded(outcome)),
  },
  {
    title: 'a decrement behind a check of the balance',
    belief: 'an atomic decrement is enough',
    databases: ['postgresql', 'mariadb', 'sqlite'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, amount: number): Promise<void> => {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  if (wallet.points < amount) throw new Error('too little');
  await prisma.wallet.update({ where: { id }, data: { points: { decrement: amount } } });
};
`,
    ...wallet,
    args: () => [1, 6],
    answers: ['too little'],
    wrong: (outcome) => (succeeded(outcome) === 1 ? undefined : `overdrawn: paid ${succeeded(outcome)} times`),
  },
  {
    title: 'skipDuplicates without a unique key',
    belief: '`skipDuplicates` looks for rows that are alike',
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, title: string): Promise<void> => {
  const note = await prisma.note.findFirst({ where: { title } });
  if (!note) await prisma.note.createMany({ data: [{ title, text: '' }], skipDuplicates: true });
};
`,
    tables: ['note'],
    args: () => ['news'],
    wrong: (outcome) => countDiffers(outcome, 'note', 1),
  },
];
