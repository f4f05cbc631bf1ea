/** Races of updates in TypeORM, and the repairs that are proven of them. */
import { differs, succeeded, type Scenario } from '../scenario.js';
import { appending, claimingAll, claimingOnce, earning, noting, payingOnce, spending } from './programs.js';

const everywhere = ['postgresql', 'mariadb', 'sqlite'] as const;
/** `save` runs in a transaction of its own, and rows are locked in one: in SQLite a second writer is told to come again */
const servers = ['postgresql', 'mariadb'] as const;

export const typeormUpdates: readonly Scenario[] = [
  {
    title: 'a number that is read, added to and saved becomes an increment',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /Let the database add/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<void> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneByOrFail({ id });
  wallet.points += amount;
  await wallets.save(wallet);
};
`,
    ...earning,
  },
  {
    title: 'a row that is saved for one of its columns becomes an update of that column',
    kind: 'changed columns',
    rule: 'no-stale-entity-save',
    repair: /Write only `note`/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, note: string): Promise<void> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneByOrFail({ id });
  wallet.note = note;
  await wallets.save(wallet);
  await wallets.increment({ id }, 'points', 1);
};
`,
    ...noting,
  },
  {
    title: 'a number that is read and written by update becomes a decrement',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /Let the database subtract/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<void> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneByOrFail({ id });
  await wallets.update(id, { points: wallet.points - amount });
};
`,
    ...spending,
  },
  {
    title: 'a number among other columns becomes SQL',
    kind: 'increment among other columns',
    rule: 'no-read-modify-write',
    repair: /Let the database add/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, note: string): Promise<void> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneByOrFail({ id });
  await wallets.update({ id }, { points: wallet.points + 1, note });
};
`,
    ...noting,
  },
  {
    title: 'a state that is tested and saved goes into the predicate of an update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /look at `affected`/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Job } from './entities.ts';

export const run = async (db: DataSource, id: number, worker: string): Promise<string> => {
  const jobs = db.getRepository(Job);
  const job = await jobs.findOneByOrFail({ id });
  if (job.state !== 'queued') throw new Error('not queued');
  job.state = 'running';
  job.worker = worker;
  await jobs.save(job);
  return 'claimed';
};
`,
    ...claimingOnce,
  },
  {
    title: 'a state that is tested goes into the predicate of the update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /look at `affected`/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Job } from './entities.ts';

export const run = async (db: DataSource, id: number, worker: string): Promise<string> => {
  const jobs = db.getRepository(Job);
  const job = await jobs.findOneBy({ id });
  if (!job || job.state !== 'queued') throw new Error('not queued');
  await jobs.update({ id }, { state: 'running', worker });
  return 'claimed';
};
`,
    ...claimingOnce,
  },
  {
    title: 'rows that are claimed in a loop are claimed by their state',
    kind: 'claim in a loop',
    rule: 'no-check-then-update',
    repair: /look at `affected`/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Job } from './entities.ts';

export const run = async (db: DataSource, worker: string): Promise<readonly number[]> => {
  const jobs = db.getRepository(Job);
  const claimed: number[] = [];
  for (const job of await jobs.find({ where: { state: 'queued' }, order: { id: 'ASC' } })) {
    job.state = 'running';
    job.worker = worker;
    await jobs.save(job);
    claimed.push(job.id);
  }
  return claimed;
};
`,
    ...claimingAll,
  },
  {
    title: 'the row is locked when it is read',
    kind: 'row lock',
    rule: 'no-read-modify-write',
    repair: /Lock the row/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<string> =>
  db.transaction(async (manager) => {
    const wallet = await manager.findOneByOrFail(Wallet, { id });
    if (wallet.points < amount) throw new Error('too little');
    wallet.points -= amount;
    await manager.save(wallet);
    return 'paid';
  });
`,
    ...payingOnce,
  },
  {
    title: 'the row of a query builder is locked when it is read',
    kind: 'row lock in a query builder',
    rule: 'no-read-modify-write',
    repair: /Lock the row/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<void> => {
  await db.transaction(async (manager) => {
    const wallet = await manager
      .createQueryBuilder(Wallet, 'wallet')
      .where('wallet.id = :id', { id })
      .getOneOrFail();
    wallet.points = Math.max(0, wallet.points - amount);
    await manager.save(Wallet, wallet);
  });
};
`,
    ...spending,
  },
  {
    title: 'with relations only the row itself is locked',
    kind: 'row lock beside relations',
    rule: 'no-read-modify-write',
    repair: /Lock the row/,
    databases: ['postgresql'],
    source: `import { type DataSource } from 'typeorm';
import { Room } from './entities.ts';

export const run = async (db: DataSource, id: number): Promise<void> => {
  await db.transaction(async (manager) => {
    const room = await manager.findOneOrFail(Room, { where: { id }, relations: { bookings: true } });
    await manager.update(Room, { id }, { seats: Math.max(0, room.seats - 1) });
  });
};
`,
    tables: ['room', 'booking'],
    setup: ['INSERT INTO room (id, seats) VALUES (1, 10)'],
    args: () => [1],
    wrong: (outcome) => differs(outcome, 'room', 'seats', 10 - succeeded(outcome)),
  },
  {
    title: 'of two saves of one entity the second goes',
    kind: 'drop the redundant save',
    rule: 'no-duplicate-save',
    repair: 'fix',
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Room } from './entities.ts';

export const run = async (db: DataSource, id: number, client: number): Promise<number> => {
  const rooms = db.getRepository(Room);
  if (client > 0) {
    const { affected } = await rooms.increment({ id }, 'seats', 100);
    return affected ?? 0;
  }
  const room = new Room();
  room.id = id;
  room.seats = 1;
  await rooms.save(room);
  await rooms.save(room);
  return 0;
};
`,
    tables: ['room'],
    args: (client, round) => [round + 1, client],
    // an increment before the row is there changes nothing; one after it must not be undone
    wrong: (outcome) => differs(outcome, 'room', 'seats', 1 + outcome.results.reduce((sum, result) => sum + (result.kind === 'value' ? 100 * Number(result.value) : 0), 0)),
  },
  {
    title: 'read and save come into one transaction that locks the row',
    kind: 'row lock in a transaction',
    rule: 'no-read-modify-write',
    repair: /into one transaction, and lock/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, word: string): Promise<string> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneBy({ id });
  if (!wallet) return 'none';
  wallet.note = wallet.note === '' ? word : [wallet.note, word].join(' ');
  await wallets.save(wallet);
  return 'added';
};
`,
    ...appending,
  },
];
