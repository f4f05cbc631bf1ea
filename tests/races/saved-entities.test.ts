/**
 * Entities, keys and counts that look like a race and are none, each with the race beside it.
 */
import { describe, expect, it } from 'vitest';
import { lint } from '../rules/tester.js';

interface Pair {
  readonly safe: string;
  readonly code: string;
  readonly race: string;
  readonly near: string;
  /** rule and line of the report on `near` */
  readonly reported: readonly string[];
}

const head = "import { Repository } from 'typeorm';\n";

const pairs: readonly Pair[] = [
  {
    safe: 'Safe because what the second save writes was assigned after the first one',
    code: `async function open(accounts: Repository<Account>, name: string) {
  const account = await accounts.findOneByOrFail({ name });
  account.plan = name;
  await accounts.save(account);
  if (account.plan) {
    account.avatar = name + '.png';
    await accounts.save(account);
  }
}`,
    race: 'Race because the tested column is assigned before this save and saved by no other',
    near: `async function open(accounts: Repository<Account>, name: string) {
  const account = await accounts.findOneByOrFail({ name });
  if (account.plan) throw new Error('has a plan');
  account.plan = name;
  account.avatar = name + '.png';
  await accounts.save(account);
}`,
    reported: ['db-race/no-check-then-update:7'],
  },
  {
    safe: 'Safe because the tested column was assigned and saved on one way, and is untouched on the other',
    code: `async function login(users: Repository<User>, id: number, token: string, isNew: boolean) {
  const user = await users.findOneByOrFail({ id });
  if (isNew) {
    user.token = token;
    await users.save(user);
  }
  if (user.token) {
    user.avatar = token + '.png';
    await users.save(user);
  }
}`,
    race: 'Race because on one way the tested column is assigned and not yet saved',
    near: `async function login(users: Repository<User>, id: number, token: string, isNew: boolean) {
  const user = await users.findOneByOrFail({ id });
  if (user.token) throw new Error('logged in');
  if (isNew) {
    user.token = token;
  }
  user.avatar = token + '.png';
  await users.save(user);
}`,
    reported: ['db-race/no-check-then-update:9'],
  },
  {
    safe: 'Safe because the second save finds the row that the first one inserted',
    code: `async function cartOf(carts: Repository<Cart>, userId: number, note: string) {
  let cart = await carts.findOneBy({ userId });
  if (cart) return;
  cart = carts.create({ userId });
  try {
    await carts.save(cart);
  } catch (error) {
    if (error.code === '23505') return;
    throw error;
  }
  cart.note = note;
  await carts.save(cart);
}`,
    race: 'Race because the only save inserts',
    near: `async function cartOf(carts: Repository<Cart>, userId: number, note: string) {
  let cart = await carts.findOneBy({ userId });
  if (cart) return;
  cart = carts.create({ userId });
  cart.note = note;
  await carts.save(cart);
}`,
    reported: ['db-race/no-check-then-create:7'],
  },
  {
    safe: 'Safe because a loop goes over the rows in steps',
    code: `async function purge(logs: Repository<Log>) {
  const old = await logs.find({ where: { kind: 'debug' } });
  for (let i = 0; i < old.length; i += 500) await logs.remove(old.slice(i, i + 500));
}`,
    race: 'Race because the number of rows decides',
    near: `async function drop(logs: Repository<Log>, kind: string, max: number) {
  const old = await logs.find({ where: { kind } });
  if (old.length < max) await logs.insert({ kind });
}`,
    reported: ['db-race/no-racy-limit-check:4'],
  },
  {
    safe: 'Safe because what is counted lies inside the row that goes',
    code: `async function drop(issues: Repository<Issue>, id: number) {
  const issue = await issues.findOneOrFail({ where: { id } });
  if (issue.comments.length > 1) throw new Error('discussed');
  await issues.remove(issue);
}`,
    race: 'Race because the row that goes is one of those that are counted',
    near: `async function drop(admins: Repository<Admin>, id: number) {
  const admins = await admins.find();
  if (admins.length <= 1) throw new Error('the last one');
  await admins.delete(id);
}`,
    reported: ['db-race/no-racy-limit-check:5'],
  },
  {
    safe: 'Safe because a row by its key is no last number, ordered or not',
    code: `async function add(devices: Repository<Device>, name: string) {
  const first = await devices.findOneOrFail({ where: { id: 1 }, order: { id: 'ASC' } });
  await devices.insert({ code: 'dev-' + first.code + name });
}`,
    race: 'Race because the last number is read and advanced',
    near: `async function add(devices: Repository<Device>) {
  const last = await devices.findOneOrFail({ where: { kind: 'phone' }, order: { code: 'DESC' } });
  await devices.insert({ code: last.code + 1 });
}`,
    reported: ['db-race/no-max-plus-one:4'],
  },
  {
    safe: 'Safe because the row was looked for by its key, and the new row gets another one',
    code: `async function continued(runs: Repository<Run>, id: number, workspaceId: number) {
  const parent = await runs.findOneBy({ id, workspaceId });
  if (parent) return parent;
  return runs.save(runs.create({ workspaceId }));
}`,
    race: 'Race because the new row has the key that was looked for',
    near: `async function continued(runs: Repository<Run>, id: number, workspaceId: number) {
  const parent = await runs.findOneBy({ id, workspaceId });
  if (parent) return parent;
  return runs.save(runs.create({ id, workspaceId }));
}`,
    reported: ['db-race/no-check-then-create:5'],
  },
  {
    safe: 'Safe because it is asked who may hand the row over',
    code: `async function handOver(requests: Repository<Request>, id: number, userId: number, other: User) {
  const request = await requests.findOneOrFail({ where: { id }, relations: { owner: true } });
  if (request.owner.id !== userId) throw new Error('not yours');
  request.owner = other;
  await requests.save(request);
}`,
    race: 'Race because the place must be free, and is then taken',
    near: `async function take(requests: Repository<Request>, id: number, other: User) {
  const request = await requests.findOneOrFail({ where: { id }, relations: { owner: true } });
  if (request.ownerId) throw new Error('taken');
  request.ownerId = other.id;
  await requests.save(request);
}`,
    reported: ['db-race/no-check-then-update:6'],
  },
  {
    safe: 'Safe because the updates in view give the column the value by which they find the row',
    code: `async function sync(commands: Repository<Command>, names: string[], name: string, text: string) {
  const commands = await commands.find({ where: { app: name } });
  for (const command of commands) {
    if (command.name === 'help') await commands.delete({ id: command.id });
  }
  await commands.update({ name }, { name, text });
}`,
    race: 'Race because an update in view renames',
    near: `async function sync(commands: Repository<Command>, names: string[], name: string, text: string) {
  const commands = await commands.find({ where: { app: name } });
  for (const command of commands) {
    if (command.name === 'help') await commands.delete({ id: command.id });
  }
  await commands.update({ app: name }, { name: text });
}`,
    reported: ['db-race/no-check-then-update:5'],
  },
  {
    safe: 'Safe because what was looked for is a column that the caller sets elsewhere',
    code: `async function add(groups: Repository<Group>, data: Group, owner: string) {
  const busy = await groups.findOneBy({ title: owner });
  if (busy) return;
  await groups.save({ note: data.note });
}`,
    race: 'Race because the object that the caller gave has the name that was looked for',
    near: `async function add(groups: Repository<Group>, data: Group) {
  const taken = await groups.findOneBy({ name: data.name });
  if (taken) return;
  await groups.save(data);
}`,
    reported: ['db-race/no-check-then-create:5'],
  },
  {
    safe: 'Safe because what a save gives back is the entity, and it was changed under its other name',
    code: `async function rename(users: Repository<User>, user: User) {
  user.name = 'before';
  const saved = await users.save(user);
  saved.name = 'after';
  await users.save(user);
}`,
    race: 'Race because the entity is saved again as it is',
    near: `async function rename(users: Repository<User>, user: User) {
  user.name = 'before';
  await users.save(user);
  await users.save(user);
}`,
    reported: ['db-race/no-duplicate-save:5'],
  },
];

/** `no-stale-entity-save` speaks of the other columns of these rows. */
const reported = (code: string): readonly string[] => lint(head + code).filter(({ ruleId }) => ruleId !== 'db-race/no-stale-entity-save').map(({ ruleId, line }) => `${ruleId ?? 'fatal'}:${line}`);

describe('entities, keys and counts', () => {
  it.each(pairs)('$safe', ({ code }) => {
    expect(reported(code)).toEqual([]);
  });

  it.each(pairs)('$race', ({ near, reported: expected }) => {
    expect(reported(near)).toEqual(expected);
  });
});
