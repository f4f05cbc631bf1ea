/** Races in Prisma, and the repairs that are proven of them. */
import type { Scenario } from '../scenario.js';
import { appending, claimingAll, claimingOnce, documenting, earning, keeping, oneAccount, oneRename, oneSetting, oneTag, payingOnce } from './programs.js';

const everywhere = ['postgresql', 'mariadb', 'sqlite'] as const;

export const prismaScenarios: readonly Scenario[] = [
  {
    title: 'find, then update or create, becomes one upsert',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: 'fix',
    databases: ['postgresql', 'sqlite'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, owner: string, name: string, value: string): Promise<void> => {
  const setting = await prisma.setting.findUnique({ where: { owner_name: { owner, name } } });
  if (setting) {
    await prisma.setting.update({ where: { owner_name: { owner, name } }, data: { value } });
  } else {
    // the first value
    await prisma.setting.create({ data: { owner, name, value } });
  }
};
`,
    ...oneSetting,
  },
  {
    title: 'find or create becomes an upsert that writes the key to itself',
    kind: 'upsert that keeps the row',
    rule: 'no-check-then-create',
    repair: /Use one `upsert`/,
    databases: ['postgresql', 'sqlite'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, slug: string, label: string): Promise<number> => {
  const tag = (await prisma.tag.findUnique({ where: { slug } })) ?? (await prisma.tag.create({ data: { slug, label } }));
  return tag.id;
};
`,
    ...oneTag,
  },
  {
    title: 'the unique violation gets the answer of the check',
    kind: 'catch and answer',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, email: string, name: string): Promise<string> => {
  const taken = await prisma.account.findUnique({ where: { email } });
  if (taken) throw new Error('taken');
  const account = await prisma.account.create({ data: { email, name } });
  return account.name;
};
`,
    ...oneAccount,
  },
  {
    title: 'after the unique violation the row that came first is read',
    kind: 'catch and read again',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, slug: string, label: string): Promise<string> => {
  const tag = await prisma.tag.findUnique({ where: { slug } });
  if (tag) return tag.label;
  const made = await prisma.tag.create({ data: { slug, label } });
  return made.label;
};
`,
    ...oneTag,
  },
  {
    title: 'the unique violation leads to the update of the other branch',
    kind: 'catch and update',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, owner: string, name: string, value: string): Promise<void> => {
  const setting = await prisma.setting.findUnique({ where: { owner_name: { owner, name } } });
  if (setting) await prisma.setting.update({ where: { owner_name: { owner, name } }, data: { value } });
  else await prisma.setting.create({ data: { owner, name, value } });
};
`,
    ...oneSetting,
  },
  {
    title: 'a rename to a name that was just taken gets the answer of the check',
    kind: 'catch on rename',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, email: string): Promise<void> => {
  const taken = await prisma.account.findUnique({ where: { email } });
  if (taken && taken.id !== id) throw new Error('taken');
  await prisma.account.update({ where: { id }, data: { email } });
};
`,
    ...oneRename,
  },
  {
    title: 'create under a check becomes createMany with skipDuplicates',
    kind: 'insert that ignores the conflict',
    rule: 'no-check-then-create',
    repair: /skipDuplicates/,
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, slug: string, label: string): Promise<void> => {
  const tag = await prisma.tag.findUnique({ where: { slug } });
  if (!tag) {
    await prisma.tag.create({ data: { slug, label } });
  }
};
`,
    ...oneTag,
  },
  {
    title: 'a number that is read, added to and written becomes an increment',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /increment/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, amount: number): Promise<void> => {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  await prisma.wallet.update({ where: { id }, data: { points: wallet.points + amount } });
};
`,
    ...earning,
  },
  {
    title: 'a state that is tested goes into the predicate, and the count is looked at',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /updateMany/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, worker: string): Promise<string> => {
  const job = await prisma.job.findUniqueOrThrow({ where: { id } });
  if (job.state !== 'queued') throw new Error('not queued');
  await prisma.job.update({ where: { id }, data: { state: 'running', worker } });
  return 'claimed';
};
`,
    ...claimingOnce,
  },
  {
    title: 'rows that are claimed in a loop are claimed by their state',
    kind: 'claim in a loop',
    rule: 'no-check-then-update',
    repair: /updateMany/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, worker: string): Promise<readonly number[]> => {
  const claimed: number[] = [];
  const jobs = await prisma.job.findMany({ where: { state: 'queued' }, orderBy: { id: 'asc' } });
  for (const job of jobs) {
    await prisma.job.update({ where: { id: job.id }, data: { state: 'running', worker } });
    claimed.push(job.id);
  }
  return claimed;
};
`,
    ...claimingAll,
  },
  {
    title: 'a balance that is tested is subtracted from under the same test',
    kind: 'conditional decrement',
    rule: 'no-read-modify-write',
    repair: /updateMany/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, amount: number): Promise<string> => {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  if (wallet.points < amount) throw new Error('too little');
  await prisma.wallet.update({ where: { id }, data: { points: wallet.points - amount } });
  return 'paid';
};
`,
    ...payingOnce,
  },
  {
    title: 'an old value that is written back where there is no new one is left as it is',
    kind: 'column left as it is',
    rule: 'no-read-modify-write',
    repair: /as it is in the database/,
    databases: everywhere,
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, note: string | undefined): Promise<void> => {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  const text = note ? note.trim() : wallet.note;
  if (text.length > 100) throw new Error('too long');
  await prisma.wallet.update({ where: { id }, data: { note: text } });
};
`,
    ...keeping,
  },
  {
    title: 'a text that is made of the old one is written only if that is still there',
    kind: 'compare and set',
    rule: 'no-read-modify-write',
    repair: /still what was read/,
    // MariaDB's collations take `A` for `a`: a change of case alone would be lost
    databases: ['postgresql', 'sqlite'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, word: string): Promise<void> => {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  await prisma.wallet.update({ where: { id }, data: { note: wallet.note === '' ? word : [wallet.note, word].join(' ') } });
};
`,
    ...appending,
  },
  {
    title: 'a document that is changed in memory is written only if the old one is still there',
    kind: 'compare and set a document',
    rule: 'no-read-modify-write',
    repair: /still what was read/,
    databases: ['postgresql', 'mariadb'],
    source: `import { Prisma, type PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, key: string): Promise<string> => {
  const note = await prisma.note.findUnique({ where: { id }, select: { data: true } });
  if (!note) throw new Error('no note');
  const data = (note.data ?? {}) as Record<string, Prisma.InputJsonValue>;
  data[key] = true;
  const written = await prisma.note.update({ where: { id }, data: { data }, select: { title: true } });
  return written.title;
};
`,
    ...documenting,
  },
  {
    title: 'a document that is spread into a new one is written only if it is still there',
    kind: 'compare and set a document',
    rule: 'no-read-modify-write',
    repair: /still what was read/,
    databases: ['postgresql', 'mariadb'],
    source: `import { Prisma, type PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, key: string): Promise<void> => {
  const note = await prisma.note.findUniqueOrThrow({ where: { id } });
  const old = note.data as Prisma.InputJsonObject;
  await prisma.note.update({ where: { id }, data: { data: { ...old, [key]: true } } });
};
`,
    ...documenting,
  },
  {
    title: 'read and write come into one transaction that locks the row',
    kind: 'row lock in a transaction',
    rule: 'no-read-modify-write',
    repair: /into one transaction that locks/,
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, word: string): Promise<void> => {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  const note = wallet.note === '' ? word : [wallet.note, word].join(' ');
  await prisma.wallet.update({ where: { id }, data: { note } });
};
`,
    ...appending,
  },
  {
    title: 'a check that leaves the function comes along into the transaction that locks the row',
    kind: 'row lock in a transaction',
    rule: 'no-read-modify-write',
    repair: /into one transaction that locks/,
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, word: string): Promise<string> => {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  if (wallet.points < 0) return 'closed';
  await prisma.wallet.update({ where: { id }, data: { note: wallet.note === '' ? word : [wallet.note, word].join(' ') } });
  return 'added';
};
`,
    ...appending,
  },
  {
    title: 'the row is locked first in the transaction of the read and the write',
    kind: 'row lock',
    rule: 'no-read-modify-write',
    repair: /Lock the row before it is read/,
    databases: ['postgresql', 'mariadb'],
    source: `import type { PrismaClient } from './generated/prisma/client.ts';

export const run = async (prisma: PrismaClient, id: number, word: string): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const wallet = await tx.wallet.findUniqueOrThrow({ where: { id } });
    const note = wallet.note === '' ? word : [wallet.note, word].join(' ');
    await tx.wallet.update({ where: { id }, data: { note } });
  });
};
`,
    ...appending,
  },
];
