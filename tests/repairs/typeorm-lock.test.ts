/** TypeORM's repairs: the row is locked when it is read. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'Race because no transaction is around: the statements come into one',
    rule: 'no-read-modify-write',
    code: `export async function note(id: string, word: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.note = [w.note, word].join(' '); // appended
  await wallets.save(w);
  return word;
}
`,
    suggested: [
      `export async function note(id: string, word: string) {
  await wallets.manager.transaction(async (manager) => {
    const w = await manager.withRepository(wallets).findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
    w.note = [w.note, word].join(' '); // appended
    await manager.withRepository(wallets).save(w);
  });
  return word;
}
`,
    ],
  },
  {
    name: 'Race because no transaction is around: what the callback gives is returned where the function is left',
    rule: 'no-read-modify-write',
    code: `export async function note(id: string, word: string) {
  const w = await db.getRepository(Wallet).findOneBy({ id });
  if (!w) return false;
  w.note = [w.note, word].join(' ');
  await db.getRepository(Wallet).save(w);
  return true;
}
`,
    suggested: [
      `export async function note(id: string, word: string) {
  return db.transaction(async (manager) => {
    const w = await manager.getRepository(Wallet).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!w) return false;
    w.note = [w.note, word].join(' ');
    await manager.getRepository(Wallet).save(w);
    return true;
  });
}
`,
    ],
  },
  {
    name: 'Race because a plain read inside a transaction locks nothing',
    rule: 'no-read-modify-write',
    code: `export async function pay(id: string, amount: number) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneByOrFail(Wallet, { id });
    if (w.points < amount) throw new Error('too little');
    w.points -= amount;
    await manager.save(w);
  });
}
`,
    suggested: [
      `export async function pay(id: string, amount: number) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (w.points < amount) throw new Error('too little');
    w.points -= amount;
    await manager.save(w);
  });
}
`,
    ],
  },
  {
    name: 'Race because the options name no lock; they get one in their own layout',
    rule: 'no-read-modify-write',
    code: `export async function pay(id: string, amount: number) {
  await db.transaction(async (manager) => {
    const w = await manager.getRepository(Wallet).findOneOrFail({
      where: { id }, // by key
    });
    w.points = Math.max(0, w.points - amount);
    await manager.save(w);
  });
}
`,
    suggested: [
      `export async function pay(id: string, amount: number) {
  await db.transaction(async (manager) => {
    const w = await manager.getRepository(Wallet).findOneOrFail({
      where: { id }, // by key
      lock: { mode: 'pessimistic_write' },
    });
    w.points = Math.max(0, w.points - amount);
    await manager.save(w);
  });
}
`,
    ],
  },
  {
    name: `Race because the relations come along: only the entity's own table is locked`,
    rule: 'no-read-modify-write',
    code: `import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
import { dataSource, User } from './database';

@Entity('user_wallets')
export class Wallet {
  @PrimaryGeneratedColumn() id!: number;
  @Column() points!: number;
  @ManyToOne(() => User) owner!: User;
}

export async function pay(id: number, amount: number) {
  await dataSource.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id }, relations: { owner: true } });
    w.points = Math.max(0, w.points - amount);
    await manager.save(w);
  });
}
`,
    suggested: [
      `import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
import { dataSource, User } from './database';

@Entity('user_wallets')
export class Wallet {
  @PrimaryGeneratedColumn() id!: number;
  @Column() points!: number;
  @ManyToOne(() => User) owner!: User;
}

export async function pay(id: number, amount: number) {
  await dataSource.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id }, relations: { owner: true }, lock: { mode: 'pessimistic_write', tables: ['user_wallets'] } });
    w.points = Math.max(0, w.points - amount);
    await manager.save(w);
  });
}
`,
    ],
  },
  {
    name: 'Race because a query builder locks only when it is told to',
    rule: 'no-read-modify-write',
    code: `export async function pay(id: string, amount: number) {
  await db.transaction(async (manager) => {
    const w = await manager
      .createQueryBuilder(Wallet, 'w')
      .leftJoinAndSelect('w.owner', 'owner')
      .where('w.id = :id', { id })
      .getOneOrFail();
    w.points = Math.max(0, w.points - amount);
    await manager.save(Wallet, w);
  });
}
`,
    suggested: [
      `export async function pay(id: string, amount: number) {
  await db.transaction(async (manager) => {
    const w = await manager
      .createQueryBuilder(Wallet, 'w')
      .leftJoinAndSelect('w.owner', 'owner')
      .where('w.id = :id', { id })
      .setLock('pessimistic_write', undefined, ['w'])
      .getOneOrFail();
    w.points = Math.max(0, w.points - amount);
    await manager.save(Wallet, w);
  });
}
`,
    ],
  },
  {
    name: 'Race because the wallet is locked, and the job decides',
    rule: 'no-wrong-lock-target',
    code: `export async function grant(walletId: string, jobId: string) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id: walletId }, lock: { mode: 'pessimistic_write' } });
    const j = await manager.findOneByOrFail(Job, { id: jobId });
    if (j.state === 'granted') throw new Error('granted');
    await manager.update(Job, { id: jobId }, { state: 'granted' });
    await manager.decrement(Wallet, { id: w.id }, 'points', 1);
  });
}
`,
    suggested: [
      `export async function grant(walletId: string, jobId: string) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id: walletId }, lock: { mode: 'pessimistic_write' } });
    const j = await manager.findOneOrFail(Job, { where: { id: jobId }, lock: { mode: 'pessimistic_write' } });
    if (j.state === 'granted') throw new Error('granted');
    await manager.update(Job, { id: jobId }, { state: 'granted' });
    await manager.decrement(Wallet, { id: w.id }, 'points', 1);
  });
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'the relations come along, and the name of the table is out of view',
    rule: 'no-wrong-lock-target',
    code: `export async function grant(walletId: string, jobId: string) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id: walletId }, lock: { mode: 'pessimistic_write' } });
    const j = await manager.findOneOrFail(Job, { where: { id: jobId }, relations: { owner: true } });
    if (j.state === 'granted') throw new Error('granted');
    await manager.update(Job, { id: jobId }, { state: 'granted' });
    await manager.decrement(Wallet, { id: w.id }, 'points', 1);
  });
}
`,
    because: 'nullable side of a join',
  },
  {
    name: 'the options stand elsewhere',
    rule: 'no-wrong-lock-target',
    code: `export async function grant(walletId: string, jobId: string) {
  await db.transaction(async (manager) => {
    const byId = { where: { id: jobId } };
    const w = await manager.findOneOrFail(Wallet, { where: { id: walletId }, lock: { mode: 'pessimistic_write' } });
    const j = await manager.findOneOrFail(Job, byId);
    if (j.state === 'granted') throw new Error('granted');
    await manager.update(Job, { id: jobId }, { state: 'granted' });
    await manager.decrement(Wallet, { id: w.id }, 'points', 1);
  });
}
`,
    because: 'stand elsewhere',
  },
  {
    name: 'the read takes a weaker lock already',
    rule: 'no-wrong-lock-target',
    code: `export async function grant(walletId: string, jobId: string) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id: walletId }, lock: { mode: 'pessimistic_write' } });
    const j = await manager.findOneOrFail(Job, { where: { id: jobId }, lock: { mode: 'pessimistic_read' } });
    if (j.state === 'granted') throw new Error('granted');
    await manager.update(Job, { id: jobId }, { state: 'granted' });
    await manager.decrement(Wallet, { id: w.id }, 'points', 1);
  });
}
`,
    because: 'has a lock already',
  },
]);
