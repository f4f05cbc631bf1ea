/** Drizzle's repairs: increments by the database, conditional writes, row locks. */
import { testOffered, testRefused } from './drizzle-repairs.js';

testOffered([
  {
    name: 'Race because the sum is made in the process',
    rule: 'no-read-modify-write',
    code: `export async function earn(id: number, by: number) {
  const [account] = await db.select().from(accounts).where(eq(accounts.id, id));
  if (!account) throw new Error('unknown');
  await db.update(accounts).set({ points: account.points + by, seen: true }).where(eq(accounts.id, id));
}
`,
    suggested: [
      `export async function earn(id: number, by: number) {
  const [account] = await db.select().from(accounts).where(eq(accounts.id, id));
  if (!account) throw new Error('unknown');
  await db.update(accounts).set({ points: sql\`\${accounts.points} + \${by}\`, seen: true }).where(eq(accounts.id, id));
}
`,
    ],
  },
  {
    name: 'Race because the state may have changed: the write repeats the test',
    rule: 'no-check-then-update',
    code: `export async function pay(id: number) {
  const order = await db.query.orders.findFirst({ where: eq(orders.id, id) });
  if (order?.status !== 'open') throw new Error('not open');
  await db.update(orders).set({ status: 'paid' }).where(eq(orders.id, id));
}
`,
    suggested: [
      `export async function pay(id: number) {
  const order = await db.query.orders.findFirst({ where: eq(orders.id, id) });
  if (order?.status !== 'open') throw new Error('not open');
  const updated = await db.update(orders).set({ status: 'paid' }).where(and(eq(orders.id, id), eq(orders.status, 'open'))).returning({ status: orders.status });
  if (updated.length === 0) throw new Error('not open');
}
`,
    ],
  },
  {
    name: 'Race because the row was claimed by its state: the write repeats it',
    rule: 'no-check-then-update',
    code: `export async function claim(worker: string) {
  const [job] = await db.select().from(jobs).where(eq(jobs.state, 'new')).limit(1);
  if (!job) return;
  await db.update(jobs).set({ state: 'running', worker }).where(eq(jobs.id, job.id));
}
`,
    suggested: [
      `export async function claim(worker: string) {
  const [job] = await db.select().from(jobs).where(eq(jobs.state, 'new')).limit(1);
  if (!job) return;
  const updated = await db.update(jobs).set({ state: 'running', worker }).where(and(eq(jobs.id, job.id), eq(jobs.state, 'new'))).returning({ state: jobs.state });
  if (updated.length === 0) return;
}
`,
    ],
  },
  {
    name: 'Race because the balance is tested, then written: the read takes the lock',
    rule: 'no-read-modify-write',
    code: `export async function spend(id: number, amount: number) {
  await db.transaction(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, id));
    if (!account || account.points < amount) throw new Error('too little');
    await tx.update(accounts).set({ points: account.points - amount }).where(eq(accounts.id, id));
  });
}
`,
    suggested: [
      `export async function spend(id: number, amount: number) {
  await db.transaction(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, id)).for('update');
    if (!account || account.points < amount) throw new Error('too little');
    await tx.update(accounts).set({ points: account.points - amount }).where(eq(accounts.id, id));
  });
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'Race because the balance is tested; no transaction is around',
    rule: 'no-read-modify-write',
    code: `export async function spend(id: number, amount: number) {
  const [account] = await db.select().from(accounts).where(eq(accounts.id, id));
  if (!account || account.points < amount) throw new Error('too little');
  await db.update(accounts).set({ points: account.points - amount }).where(eq(accounts.id, id));
}
`,
    because: 'an increment alone would keep that race',
  },
  {
    name: 'Race because a list is changed in memory; a relational query takes no lock',
    rule: 'no-read-modify-write',
    code: `export async function label(id: number, name: string) {
  await db.transaction(async (tx) => {
    const account = await tx.query.accounts.findFirst({ where: eq(accounts.id, id) });
    await tx.update(accounts).set({ labels: [...(account?.labels ?? []), name] }).where(eq(accounts.id, id));
  });
}
`,
    because: 'is more than a sum',
  },
  {
    name: 'Race because the state may have changed; the result of the write is used',
    rule: 'no-check-then-update',
    code: `export async function pay(id: number) {
  const [order] = await db.select().from(orders).where(eq(orders.id, id));
  if (order.status !== 'open') throw new Error('not open');
  const [paid] = await db.update(orders).set({ status: 'paid' }).where(eq(orders.id, id)).returning();
  return paid;
}
`,
    because: 'The result of the write is used',
  },
]);
