/** TypeORM's repairs: lock-read, drop-save. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
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
    await manager.save(w);
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
      .setLock('pessimistic_write', undefined, ['w']).getOneOrFail();
    w.points = Math.max(0, w.points - amount);
    await manager.save(w);
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
  {
    name: 'Race because nothing changed between the saves',
    rule: 'no-duplicate-save',
    code: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w); // first
  // second
  await wallets.save(w);
  return w;
}
`,
    fixed: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w); // first
  // second
  return w;
}
`,
  },
  {
    name: 'Race because the second save is the one whose result is used: the first goes',
    rule: 'no-duplicate-save',
    code: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  return wallets.save(w);
}
`,
    suggested: [
      `export async function add(userId: string) {
  const w = wallets.create({ userId });
  return wallets.save(w);
}
`,
    ],
  },
  {
    name: `Race because nothing in between touches the entity; whether the row was touched can't be seen`,
    rule: 'no-duplicate-save',
    code: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  await report(userId);
  await wallets.save(w);
}
`,
    suggested: [
      `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  await report(userId);
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'there is no transaction to hold a lock',
    rule: 'no-read-modify-write',
    code: `export async function spend(id: string, amount: number) {
  const w = await wallets.findOneByOrFail({ id });
  w.points = Math.max(0, w.points - amount);
  await wallets.save(w);
}
`,
    because: 'more than a sum',
  },
  {
    name: 'the relations come along, and the name of the table is out of view',
    rule: 'no-read-modify-write',
    code: `export async function pay(id: string, amount: number) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id }, relations: { owner: true } });
    w.points = Math.max(0, w.points - amount);
    await manager.save(w);
  });
}
`,
    because: 'more than a sum',
  },
  {
    name: 'the two saves go through different handles',
    rule: 'no-duplicate-save',
    code: `export async function add(manager: EntityManager, userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  await manager.save(w);
}
`,
    because: 'differ in handle',
  },
  {
    name: 'the results of both are used',
    rule: 'no-duplicate-save',
    code: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  const a = await wallets.save(w);
  const b = await wallets.save(w);
  return [a, b];
}
`,
    because: 'different blocks',
  },
]);
