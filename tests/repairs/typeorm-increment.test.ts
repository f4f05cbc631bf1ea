/** TypeORM's repairs: the database adds. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'Race because 10 is added to what was read',
    rule: 'no-read-modify-write',
    code: `export async function earn(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.points = w.points + 10;
  await wallets.save(w);
}
`,
    suggested: [
      `export async function earn(id: string) {
  await wallets.increment({ id }, 'points', 10);
}
`,
    ],
  },
  {
    name: 'Race because the row is looked for first; the check stays, the row is named by its key',
    rule: 'no-read-modify-write',
    code: `export async function earn(userId: string, amount: number) {
  const w = await wallets.findOneBy({ userId });
  if (!w) throw new Error('no wallet');
  w.points += amount; // earned
  await wallets.save(w);
}
`,
    suggested: [
      `export async function earn(userId: string, amount: number) {
  const w = await wallets.findOneBy({ userId });
  if (!w) throw new Error('no wallet');
  // earned
  await wallets.increment({ id: w.id }, 'points', amount);
}
`,
    ],
  },
  {
    name: 'Race because the values of an update count, too',
    rule: 'no-read-modify-write',
    code: `export async function spend(id: string, amount: number) {
  const w = await wallets.findOneByOrFail({ id });
  await wallets.update(id, { points: w.points - amount });
}
`,
    suggested: [
      `export async function spend(id: string, amount: number) {
  await wallets.decrement({ id }, 'points', amount);
}
`,
    ],
  },
  {
    name: 'Race because another column is written along: the column gets an expression',
    rule: 'no-read-modify-write',
    code: `export async function see(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  await wallets.update({ id }, { points: w.points + 1, seen: true });
}
`,
    suggested: [
      `export async function see(id: string) {
  await wallets.findOneByOrFail({ id });
  await wallets.update({ id }, { points: () => 'points + 1', seen: true });
}
`,
    ],
  },
  {
    name: 'Race because a transaction alone closes nothing; the manager is told the entity',
    rule: 'no-read-modify-write',
    code: `export async function visit(id: string) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneByOrFail(Wallet, { id });
    w.visits++;
    await manager.save(w);
  });
}
`,
    suggested: [
      `export async function visit(id: string) {
  await db.transaction(async (manager) => {
    await manager.increment(Wallet, { id }, 'visits', 1);
  });
}
`,
      `export async function visit(id: string) {
  await db.transaction(async (manager) => {
    const w = await manager.findOneOrFail(Wallet, { where: { id }, lock: { mode: 'pessimistic_write' } });
    w.visits++;
    await manager.save(w);
  });
}
`,
    ],
  },
  {
    name: 'Race because two columns are counted by one save: an increment each',
    rule: 'no-read-modify-write',
    code: `export async function earn(userId: string, amount: number) {
  const w = await wallets.findOneBy({ userId });
  if (!w) throw new Error('no wallet');
  w.points += amount; // earned
  w.visits++;
  await wallets.save(w);
}
`,
    suggested: [
      `export async function earn(userId: string, amount: number) {
  const w = await wallets.findOneBy({ userId });
  if (!w) throw new Error('no wallet');
  // earned
  await wallets.increment({ id: w.id }, 'points', amount);
  await wallets.increment({ id: w.id }, 'visits', 1);
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'a counted column is added to another one',
    rule: 'no-read-modify-write',
    code: `export async function move(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.spent -= 10;
  w.points -= w.spent;
  await wallets.save(w);
}
`,
    because: 'writes other columns, too',
  },
  {
    name: 'the new number is clamped',
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
    name: 'the column may be NULL',
    rule: 'no-read-modify-write',
    code: `export async function earn(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.points = (w.points ?? 0) + 10;
  await wallets.save(w);
}
`,
    because: 'NULL + 1 stays NULL',
  },
  {
    name: 'the balance is tested: an increment alone keeps the overdraft',
    rule: 'no-read-modify-write',
    code: `export async function pay(id: string, amount: number) {
  const w = await wallets.findOneByOrFail({ id });
  if (w.points < amount) throw new Error('too little');
  w.points -= amount;
  await wallets.save(w);
}
`,
    because: 'also tested',
  },
  {
    name: 'another column is saved along',
    rule: 'no-read-modify-write',
    code: `export async function earn(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.points += 10;
  w.seen = true;
  await wallets.save(w);
}
`,
    because: 'writes other columns',
  },
  {
    name: 'the entity is returned',
    rule: 'no-read-modify-write',
    code: `export async function earn(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.points += 10;
  await wallets.save(w);
  return w;
}
`,
    because: 'passed on',
  },
  {
    name: 'the result of the save is returned',
    rule: 'no-read-modify-write',
    code: `export async function earn(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.points += 10;
  return wallets.save(w);
}
`,
    because: 'is used',
  },
  {
    name: 'it may be a text that grows',
    rule: 'no-read-modify-write',
    code: `export async function append(id: string, line: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.log = w.log + line;
  await wallets.save(w);
}
`,
    because: 'is a number',
  },
  {
    name: 'a function is given the entity, and may test it',
    rule: 'no-read-modify-write',
    code: `export async function earn(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  assertOpen(w);
  w.points += 10;
  await wallets.save(w);
}
`,
    because: 'passed on',
  },
  {
    name: 'the column is a decimal, which arrives as a string',
    rule: 'no-read-modify-write',
    code: `import { Column, Entity, PrimaryColumn, Repository } from 'typeorm';
import { dataSource } from './database';
@Entity() class Wallet { @PrimaryColumn() id!: string; @Column('decimal') points!: string }
const wallets: Repository<Wallet> = dataSource.getRepository(Wallet);
export async function earn(id: string) {
  const w = await wallets.findOneByOrFail({ id });
  w.points = w.points + 10;
  await wallets.save(w);
}
`,
    because: 'is a number',
  },
  {
    name: 'the key was not read',
    rule: 'no-read-modify-write',
    code: `export async function earn(userId: string) {
  const w = await wallets.findOneOrFail({ where: { userId }, select: { points: true } });
  w.points += 10;
  await wallets.save(w);
}
`,
    because: `with an \`id\``,
  },
  {
    name: 'the read compares a version, and throws when it is another',
    rule: 'no-read-modify-write',
    code: `export async function take(id: string, version: number) {
  const w = await wallets.findOneOrFail({ where: { id }, lock: { mode: 'optimistic', version } });
  w.points -= 1;
  await wallets.save(w);
}
`,
    because: 'compares a version',
  },
]);
