import { describe, expect, it } from 'vitest';
import { prismaModels } from './print.js';

describe('summaries', () => {
  it('a helper that returns a row', () => {
    expect(prismaModels(`async function byEmail(email) {
  return db.user.findUnique({ where: { email } });
}
async function f(input) {
  const user = await byEmail(input.email);
  if (!user) await db.user.create({ data: { email: input.email } });
}`)).toMatchInlineSnapshot();
  });

  it('a helper that throws when the row is absent guards what follows its call', () => {
    expect(prismaModels(`async function load(id) {
  const row = await db.user.findUnique({ where: { id } });
  if (!row) throw new Error('gone');
  return row;
}
async function f(input) {
  const user = await load(input.id);
  await db.user.update({ where: { id: user.id }, data: { coins: user.coins - 1 } });
}`)).toMatchInlineSnapshot();
  });

  it('a validator that counts', () => {
    expect(prismaModels(`async function assertRoom(hall, max) {
  const n = await db.seat.count({ where: { hall } });
  if (n >= max) throw new Error('full');
}
async function f(input) {
  await assertRoom(input.hall, 10);
  await db.seat.create({ data: { hall: input.hall } });
}`)).toMatchInlineSnapshot();
  });

  it('a helper that answers yes or no', () => {
    expect(prismaModels(`async function isTaken(email) {
  const n = await db.user.count({ where: { email } });
  return n > 0;
}
async function f(input) {
  if (await isTaken(input.email)) return;
  await db.user.create({ data: { email: input.email } });
}`)).toMatchInlineSnapshot();
  });

  it('a helper that computes', () => {
    expect(prismaModels(`const plus = (a, b) => a + b;
async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  await db.user.update({ where: { id: input.id }, data: { coins: plus(row.coins, input.n) } });
}`)).toMatchInlineSnapshot();
  });

  it('a helper that writes, under its own condition', () => {
    expect(prismaModels(`async function ensure(row, id) {
  if (!row) await db.user.create({ data: { id } });
}
async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  await ensure(row, input.id);
}`)).toMatchInlineSnapshot();
  });

  it('a function of the function that captured a row', () => {
    expect(prismaModels(`async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  const save = () => db.user.update({ where: { id: row.id }, data: { coins: row.coins + 1 } });
  if (row.active) await save();
}`)).toMatchInlineSnapshot();
  });

  it('methods of a class', () => {
    expect(prismaModels(`class Users {
  private find(id) {
    return db.user.findUnique({ where: { id } });
  }
  async add(id) {
    if (await this.find(id)) return;
    await db.user.create({ data: { id } });
  }
}`)).toMatchInlineSnapshot();
  });

  it('two calls of one helper are two reads', () => {
    expect(prismaModels(`const coinsOf = async (id) => (await db.user.findUnique({ where: { id } })).coins;
async function f(input) {
  const coins = (await coinsOf(input.from)) + (await coinsOf(input.to));
  await db.user.update({ where: { id: input.to }, data: { coins } });
}`)).toMatchInlineSnapshot();
  });

  it('a wrapper runs its callback in a transaction', () => {
    expect(prismaModels(`async function locked(work) {
  return db.$transaction(async (tx) => work(tx));
}
async function f(input) {
  return locked(async (tx) => {
    const row = await tx.user.findUnique({ where: { id: input.id } });
    if (!row) await tx.user.create({ data: { id: input.id } });
  });
}`)).toMatchInlineSnapshot();
  });

  it('an unknown wrapper that is awaited may be a lock', () => {
    expect(prismaModels(`async function f(input) {
  await withLock(input.id, async () => {
    const row = await db.user.findUnique({ where: { id: input.id } });
    if (!row) await db.user.create({ data: { id: input.id } });
  });
}`)).toMatchInlineSnapshot();
  });

  it('a callback of a plain statement is a function of its own', () => {
    expect(prismaModels(`app.post('/users', async (request) => {
  const row = await db.user.findUnique({ where: { id: request.id } });
  if (!row) await db.user.create({ data: { id: request.id } });
});`)).toMatchInlineSnapshot();
  });

  it('recursion ends', () => {
    expect(prismaModels(`async function free(slug, n) {
  if (await db.post.findUnique({ where: { slug } })) return free(slug + n, n + 1);
  return slug;
}
async function f(input) {
  const slug = await free(input.slug, 0);
  await db.post.create({ data: { slug } });
}`)).toMatchInlineSnapshot();
  });

  it('mutual recursion ends', () => {
    expect(prismaModels(`async function even(n) {
  await db.a.create({ data: { n } });
  return odd(n - 1);
}
async function odd(n) {
  if (n < 0) return;
  await db.b.create({ data: { n } });
  return even(n - 1);
}`)).toMatchInlineSnapshot();
  });

  it('a diamond of helpers', () => {
    expect(prismaModels(`const read = (id) => db.user.findUnique({ where: { id } });
const left = async (id) => (await read(id)).coins;
const right = async (id) => (await read(id)).level;
async function f(input) {
  const coins = await left(input.id);
  const level = await right(input.id);
  await db.user.update({ where: { id: input.id }, data: { coins: coins + level } });
}`)).toMatchInlineSnapshot();
  });
});

describe('size', () => {
  it('Linear: a tower of diamonds is summarised once a function, its reads are bounded', () => {
    const tower = Array.from({ length: 24 }, (_, level) => `const f${level + 1} = async (id) => (await f${level}(id)) + (await f${level}(id));`);
    const model = prismaModels(`const f0 = async (id) => (await db.user.findUnique({ where: { id } })).coins;\n${tower.join('\n')}\nasync function f(id) {\n  const coins = await f24(id);\n  await db.user.update({ where: { id }, data: { coins } });\n}`);
    expect(model.split('\nfunction ')).toHaveLength(26);
    // each function's operations are cut at `maxInstances` for its callers
    expect(model.match(/ read /g)?.length).toBeLessThan(26 * 2 * 48);
  });
});

describe('known misses', () => {
  it.fails('Wrong because what a wrapper gives its callback is its own parameter, not the argument: two calls of it look like one row', () => {
    expect(prismaModels(`async function withTx(key, work) {
  return db.$transaction(async (tx) => work(tx, key));
}
async function f(input) {
  return withTx(input.id, async (tx, key) => {
    const row = await tx.user.findUnique({ where: { id: key } });
    if (!row) await tx.user.create({ data: { id: key } });
  });
}`)).toContain('id eq input.id');
  });
});
