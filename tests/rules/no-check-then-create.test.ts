import { raceTester } from './tester.js';

raceTester('no-check-then-create', {
  invalid: [
    {
      name: 'Race because the values stand in front of a callback that is called with the rows',
      code: `const { Pool } = require('pg');
const pool = new Pool();
exports.register = (email, done) => {
  pool.query('SELECT id FROM users WHERE email = $1', [email], (error, result) => {
    if (error) return done(error);
    if (result.rows.length > 0) return done(new Error('taken'));
    pool.~query~('INSERT INTO users (email) VALUES ($1)', [email], done);
  });
};`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because the tags that are there are kept in an object by their name',
      code: `import { prisma } from './prisma';
async function tag(names: string[]) {
  const known: Record<string, string> = {};
  (await prisma.tag.findMany({ where: { name: { in: names } } })).forEach((one) => { known[one.name] = one.id; });
  for (const name of names) if (!(name in known)) await prisma.tag.~create~({ data: { name } });
}`,
      says: ['`name`', 'line 4'],
    },
    {
      name: 'Race because whoever deletes no code goes on as well',
      messageId: 'race',
      code: `import { prisma } from './prisma';
export async function redeem(code: string, userId: string) {
  await prisma.code.deleteMany({ where: { code } });
  const account = await prisma.account.findFirst({ where: { code } });
  if (!account) await prisma.account.~create~({ data: { code, userId } });
}`,
      says: ['`code`'],
    },
    {
      name: 'Race because two requests delete rows of different codes',
      messageId: 'race',
      code: `import { prisma } from './prisma';
export async function redeem(code: string, userId: string) {
  const { count } = await prisma.code.deleteMany({ where: { code } });
  if (count === 0) throw new Error('used');
  const account = await prisma.account.findFirst({ where: { userId } });
  if (!account) await prisma.account.~create~({ data: { userId } });
}`,
      says: ['`userId`'],
    },
    {
      name: 'Race because both requests find no account; that there is never a second one is only made sure of',
      code: `import { prisma } from './prisma';
async function signIn(provider: string, subject: string) {
  const accounts = await prisma.account.findMany({ where: { provider, subject } });
  if (accounts.length > 1) throw new Error('more than one');
  const account = accounts[0];
  if (!account) await prisma.account.~create~({ data: { provider, subject } });
}`,
      says: ['`provider` and `subject`', 'line 3'],
    },
    {
      name: 'Race because both requests find the table empty, and it gets two rows of settings',
      code: `import { prisma } from './prisma';
async function save(theme: string) {
  const settings = await prisma.settings.findFirst();
  if (settings === null) await prisma.settings.~create~({ data: { theme } });
  else await prisma.settings.update({ where: { id: settings.id }, data: { theme } });
}`,
      says: ['line 3', 'two rows', 'any row of the table'],
    },
    {
      name: 'Race because both requests are the first user',
      code: `import { prisma } from './prisma';
async function signUp(email: string) {
  if ((await prisma.user.count()) === 0) {
    await prisma.user.~create~({ data: { email, role: 'ADMIN' } });
  }
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because what a schema made of the input is written as a whole',
      code: `import { prisma } from './prisma';
import { schema } from './schema';
async function create(body: unknown) {
  const data = await schema.validateAsync(body);
  if (await prisma.tag.findFirst({ where: { name: data.name } })) throw new Error('taken');
  await prisma.tag.~create~({ data });
}`,
      says: ['`name`', 'line 5'],
    },
    {
      name: 'Race because both requests find the same name free before the bound of the search is reached',
      code: `import { prisma } from './prisma';
async function add(teamId: string, name: string) {
  let path = '/' + name;
  let counter = 1;
  while (counter <= 50) {
    const existing = await prisma.folder.findUnique({ where: { teamId_path: { teamId, path } } });
    if (!existing) break;
    path = '/' + name + counter;
    counter++;
  }
  if (counter > 50) throw new Error('too many');
  await prisma.folder.~create~({ data: { teamId, path } });
}`,
      says: ['line 6', '`teamId` and `path`'],
    },
    {
      name: 'Race because both requests find the same slug free, which ends the loop of both',
      code: `import { prisma } from './prisma';
async function add(title: string) {
  let slug = title;
  let counter = 1;
  while (await prisma.post.findUnique({ where: { slug } })) slug = title + counter++;
  await prisma.post.~create~({ data: { slug, title } });
}`,
      says: ['line 5', '`slug`'],
    },
    {
      name: 'Race because both requests find the row without the column, whose name is no part of the key',
      code: `import { prisma } from './prisma';
async function add(groupId: string, name: string) {
  const row = await prisma.option.findFirst({ where: { groupId } });
  if (row?.[name]) return;
  await prisma.option.~create~({ data: { groupId, name } });
}`,
      says: ['the same `groupId` between'],
    },
    {
      name: 'Race because both requests find no row of the key, which several columns make up',
      code: `import { prisma } from './prisma';
async function save(groupId: string, wanted: { itemId: string; kind: string }[]) {
  const rows = await prisma.control.findMany({ where: { groupId } });
  const known = new Map(rows.map((row) => [\`\${row.itemId}-\${row.kind}\`, row]));
  const missing = [];
  for (const { itemId, kind } of wanted) {
    if (!known.get(\`\${itemId}-\${kind}\`)) missing.push({ groupId, itemId, kind });
  }
  await prisma.control.~createMany~({ data: missing });
}`,
      says: ['line 3', '`groupId`, `itemId` and `kind`'],
    },
    // guards in their spellings
    {
      name: 'Race because both requests find no row (`!row`)',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (!user) await prisma.user.~create~({ data: { email } });
}`,
      says: ['Another request can insert the same `email`', 'this check (line 3)', 'this `create`'],
    },
    {
      name: 'Race because an early return is the same check',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findFirst({ where: { email } });
  if (user) return user;
  return prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3', 'a unique violation in place of the answer that the check gives'],
    },
    {
      name: 'Race because an early throw is the same check',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) throw new Error('taken');
  await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3', '`create`'],
    },
    {
      name: 'Race because the comparison with null finds no row',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user === null) {
    await prisma.user.~create~({ data: { email } });
  }
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because an early exit on `!== null` leaves the path without a row',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user !== null) return;
  await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because both requests get an empty list (`length === 0`)',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const users = await prisma.user.findMany({ where: { email } });
  if (users.length === 0) await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because an early exit on a list that is not empty is the same check',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const users = await prisma.user.findMany({ where: { email } });
  if (users.length > 0) throw new Error('taken');
  await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because both requests count zero',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const known = await prisma.user.count({ where: { email } });
  if (known === 0) await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because both requests count zero (`if (count) throw`)',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const known = await prisma.user.count({ where: { email } });
  if (known) throw new Error('taken');
  await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because an awaited `existsBy` in the condition is a read',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  if (!(await users.existsBy({ email }))) await users.~insert~({ email });
}`,
      says: ['`email`', 'line 3', '`insert`'],
    },
    {
      name: 'Race because `exists` decides and `save` inserts',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  if (await users.exists({ where: { email } })) throw new Error('taken');
  return users.~save~(users.create({ email }));
}`,
      says: ['`email`', 'line 3', '`save`'],
    },
    {
      name: 'Race because `??` inserts what was not found',
      code: `import { prisma } from './prisma';
const tagOf = async (slug: string) => (await prisma.tag.findUnique({ where: { slug } })) ?? (await prisma.tag.~create~({ data: { slug } }));`,
      says: ['`slug`', 'line 2'],
    },
    {
      name: 'Race because `||` inserts what was not found',
      code: `import { prisma } from './prisma';
async function tagOf(slug: string) {
  const tag = await prisma.tag.findFirst({ where: { slug } });
  return tag || prisma.tag.~create~({ data: { slug } });
}`,
      says: ['`slug`', 'line 3'],
    },
    {
      name: 'Race because `??=` inserts what was not found',
      code: `import { prisma } from './prisma';
async function tagOf(slug: string) {
  let tag = await prisma.tag.findFirst({ where: { slug } });
  tag ??= await prisma.tag.~create~({ data: { slug } });
  return tag;
}`,
      says: ['`slug`', 'line 3'],
    },
    {
      name: 'Race because a ternary inserts what was not found',
      code: `import { prisma } from './prisma';
async function tagOf(slug: string) {
  const tag = await prisma.tag.findFirst({ where: { slug } });
  return tag ? tag : prisma.tag.~create~({ data: { slug } });
}`,
      says: ['`slug`', 'line 3'],
    },
    {
      name: 'Race because a switch inserts what was not counted',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  switch (await prisma.user.count({ where: { email } })) {
    case 0:
      await prisma.user.~create~({ data: { email } });
      break;
    default:
      throw new Error('taken');
  }
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because `.then` is the same as `await`',
      code: `import { prisma } from './prisma';
function tagOf(slug: string) {
  return prisma.tag.findUnique({ where: { slug } }).then((tag) => tag ?? prisma.tag.~create~({ data: { slug } }));
}`,
      says: ['`slug`', 'line 3'],
    },
    {
      name: 'Race because the condition in a `.then` callback is the same check',
      code: `import { Repository } from 'typeorm';
function add(users: Repository<User>, email: string) {
  return users.findOneBy({ email }).then((user) => {
    if (user) throw new Error('taken');
    return users.~insert~({ email });
  });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because the first element of the list is what was looked for',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  const [user] = await users.find({ where: { email }, take: 1 });
  if (!user) await users.~save~({ email });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because a further condition changes nothing',
      code: `import { prisma } from './prisma';
async function add(email: string, enabled: boolean) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (enabled && !user) await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because a flag carries the answer',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const isNew = !(await prisma.user.findUnique({ where: { email } }));
  if (isNew) await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because the check is the guard of the paths that do not skip it',
      code: `import { prisma } from './prisma';
async function add(email: string, force: boolean) {
  if (!force) {
    const user = await prisma.user.findUnique({ where: { email } });
    if (user) return;
  }
  await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because the object that is saved is made only when there is none',
      code: `import { Repository } from 'typeorm';
async function rename(users: Repository<User>, email: string, name: string) {
  let user = await users.findOneBy({ email });
  if (!user) user = users.create({ email });
  user.name = name;
  return users.~save~(user);
}`,
      says: ['`email`', 'line 3', '`save`'],
    },
    {
      name: 'Race because the insert stands in the branch of the absent row, the update in the other',
      code: `import { prisma } from './prisma';
async function save(userId: string, bio: string) {
  const profile = await prisma.profile.findUnique({ where: { userId } });
  if (profile) await prisma.profile.update({ where: { userId }, data: { bio } });
  else await prisma.profile.~create~({ data: { userId, bio } });
}`,
      says: ['`userId`', 'line 3', 'two rows, or a unique violation'],
    },
    {
      name: 'Race because one of the columns of a compound key is enough',
      code: `import { prisma } from './prisma';
async function set(userId: string, key: string, value: string) {
  const known = await prisma.setting.findUnique({ where: { userId_key: { userId, key } } });
  if (!known) await prisma.setting.~create~({ data: { userId, key, value } });
}`,
      says: ['`userId` and `key`', 'line 3'],
    },
    {
      name: 'Race because the normalised address is the same key',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email: email.toLowerCase() } });
  if (!user) await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`'],
    },
    {
      name: 'Race because of several writes under one check the first is reported',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return;
  await prisma.user.~create~({ data: { email } });
  await prisma.user.create({ data: { email, copy: true } });
}`,
      says: ['`email`', 'The same guard decides on line 6.'],
    },

    // query builders and raw SQL
    {
      name: 'Race because the query builder looks for the same column',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, email: string) {
  const user = await dataSource.getRepository(User).createQueryBuilder('u').where('u.email = :email', { email }).getOne();
  if (!user) await dataSource.createQueryBuilder().~insert~().into(User).values({ email }).execute();
}`,
      says: ['`email`', 'line 3', '`insert`'],
    },
    {
      name: 'Race because `getCount` is a count',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  const known = await users.createQueryBuilder('user').where('user.email = :email', { email }).getCount();
  if (known === 0) await users.~insert~({ email });
}`,
      says: ['`email`', 'line 3'],
    },

    // loops, Promise.all, collections
    {
      name: 'Race because each round of the loop checks and inserts',
      code: `import { prisma } from './prisma';
async function add(emails: string[]) {
  for (const email of emails) {
    const user = await prisma.user.findUnique({ where: { email } });
    if (user) continue;
    await prisma.user.~create~({ data: { email } });
  }
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because each callback of `Promise.all` checks and inserts',
      code: `import { prisma } from './prisma';
async function add(emails: string[]) {
  await Promise.all(
    emails.map(async (email) => {
      const user = await prisma.user.findUnique({ where: { email } });
      if (!user) await prisma.user.~create~({ data: { email } });
    }),
  );
}`,
      says: ['`email`', 'line 5'],
    },
    {
      name: 'Race because the check is one of several reads in `Promise.all`',
      code: `import { prisma } from './prisma';
async function join(teamId: string, userId: string) {
  const [team, member] = await Promise.all([
    prisma.team.findUnique({ where: { id: teamId } }),
    prisma.member.findFirst({ where: { teamId, userId } }),
  ]);
  if (!team) throw new Error('no such team');
  if (member) throw new Error('joined already');
  await prisma.member.~create~({ data: { teamId, userId } });
}`,
      says: ['`teamId` and `userId`', 'line 5'],
    },
    {
      name: 'Race because what is not in the Set of what was read is inserted',
      code: `import { prisma } from './prisma';
async function add(listId: string, emails: string[]) {
  const contacts = await prisma.contact.findMany({ where: { listId } });
  const known = new Set(contacts.map((contact) => contact.email));
  for (const email of emails) {
    if (!known.has(email)) await prisma.contact.~create~({ data: { listId, email } });
  }
}`,
      says: ['`listId`', 'line 3'],
    },
    {
      name: 'Race because what is not in the Map of what was read is inserted',
      code: `import { prisma } from './prisma';
async function add(listId: string, emails: string[]) {
  const contacts = await prisma.contact.findMany({ where: { listId } });
  const byEmail = new Map(contacts.map((contact) => [contact.email, contact]));
  for (const email of emails) {
    if (byEmail.get(email)) continue;
    await prisma.contact.~create~({ data: { listId, email } });
  }
}`,
      says: ['`listId`', 'line 3'],
    },
    {
      name: 'Race because `some` finds no such element',
      code: `import { Repository } from 'typeorm';
async function add(contacts: Repository<Contact>, listId: string, email: string) {
  const list = await contacts.findBy({ listId });
  if (list.some((contact) => contact.email === email)) throw new Error('known');
  await contacts.~save~({ listId, email });
}`,
      says: ['`listId`', 'line 3'],
    },
    {
      name: 'Race because `find` finds no such element',
      code: `import { prisma } from './prisma';
async function add(listId: string, email: string) {
  const list = await prisma.contact.findMany({ where: { listId } });
  const contact = list.find((one) => one.email === email);
  if (!contact) await prisma.contact.~create~({ data: { listId, email } });
}`,
      says: ['`listId`', 'line 3'],
    },
    {
      name: 'Race because the list of columns does not include the value',
      code: `import { prisma } from './prisma';
async function add(listId: string, email: string) {
  const list = await prisma.contact.findMany({ where: { listId }, select: { email: true } });
  const emails = list.map((one) => one.email);
  if (!emails.includes(email)) await prisma.contact.~create~({ data: { listId, email } });
}`,
      says: ['`listId`', 'line 3'],
    },
    {
      name: 'Race because the filtered rest is inserted',
      code: `import { prisma } from './prisma';
async function add(listId: string, emails: string[]) {
  const list = await prisma.contact.findMany({ where: { listId } });
  const known = list.map((one) => one.email);
  const fresh = emails.filter((email) => !known.includes(email));
  await prisma.contact.~createMany~({ data: fresh.map((email) => ({ listId, email })) });
}`,
      says: ['`listId`', 'line 3', '`createMany`'],
    },
    {
      name: 'Race because what is pushed under a check carries the check',
      code: `import { Repository } from 'typeorm';
async function add(contacts: Repository<Contact>, listId: string, emails: string[]) {
  const known = new Set((await contacts.findBy({ listId })).map((one) => one.email));
  const fresh: Contact[] = [];
  for (const email of emails) {
    if (!known.has(email)) fresh.push(contacts.create({ listId, email }));
  }
  await contacts.~save~(fresh);
}`,
      says: ['`listId`', 'line 3', '`save`'],
    },

    // other ways to make a row present
    {
      name: 'Race because a rename makes the name present',
      code: `import { prisma } from './prisma';
async function rename(id: string, slug: string) {
  const other = await prisma.page.findUnique({ where: { slug } });
  if (other) throw new Error('taken');
  await prisma.page.~update~({ where: { id }, data: { slug } });
}`,
      says: ['`slug`', 'line 3', '`update`'],
    },
    {
      name: 'Race because an included relation is looked for and inserted',
      code: `import { prisma } from './prisma';
async function open(userId: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId }, include: { wallet: true } });
  if (!user.wallet) await prisma.wallet.~create~({ data: { userId } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because a nested create inserts the relation that was not there',
      code: `import { prisma } from './prisma';
async function open(id: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id }, include: { wallet: true } });
  if (user.wallet === null) await prisma.user.~update~({ where: { id }, data: { wallet: { create: { balance: 0 } } } });
}`,
      says: ['line 3', 'this nested `create`'],
    },

    {
      name: 'Race because a flag that was set under the check carries the answer',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  let known = false;
  if (await prisma.user.findUnique({ where: { email } })) known = true;
  if (!known) await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because raw FOR UPDATE of the absent row locks nothing',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "User" WHERE email = \${email} FOR UPDATE\`;
    const user = await tx.user.findUnique({ where: { email } });
    if (!user) await tx.user.~create~({ data: { email } });
  });
}`,
      says: ['`email`', 'line 5'],
    },

    // transactions that don't help
    {
      name: 'Race because a transaction at the default isolation level reads "nothing there" twice',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  await prisma.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email } });
    if (!user) await tx.user.~create~({ data: { email } });
  });
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because READ COMMITTED is the default by another name',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  await prisma.$transaction(
    async (tx) => {
      const user = await tx.user.findUnique({ where: { email } });
      if (!user) await tx.user.~create~({ data: { email } });
    },
    { isolationLevel: 'ReadCommitted' },
  );
}`,
      says: ['`email`', 'line 5'],
    },
    {
      name: 'Race because the transaction of TypeORM has the default level too',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, email: string) {
  await dataSource.transaction(async (manager) => {
    const user = await manager.findOneBy(User, { email });
    if (!user) await manager.~insert~(User, { email });
  });
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because a serializable transaction that holds only the write protects nothing',
      without: ['require-transaction-retry'],
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return;
  await prisma.$transaction(async (tx) => tx.user.~create~({ data: { email } }), { isolationLevel: 'Serializable' });
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because the check goes around the serializable transaction, through the outer client',
      without: ['require-transaction-retry'],
      code: `import { prisma } from './prisma';
async function add(email: string) {
  await prisma.$transaction(
    async (tx) => {
      const user = await prisma.user.findUnique({ where: { email } });
      if (!user) await tx.user.~create~({ data: { email } });
    },
    { isolationLevel: 'Serializable' },
  );
}`,
      says: ['`email`', 'line 5'],
    },
    {
      name: 'Race because an array transaction holds only the writes',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (!user) await prisma.$transaction([prisma.user.~create~({ data: { email } }), prisma.log.create({ data: { email } })]);
}`,
      says: ['`email`', 'line 3'],
    },

    // locks that don't help
    {
      name: 'Race because a row that is absent cannot be locked',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, email: string) {
  await dataSource.transaction(async (manager) => {
    const user = await manager.findOne(User, { where: { email }, lock: { mode: 'pessimistic_write' } });
    if (!user) await manager.~insert~(User, { email });
  });
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because the lock ends with its statement outside a transaction',
      code: `import { prisma } from './prisma';
async function join(teamId: string, userId: string) {
  await prisma.$queryRaw\`SELECT id FROM "Team" WHERE id = \${teamId} FOR UPDATE\`;
  const member = await prisma.member.findFirst({ where: { teamId, userId } });
  if (!member) await prisma.member.~create~({ data: { teamId, userId } });
}`,
      says: ['`teamId` and `userId`', 'line 4'],
    },
    {
      name: 'Race because the advisory lock has another key',
      code: `import { DataSource } from 'typeorm';
async function join(dataSource: DataSource, teamId: string, userId: string, requestId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [requestId]);
    const member = await manager.findOneBy(Member, { teamId, userId });
    if (!member) await manager.~insert~(Member, { teamId, userId });
  });
}`,
      says: ['`teamId` and `userId`', 'line 5'],
    },

    // handlers that don't help
    {
      name: 'Race because the handler looks for another code',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  try {
    return await prisma.user.~create~({ data: { email } });
  } catch (error) {
    if (error.code === 'P2025') return null;
    throw error;
  }
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because the handler stands around another insert',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return;
  await prisma.user.~create~({ data: { email } });
  try {
    await prisma.log.create({ data: { email } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
  }
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because the handler throws every error on',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  try {
    return await prisma.user.~create~({ data: { email } });
  } catch (error) {
    console.error(error);
    throw error;
  }
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because a blanket handler of the whole request was not meant for the conflict',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  try {
    const user = await prisma.user.findUnique({ where: { email } });
    if (user) return user;
    return await prisma.user.~create~({ data: { email } });
  } catch (error) {
    console.error(error);
    return null;
  }
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because a promise returned without `await` leaves the `try`',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  try {
    return prisma.user.~create~({ data: { email } });
  } catch (error) {
    if (error.code === 'P2002') return null;
    throw error;
  }
}`,
      says: ['`email`', 'line 3'],
    },
    {
      name: 'Race because `.catch` looks for a foreign key violation',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  if (await users.findOneBy({ email })) return;
  await users.~insert~({ email }).catch((error) => {
    if (error.driverError.code !== '23503') throw error;
  });
}`,
      says: ['`email`', 'line 3'],
    },

    // functions of the file
    {
      name: 'Race because a function of the file gives the row',
      code: `import { prisma } from './prisma';
const byEmail = (email: string) => prisma.user.findUnique({ where: { email } });
async function add(email: string) {
  const user = await byEmail(email);
  if (!user) await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because a function of the file throws when the row is there',
      code: `import { prisma } from './prisma';
async function assertFree(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) throw new Error('taken');
}
async function add(email: string) {
  await assertFree(email);
  await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 7'],
    },
    {
      name: 'Race because a method of the class does the insert',
      code: `import { Repository } from 'typeorm';
class Users {
  constructor(private readonly users: Repository<User>) {}
  async add(email: string) {
    const user = await this.users.findOneBy({ email });
    if (!user) await this.~insert~(email);
  }
  private async insert(email: string) {
    await this.users.save({ email });
  }
}`,
      says: ['`email`', 'line 5', '`insert`'],
    },
    {
      name: 'Race because a validator is given the count',
      code: `import { prisma } from './prisma';
function ensureNone(count: number) {
  if (count > 0) throw new Error('taken');
}
async function add(email: string) {
  ensureNone(await prisma.user.count({ where: { email } }));
  await prisma.user.~create~({ data: { email } });
}`,
      says: ['`email`', 'line 6'],
    },
    {
      name: 'Race because a wrapper of the file only calls its callback',
      code: `import { prisma } from './prisma';
async function timed<T>(run: () => Promise<T>) {
  const result = await run();
  console.log('done');
  return result;
}
async function add(email: string) {
  await timed(async () => {
    const user = await prisma.user.findUnique({ where: { email } });
    if (!user) await prisma.user.~create~({ data: { email } });
  });
}`,
      says: ['`email`', 'line 9'],
    },
    {
      name: 'Race because a boolean function of the file is the check',
      code: `import { Repository } from 'typeorm';
class Users {
  constructor(private readonly users: Repository<User>) {}
  private async isTaken(email: string) {
    return (await this.users.countBy({ email })) > 0;
  }
  async add(email: string) {
    if (await this.isTaken(email)) throw new Error('taken');
    await this.users.~save~({ email });
  }
}`,
      says: ['`email`', 'line 8'],
    },

    // entry points
    {
      name: 'Race because a route handler is an entry point',
      code: `import express from 'express';
import { prisma } from './prisma';
const app = express();
app.post('/users', async (request, response) => {
  const { email } = request.body;
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return response.status(409).end();
  await prisma.user.~create~({ data: { email } });
  response.status(201).end();
});`,
      says: ['`email`', 'line 6'],
    },
    {
      name: 'Race because a handler wrapped at module level is an entry point',
      code: `import { prisma } from './prisma';
import { withAuth } from './auth';
export const POST = withAuth(async (request: Request, email: string) => {
  const user = await prisma.user.findUnique({ where: { email } });
  if (!user) await prisma.user.~create~({ data: { email } });
});`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because plain JavaScript with `require` is code like any other (Prisma)',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.add = async (email) => {
  const user = await prisma.user.findUnique({ where: { email } });
  if (!user) await prisma.user.~create~({ data: { email } });
};`,
      says: ['`email`', 'line 4'],
    },
    {
      name: 'Race because plain JavaScript with `require` is code like any other (TypeORM)',
      language: 'js',
      code: `const { getRepository } = require('typeorm');
const { User } = require('./user');
module.exports.add = async function (email) {
  const users = getRepository(User);
  const user = await users.findOne({ where: { email } });
  if (user) return user;
  return users.~save~({ email });
};`,
      says: ['`email`', 'line 5'],
    },
    {
      name: 'Race because an injected repository is a repository',
      code: `import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
class Users {
  constructor(@InjectRepository(User) private users: Repository<User>) {}
  async add(email: string) {
    const user = await this.users.findOne({ where: { email } });
    if (user) throw new Error('taken');
    const created = this.users.create({ email });
    return this.users.~save~(created);
  }
}`,
      says: ['`email`', 'line 6'],
    },
    {
      name: 'Race because a repository made of a data source that another file exports is a repository',
      code: `import { AppDataSource } from './data-source';
import { Repository } from 'typeorm';
const users: Repository<User> = AppDataSource.getRepository(User);
export async function add(email: string) {
  if ((await users.countBy({ email })) === 0) await users.~insert~({ email });
}`,
      says: ['`email`', 'line 5'],
    },
    {
      name: 'Race because the hook runs for rows that others know',
      code: `import { Model, Table, AfterCreate, AfterUpdate } from 'sequelize-typescript';
class Membership extends Model {}
@Table
class Team extends Model {
  @AfterUpdate
  static async grant(team: Team) {
    const existing = await Membership.findOne({ where: { teamId: team.id, userId: team.ownerId } });
    if (!existing) await Membership.~create~({ teamId: team.id, userId: team.ownerId });
  }
}`,
      says: ['`teamId` and `userId`', '(line 7)'],
    },
    {
      name: 'Race because the error that a helper gives back is looked at for another violation',
      code: `import { prisma } from './prisma';
import { attempt } from './attempt';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  const added = await attempt(prisma.user.~create~({ data: { email } }));
  if (added.isErr() && added.error.code === 'P2003') return null;
  return added;
}`,
      says: ['line 4'],
    },
    {
      name: 'Race because the code is that of another write whose promise was handed to a helper',
      code: `import { prisma } from './prisma';
import { attempt } from './attempt';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  await prisma.user.~create~({ data: { email } });
  const logged = await attempt(prisma.log.create({ data: { email } }));
  if (logged.isErr() && logged.error.code === 'P2002') return null;
}`,
      says: ['line 4'],
    },
    {
      name: 'Race because the check is made again in the function that inserts; its caller\'s is the early one',
      code: `import { prisma } from './prisma';
async function ensure(teamId: string, kind: string) {
  const channel = await prisma.channel.findFirst({ where: { teamId, kind } });
  if (!channel) await prisma.channel.~create~({ data: { teamId, kind } });
}
export async function ensureAll(teamId: string) {
  const channels = await prisma.channel.findMany({ where: { teamId } });
  for (const kind of ['email', 'sms']) {
    if (channels.find((channel) => channel.kind === kind) === undefined) await ensure(teamId, kind);
  }
}`,
      says: ['line 3', '`kind`'],
    },
    {
      name: 'Race because a handler of requests isn\'t a command, though a command starts the server',
      code: `import { Command } from 'commander';
import express from 'express';
import { prisma } from './prisma';
const program = new Command();
program.command('serve').action(() => {
  const app = express();
  app.post('/users', async (request, response) => {
    const user = await prisma.user.findFirst({ where: { email: request.body.email } });
    if (!user) await prisma.user.~create~({ data: { email: request.body.email } });
    response.end();
  });
});
export { program };`,
      says: ['line 8'],
    },
  ],

  valid: [
    {
      name: 'Safe because what is kept in the object came from elsewhere',
      code: `import { prisma } from './prisma';
async function tag(names: string[], known: Record<string, string>) {
  const seen: Record<string, string> = {};
  for (const name of names) {
    if (name in seen) continue;
    seen[name] = known[name];
    await prisma.tag.create({ data: { name } });
  }
}`,
    },
    {
      name: 'Safe because an operator starts the command by hand',
      code: `import { Command } from 'commander';
import { prisma } from './prisma';
const program = new Command();
program.command('admin <email>').action(async (email: string) => {
  const user = await prisma.user.findFirst({ where: { email } });
  if (!user) await prisma.user.create({ data: { email } });
});
export { program };`,
    },
    {
      name: 'Safe because the handler of a command is started by hand',
      code: `import { defineCommand } from 'citty';
import { prisma } from './prisma';
export const admin = defineCommand({
  args: { email: { type: 'positional' } },
  run: async ({ args }) => {
    const user = await prisma.user.findFirst({ where: { email: args.email } });
    if (!user) await prisma.user.create({ data: { email: args.email } });
  },
});`,
    },
    {
      name: 'Safe because what is inserted after the search has nothing to do with the rows that ended it',
      code: `import { prisma } from './prisma';
async function log(name: string) {
  for (let tries = 0; tries < 5; tries++) {
    const running = await prisma.job.findFirst({ where: { name, state: 'RUNNING' } });
    if (!running) break;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await prisma.entry.create({ data: { name } });
}`,
    },
    {
      name: 'Safe because what ends the loop is a list that was worked through, and no absence',
      code: `import { prisma } from './prisma';
import { run } from './run';
async function work(groupId: string) {
  const tasks = await prisma.task.findMany({ where: { groupId } });
  while (tasks.length > 0) run(tasks.pop());
  await prisma.task.create({ data: { groupId } });
}`,
    },
    {
      name: 'Safe because the search is ended by an insert that handles the violation',
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma';
async function add(teamId: string, name: string) {
  let path = '/' + name;
  for (let counter = 1; counter <= 50; counter++) {
    const existing = await prisma.folder.findUnique({ where: { teamId_path: { teamId, path } } });
    if (!existing) {
      try {
        return await prisma.folder.create({ data: { teamId, path } });
      } catch (error) {
        if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
      }
    }
    path = '/' + name + counter;
  }
  throw new Error('too many');
}`,
    },
    {
      name: 'Safe because the function that may insert looks for any row by itself, once more, and under a lock',
      code: `import { prisma } from './prisma';
async function change(theme: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$executeRaw\`SELECT pg_advisory_xact_lock(1)\`;
    const settings = await tx.settings.findFirst();
    if (settings === null) await tx.settings.create({ data: { theme } });
  });
}
async function start() {
  const settings = await prisma.settings.findFirst();
  if (!settings?.theme) await change('plain');
}`,
    },
    {
      name: 'Safe because nobody gives what an empty table is filled with: this may be the start of the process',
      code: `import { prisma } from './prisma';
async function fill() {
  if ((await prisma.plan.count()) > 0) return;
  const owner = await prisma.user.findFirstOrThrow({ where: { role: 'ADMIN' } });
  await prisma.plan.create({ data: { name: 'free', ownerId: owner.id } });
}`,
    },
    {
      name: 'Safe because the table of which any row is looked for is another one',
      code: `import { prisma } from './prisma';
async function signUp(email: string) {
  const settings = await prisma.settings.findFirst();
  if (settings === null) await prisma.request.create({ data: { email } });
}`,
    },
    {
      name: 'Safe because a row is inserted where the table has one already',
      code: `import { prisma } from './prisma';
async function signUp(email: string) {
  const settings = await prisma.settings.findFirst();
  if (settings !== null) await prisma.settings.create({ data: { email, copyOf: settings.id } });
}`,
    },
    {
      name: 'Safe because what is looked for isn\'t in view',
      code: `import { prisma } from './prisma';
import { scope } from './scope';
async function save(theme: string) {
  const settings = await prisma.settings.findFirst({ where: scope() });
  if (settings === null) await prisma.settings.create({ data: { theme } });
}`,
    },
    {
      name: 'Safe because the copy of a row gets a key of its own: the one that was looked for is deleted from it',
      code: `const { DataTypes, Model, Sequelize } = require('sequelize');
class Report extends Model {}
Report.init({ id: { type: DataTypes.INTEGER, primaryKey: true }, title: DataTypes.STRING }, { sequelize: new Sequelize('') });
async function duplicate(id) {
  const report = await Report.findByPk(id);
  const copy = report ? report.toJSON() : {};
  delete copy.id;
  if (!copy.title) copy.title = 'untitled';
  return Report.create(copy);
}`,
    },
    {
      name: 'Safe because the hook runs for a row that was just inserted',
      code: `import { Model, Table, AfterCreate, AfterUpdate } from 'sequelize-typescript';
class Membership extends Model {}
@Table
class Team extends Model {
  @AfterCreate
  static async grant(team: Team) {
    const existing = await Membership.findOne({ where: { teamId: team.id, userId: team.ownerId } });
    if (!existing) await Membership.create({ teamId: team.id, userId: team.ownerId });
  }
}
Team.addHook('afterCreate', async (team) => {
  const existing = await Membership.findOne({ where: { teamId: team.id } });
  if (!existing) await Membership.create({ teamId: team.id });
});`,
    },
    {
      name: 'Safe because the row that was looked for is linked, not made',
      code: `import { prisma } from './prisma';
async function count(key: string, requests: number) {
  const user = await prisma.user.findFirst({ where: { key } });
  if (!user) throw new Error('unknown');
  const tags = await prisma.tag.findMany({ where: { userId: user.id } });
  if (!tags.some((tag) => tag.name === key)) await prisma.report.create({ data: { requests, tags: { connect: tags.map(({ id }) => ({ id })) } } });
}`,
    },
    {
      name: 'Safe because another input is written than the one that was looked for',
      code: `import { prisma } from './prisma';
import { schema } from './schema';
async function create(body: unknown, other: unknown) {
  const data = await schema.validateAsync(body);
  const written = await schema.validateAsync(other);
  if (await prisma.tag.findFirst({ where: { name: data.name } })) throw new Error('taken');
  await prisma.tag.create({ data: written });
}`,
    },
    {
      name: 'Safe because nothing is looked for',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  await prisma.user.create({ data: { email } });
}`,
    },
    {
      name: 'Safe because the answer of the read decides on nothing',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  console.log(user);
  await prisma.user.create({ data: { email } });
}`,
    },
    {
      name: 'Safe because the insert does not make the parent exist',
      code: `import { prisma } from './prisma';
async function comment(postId: string, body: string) {
  const post = await prisma.post.findUnique({ where: { id: postId } });
  if (!post) throw new Error('no such post');
  await prisma.comment.create({ data: { postId, body } });
}`,
    },
    {
      name: 'Safe because the insert needs the row to be there',
      code: `import { Repository } from 'typeorm';
async function copy(users: Repository<User>, email: string) {
  const user = await users.findOneBy({ email });
  if (!user) return;
  await users.insert({ email: 'copy of ' + email });
}`,
    },
    {
      name: 'Safe because the row that is written has none of the values that were looked for',
      code: `import { prisma } from './prisma';
async function notify(userId: string, text: string) {
  const muted = await prisma.notice.findFirst({ where: { kind: 'mute', userId } });
  if (!muted) await prisma.mail.create({ data: { userId, text } });
}`,
    },
    {
      name: 'Safe because it is another table (`length === 0`)',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const blocked = await prisma.blockedAddress.findMany({ where: { email } });
  if (blocked.length === 0) await prisma.user.create({ data: { email } });
}`,
    },
    {
      name: 'Safe because only one request deletes the code, and none goes on without',
      code: `import { prisma } from './prisma';
export async function redeem(code: string, userId: string) {
  const { count } = await prisma.code.deleteMany({ where: { code } });
  if (count === 0) throw new Error('used');
  const account = await prisma.account.findFirst({ where: { code } });
  if (!account) await prisma.account.create({ data: { code, userId } });
}`,
    },
    {
      name: 'Safe because it is another table (`count === 0`)',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, blocked: Repository<Blocked>, email: string) {
  if ((await blocked.countBy({ email })) === 0) await users.insert({ email });
}`,
    },
    {
      name: 'Safe because the Set is of another table',
      code: `import { prisma } from './prisma';
async function add(emails: string[]) {
  const blocked = new Set((await prisma.blocked.findMany({ where: { active: true } })).map((one) => one.email));
  for (const email of emails) {
    if (!blocked.has(email)) await prisma.contact.create({ data: { email } });
  }
}`,
    },
    {
      name: 'Safe because the Set is of what was given, not of what was read',
      code: `import { prisma } from './prisma';
async function add(emails: string[]) {
  const seen = new Set<string>();
  for (const email of emails) {
    if (seen.has(email)) continue;
    seen.add(email);
    await prisma.contact.create({ data: { email } });
  }
}`,
    },
    {
      name: 'Safe because an update of the other columns makes no name present',
      code: `import { prisma } from './prisma';
async function describe(id: string, slug: string, text: string) {
  const other = await prisma.page.findUnique({ where: { slug } });
  if (other) throw new Error('taken');
  await prisma.page.update({ where: { id }, data: { text } });
}`,
    },
    {
      name: 'Safe because an update of the row that was found needs it to exist',
      code: `import { Repository } from 'typeorm';
async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneBy({ id });
  if (!user) throw new Error('no such user');
  user.name = name;
  await users.save(user);
}`,
    },
    {
      name: 'Safe because `??` gives a default and writes nothing',
      code: `import { prisma } from './prisma';
const nameOf = async (slug: string) => (await prisma.tag.findUnique({ where: { slug } })) ?? { slug, label: slug };
const add = (slug: string) => prisma.tag.create({ data: { slug } });`,
    },

    // one statement
    {
      name: 'Safe because the upsert is one statement',
      code: `import { prisma } from './prisma';
async function save(userId: string, bio: string) {
  await prisma.profile.upsert({ where: { userId }, create: { userId, bio }, update: { bio } });
}`,
    },
    {
      name: 'Safe because the upsert under the check is one statement',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  const user = await users.findOneBy({ email });
  if (!user) await users.upsert({ email }, ['email']);
}`,
    },
    {
      name: 'Safe because the database skips duplicates',
      code: `import { prisma } from './prisma';
async function add(listId: string, emails: string[]) {
  const known = (await prisma.contact.findMany({ where: { listId } })).map((one) => one.email);
  const fresh = emails.filter((email) => !known.includes(email));
  await prisma.contact.createMany({ data: fresh.map((email) => ({ listId, email })), skipDuplicates: true });
}`,
    },
    {
      name: 'Safe because the database ignores the second row (`orIgnore`)',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  if (await users.existsBy({ email })) return;
  await users.createQueryBuilder().insert().values({ email }).orIgnore().execute();
}`,
    },

    // isolation
    {
      name: 'Safe because both transactions are serializable (enum of Prisma)',
      without: ['require-transaction-retry'],
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma';
async function add(email: string) {
  await prisma.$transaction(
    async (tx) => {
      const user = await tx.user.findUnique({ where: { email } });
      if (!user) await tx.user.create({ data: { email } });
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.Serializable },
  );
}`,
    },
    {
      name: 'Safe because both transactions are serializable (string of Prisma)',
      without: ['require-transaction-retry'],
      code: `import { prisma } from './prisma';
async function add(email: string) {
  await prisma.$transaction(
    async (tx) => {
      const user = await tx.user.findUnique({ where: { email } });
      if (!user) await tx.user.create({ data: { email } });
    },
    { isolationLevel: 'Serializable' },
  );
}`,
    },
    {
      name: 'Safe because both transactions are serializable (string of TypeORM)',
      without: ['require-transaction-retry'],
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, email: string) {
  await dataSource.transaction('SERIALIZABLE', async (manager) => {
    const user = await manager.findOneBy(User, { email });
    if (!user) await manager.insert(User, { email });
  });
}`,
    },
    {
      name: 'Safe because the query runner starts a serializable transaction',
      without: ['require-transaction-retry'],
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, email: string) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction('SERIALIZABLE');
  try {
    const user = await runner.manager.findOneBy(User, { email });
    if (!user) await runner.manager.insert(User, { email });
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}`,
    },

    // locks
    {
      name: 'Safe because both requests lock the parent first (raw SQL in Prisma)',
      code: `import { prisma } from './prisma';
async function join(teamId: string, userId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Team" WHERE id = \${teamId} FOR UPDATE\`;
    const member = await tx.member.findFirst({ where: { teamId, userId } });
    if (!member) await tx.member.create({ data: { teamId, userId } });
  });
}`,
    },
    {
      name: 'Safe because both requests lock the parent first (raw SQL in TypeORM)',
      code: `import { DataSource } from 'typeorm';
async function join(dataSource: DataSource, teamId: string, userId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT id FROM team WHERE id = $1 FOR UPDATE', [teamId]);
    const member = await manager.findOneBy(Member, { teamId, userId });
    if (!member) await manager.insert(Member, { teamId, userId });
  });
}`,
    },
    {
      name: 'Safe because both requests lock the parent first (pessimistic_write)',
      code: `import { DataSource } from 'typeorm';
async function join(dataSource: DataSource, teamId: string, userId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(Team, { where: { id: teamId }, lock: { mode: 'pessimistic_write' } });
    const member = await manager.findOneBy(Member, { teamId, userId });
    if (!member) await manager.insert(Member, { teamId, userId });
  });
}`,
    },
    {
      name: 'Safe because both requests take the same advisory lock (TypeORM)',
      code: `import { DataSource } from 'typeorm';
async function join(dataSource: DataSource, teamId: string, userId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [teamId]);
    const member = await manager.findOneBy(Member, { teamId, userId });
    if (!member) await manager.insert(Member, { teamId, userId });
  });
}`,
    },
    {
      name: 'Safe because both requests take the same advisory lock (Prisma)',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$executeRaw\`SELECT pg_advisory_xact_lock(hashtext(\${email}))\`;
    const user = await tx.user.findUnique({ where: { email } });
    if (!user) await tx.user.create({ data: { email } });
  });
}`,
    },
    {
      name: 'Safe because an earlier update of the parent holds its row until the commit',
      code: `import { prisma } from './prisma';
async function join(teamId: string, userId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.team.update({ where: { id: teamId }, data: { touchedAt: new Date() } });
    const member = await tx.member.findFirst({ where: { teamId, userId } });
    if (!member) await tx.member.create({ data: { teamId, userId } });
  });
}`,
    },

    // handlers
    {
      name: 'Safe because the unique violation is caught by its code',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code === 'P2002') return null;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the handler around the right insert looks for the violation',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return;
  try {
    await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
  }
  await prisma.log.create({ data: { email } });
}`,
    },
    {
      name: 'Safe because the violation is looked for in what a helper made of the promise',
      code: `import { prisma } from './prisma';
import { attempt } from './attempt';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  const added = await attempt(prisma.user.create({ data: { email } }));
  if (added.isErr() && added.error.code === 'P2002') return null;
  return added;
}`,
    },
    {
      name: 'Safe because a helper gives the error of the whole transaction back, whose code is compared with a constant out of sight',
      code: `import { prisma } from './prisma';
import { attempt } from './attempt';
import { Codes } from 'prisma-codes';
async function add(email: string) {
  const added = await prisma.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email } });
    if (user) return user;
    const made = await attempt(tx.user.create({ data: { email } }));
    return made.error ? { error: made.error } : made.value;
  });
  if (added.error?.code === Codes.UniqueViolation) throw new Error('taken');
  return added;
}`,
    },
    {
      name: 'Safe because a function of the file tells the violation by the error that was given back',
      code: `import { prisma } from './prisma';
import { to } from './to';
const answerOf = (error: { code: string }) => {
  if (error.code === 'P2002') return 'taken';
  throw error;
};
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return 'taken';
  const [error] = await to(prisma.user.create({ data: { email } }));
  return error ? answerOf(error) : 'added';
}`,
    },
    {
      name: 'Safe because `.catch` looks for the unique violation',
      code: `import { Repository } from 'typeorm';
async function add(users: Repository<User>, email: string) {
  if (await users.findOneBy({ email })) return;
  await users.insert({ email }).catch((error) => {
    if (error.driverError.code !== '23505') throw error;
  });
}`,
    },
    {
      name: 'Safe because a predicate of the file knows the codes',
      code: `import { QueryFailedError, Repository } from 'typeorm';
const isDuplicate = (error: unknown) => error instanceof QueryFailedError && ['23505', 'ER_DUP_ENTRY'].includes(error.driverError.code);
async function add(users: Repository<User>, email: string) {
  if (await users.findOneBy({ email })) throw new Error('taken');
  try {
    await users.save({ email });
  } catch (error) {
    if (isDuplicate(error)) throw new Error('taken');
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the code is kept in a constant',
      code: `import { prisma } from './prisma';
const UNIQUE_VIOLATION = 'P2002';
async function add(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user) return user;
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code === UNIQUE_VIOLATION) return null;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the handler of the caller in the file looks for the violation around check and insert',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  try {
    const user = await prisma.user.findUnique({ where: { email } });
    if (user) return user;
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    switch (error.code) {
      case 'P2002':
        return null;
      default:
        throw error;
    }
  }
}`,
    },
    {
      name: 'Safe because the transaction is run again on a violation, a bounded number of times',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      return await prisma.$transaction(async (tx) => {
        const user = await tx.user.findUnique({ where: { email } });
        return user ?? (await tx.user.create({ data: { email } }));
      });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
    }
  }
}`,
    },

    // out of sight
    {
      name: 'Safe because an unknown wrapper that is awaited may hold a lock',
      code: `import { prisma } from './prisma';
import { withLock } from './lock';
async function add(email: string) {
  await withLock(email, async () => {
    const user = await prisma.user.findUnique({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  });
}`,
    },
    {
      name: 'Safe because the predicate is built out of sight',
      code: `import { prisma } from './prisma';
import { whereOf } from './filters';
async function add(email: string, filter: Filter) {
  const user = await prisma.user.findFirst({ where: whereOf(filter) });
  if (!user) await prisma.user.create({ data: { email } });
}`,
    },
    {
      name: 'Safe because the callee in the file is the home of its own race, not its caller',
      code: `import { prisma } from './prisma';
async function add(email: string) {
  try {
    const user = await prisma.user.findUnique({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
  }
}
async function addAll(emails: string[]) {
  for (const email of emails) await add(email);
}`,
    },
    {
      name: 'Safe because the receiver is no database, whatever its methods are called',
      language: 'js',
      code: `const { store } = require('./store');
exports.add = async (email) => {
  const user = await store.user.findOne({ where: { email } });
  if (!user) await store.user.create({ data: { email } });
};`,
    },
  ],
});
