/** Remedies that people write in TypeORM, and that still go wrong. */
import { countDiffers, differs, succeeded, type Trap } from '../scenario.js';

const servers = ['postgresql', 'mariadb'] as const;

export const typeormTraps: readonly Trap[] = [
  {
    title: 'save as an upsert',
    belief: '`save` inserts or updates in one statement',
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Room } from './entities.ts';

export const run = (db: DataSource, id: number, seats: number) => db.getRepository(Room).save({ id, seats });
`,
    tables: ['room'],
    args: (_, round) => [round, 10],
    wrong: (outcome) => countDiffers(outcome, 'room', 1),
  },
  {
    title: 'a transaction around check and save',
    belief: 'a transaction keeps other requests out',
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Note } from './entities.ts';

export const run = (db: DataSource, title: string) =>
  db.transaction(async (manager) => {
    const note = await manager.findOneBy(Note, { title });
    return note ?? (await manager.save(Note, { title, text: '' }));
  });
`,
    tables: ['note'],
    args: () => ['news'],
    wrong: (outcome) => countDiffers(outcome, 'note', 1),
  },
  {
    title: 'FOR UPDATE on a row that is not there',
    belief: 'the lock keeps others from inserting the row',
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Tag } from './entities.ts';

export const run = async (db: DataSource, slug: string, label: string): Promise<void> => {
  await db.transaction(async (manager) => {
    const tag = await manager.findOne(Tag, { where: { slug }, lock: { mode: 'pessimistic_write' } });
    if (!tag) await manager.insert(Tag, { slug, label });
  });
};
`,
    tables: ['tag'],
    args: (_, round) => [`news-${round}`, 'News'],
    wrong: (outcome) => countDiffers(outcome, 'tag', 1),
  },
  {
    title: 'a count under the lock of its parent, at REPEATABLE READ',
    belief: 'under the lock of the parent every count is fresh',
    databases: ['postgresql'],
    source: `import { type DataSource } from 'typeorm';
import { Booking, Room } from './entities.ts';

export const run = async (db: DataSource, roomId: number, guest: string): Promise<void> => {
  await db.transaction('REPEATABLE READ', async (manager) => {
    const room = await manager.findOneOrFail(Room, { where: { id: roomId }, lock: { mode: 'pessimistic_write' } });
    if ((await manager.countBy(Booking, { roomId })) >= room.seats) throw new Error('full');
    await manager.insert(Booking, { roomId, guest });
  });
};
`,
    tables: ['room', 'booking'],
    setup: ['INSERT INTO room (id, seats) VALUES (1, 1)'],
    args: (client) => [1, `guest ${client}`],
    answers: ['full'],
    wrong: (outcome) => countDiffers(outcome, 'booking', 1),
  },
  {
    title: 'a count under the lock of its parent, behind another read, on MariaDB',
    belief: 'under the lock of the parent every count is fresh',
    databases: ['mariadb'],
    source: `import { type DataSource } from 'typeorm';
import { Account, Booking, Room } from './entities.ts';

export const run = async (db: DataSource, roomId: number, guest: string): Promise<void> => {
  await db.transaction(async (manager) => {
    // fixes the snapshot
    await manager.findOneBy(Account, { name: guest });
    const room = await manager.findOneOrFail(Room, { where: { id: roomId }, lock: { mode: 'pessimistic_write' } });
    if ((await manager.countBy(Booking, { roomId })) >= room.seats) throw new Error('full');
    await manager.insert(Booking, { roomId, guest });
  });
};
`,
    tables: ['room', 'booking'],
    setup: ['INSERT INTO room (id, seats) VALUES (1, 1)'],
    args: (client) => [1, `guest ${client}`],
    answers: ['full'],
    wrong: (outcome) => countDiffers(outcome, 'booking', 1),
  },
  {
    title: 'REPEATABLE READ around read and write, on MariaDB',
    belief: 'at REPEATABLE READ the second writer fails, as on PostgreSQL',
    databases: ['mariadb'],
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<void> => {
  await db.transaction('REPEATABLE READ', async (manager) => {
    const wallet = await manager.findOneByOrFail(Wallet, { id });
    await manager.update(Wallet, { id }, { points: wallet.points - amount });
  });
};
`,
    tables: ['wallet'],
    setup: ["INSERT INTO wallet (id, points, note) VALUES (1, 10, '')"],
    args: () => [1, 1],
    wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 - succeeded(outcome)),
  },
  {
    title: 'ON CONFLICT without its unique index',
    belief: '`upsert` finds the row by the columns that it is told',
    databases: ['postgresql', 'mariadb', 'sqlite'],
    source: `import { type DataSource } from 'typeorm';
import { Note } from './entities.ts';

export const run = async (db: DataSource, title: string, text: string): Promise<void> => {
  await db.getRepository(Note).upsert({ title, text }, ['title']);
};
`,
    tables: ['note'],
    args: (client) => ['news', `text ${client}`],
    wrong: (outcome) => countDiffers(outcome, 'note', 1),
  },
  {
    title: 'orIgnore without a unique index',
    belief: '`orIgnore` looks for rows that are alike',
    databases: ['postgresql', 'mariadb', 'sqlite'],
    source: `import { type DataSource } from 'typeorm';
import { Note } from './entities.ts';

export const run = async (db: DataSource, title: string): Promise<void> => {
  const notes = db.getRepository(Note);
  if (!(await notes.existsBy({ title }))) await notes.createQueryBuilder().insert().values({ title, text: '' }).orIgnore().execute();
};
`,
    tables: ['note'],
    args: () => ['news'],
    wrong: (outcome) => countDiffers(outcome, 'note', 1),
  },
  {
    title: 'a repository beside the transaction',
    belief: 'inside the callback every call is in the transaction',
    databases: ['postgresql'],
    source: `import { type DataSource } from 'typeorm';
import { Tag, Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, slug: string): Promise<void> => {
  const tags = db.getRepository(Tag);
  await db.transaction(async (manager) => {
    await tags.insert({ slug, label: 'paid' });
    const { affected } = await manager.decrement(Wallet, { id }, 'points', 6);
    const wallet = await manager.findOneByOrFail(Wallet, { id });
    if (affected === 1 && wallet.points < 0) throw new Error('too little');
  });
};
`,
    tables: ['wallet', 'tag'],
    setup: ["INSERT INTO wallet (id, points, note) VALUES (1, 10, '')"],
    args: (client, round) => [1, `payment ${client} of ${round}`],
    answers: ['too little'],
    wrong: (outcome) => countDiffers(outcome, 'tag', succeeded(outcome)),
  },
];
