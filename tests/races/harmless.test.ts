import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { lint } from '../rules/tester.js';

/** A pair that looks like a race and is none, and its near miss with the rules that report it. */
interface Pair {
  readonly safe: string;
  readonly code: string;
  readonly race: string;
  readonly near: string;
  readonly reports: readonly string[];
}

const reported = (code: string): readonly (string | null)[] => lint(`import { PrismaClient, Prisma } from '@prisma/client';\nconst db = new PrismaClient();\n${code}`, 'ts', plugin.configs.recommended.rules).map((message) => message.ruleId);

const pairs: readonly Pair[] = [
  {
    safe: 'a helper sets the flag where it isn\'t set, and nothing else',
    code: `async function ensureVerified(user: { id: string; verified: boolean }) {
  if (user.verified) return;
  await db.user.update({ where: { id: user.id }, data: { verified: true } });
}
export async function open(email: string) {
  const user = await db.user.findFirst({ where: { email } });
  if (!user) throw new Error('none');
  await ensureVerified(user);
  await db.visit.create({ data: { userId: user.id } });
}`,
    race: 'the helper refuses who comes second',
    near: `async function verify(user: { id: string; verified: boolean }) {
  if (user.verified) throw new Error('twice');
  await db.user.update({ where: { id: user.id }, data: { verified: true } });
}
export async function open(email: string) {
  const user = await db.user.findFirst({ where: { email } });
  if (!user) throw new Error('none');
  await verify(user);
  await db.visit.create({ data: { userId: user.id } });
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'a function that is called sets the flag, and nothing else',
    code: `const verify = async (id: string) => {
  await db.user.update({ where: { id }, data: { verified: true } });
};
export async function open(email: string) {
  const user = await db.user.findFirst({ where: { email } });
  if (!user || user.verified) return;
  await verify(user.id);
}`,
    race: 'a second mail is sent there',
    near: `import { sendMail } from './mail.js';
const verify = async (id: string) => {
  await db.user.update({ where: { id }, data: { verified: true } });
  await sendMail(id);
};
export async function open(email: string) {
  const user = await db.user.findFirst({ where: { email } });
  if (!user || user.verified) return;
  await verify(user.id);
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'the name that the row gets is its own key, whoever gives it',
    code: `export async function nameOf(siteId: string) {
  const site = await db.site.findUnique({ where: { siteId } });
  if (site?.name) return site.name;
  await db.site.upsert({ where: { siteId }, update: { name: siteId }, create: { siteId, name: siteId } });
  return siteId;
}`,
    race: 'the name is another one each time',
    near: `export async function nameOf(siteId: string) {
  const site = await db.site.findUnique({ where: { siteId } });
  if (site?.name) return site.name;
  const name = crypto.randomUUID();
  await db.site.upsert({ where: { siteId }, update: { name }, create: { siteId, name } });
  return name;
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'the rows were found under the lock that is held',
    code: `export async function pay(houseId: string) {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "House" WHERE id = \${houseId} FOR UPDATE\`;
    const shares = await tx.share.findMany({ where: { houseId } });
    for (const share of shares) {
      const row = await tx.share.findUniqueOrThrow({ where: { id: share.id } });
      await tx.share.update({ where: { id: share.id }, data: { paid: row.paid + 1 } });
    }
  });
}`,
    race: 'the rows were found by something that the lock has nothing to do with',
    near: `export async function pay(houseId: string, ownerId: string) {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "House" WHERE id = \${houseId} FOR UPDATE\`;
    const shares = await tx.share.findMany({ where: { ownerId } });
    for (const share of shares) {
      const row = await tx.share.findUniqueOrThrow({ where: { id: share.id } });
      await tx.share.update({ where: { id: share.id }, data: { paid: row.paid + 1 } });
    }
  });
}`,
    reports: ['db-race/no-wrong-lock-target'],
  },
  {
    safe: 'the time is stamped once, and nobody uses it',
    code: `import { nowUtc } from './time';
export async function signIn(id: string) {
  const user = await db.user.findUnique({ where: { id } });
  if (user && !user.verifiedAt) {
    await db.user.update({ where: { id }, data: { verifiedAt: nowUtc() } });
  }
}`,
    race: 'the key that was made is given back, and the other one is kept',
    near: `import { makeKey } from './keys';
export async function keyOf(id: string) {
  const user = await db.user.findUniqueOrThrow({ where: { id } });
  if (!user.apiKey) {
    const saved = await db.user.update({ where: { id }, data: { apiKey: makeKey() } });
    return saved.apiKey;
  }
  return user.apiKey;
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'the code is compared with the one that is written; that it is the same lets it through as well',
    code: `export async function rename(id: string, code: string) {
  const branch = await db.branch.findUniqueOrThrow({ where: { id } });
  if (branch.code !== code && code.length < 3) throw new Error('too short');
  await db.branch.update({ where: { id }, data: { code } });
}`,
    race: 'the state is compared with another value than the one that is written',
    near: `export async function move(id: string, from: string, to: string) {
  const branch = await db.branch.findUniqueOrThrow({ where: { id } });
  if (branch.state !== from) throw new Error('moved');
  await db.branch.update({ where: { id }, data: { state: to } });
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'the number continues the one row that is locked',
    code: `export async function rotate(hash: string, next: string) {
  await db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ family: string; turn: number }[]>\`SELECT family, turn FROM session WHERE hash = \${hash} FOR UPDATE\`;
    const row = rows[0];
    if (!row) throw new Error('gone');
    await tx.session.create({ data: { family: row.family, hash: next, turn: row.turn + 1 } });
  });
}`,
    race: 'the last row is locked, and a new one comes after it',
    near: `export async function rotate(family: string, next: string) {
  await db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ turn: number }[]>\`SELECT turn FROM session WHERE family = \${family} ORDER BY turn DESC LIMIT 1 FOR UPDATE\`;
    const row = rows[0];
    if (!row) throw new Error('gone');
    await tx.session.create({ data: { family, hash: next, turn: row.turn + 1 } });
  });
}`,
    reports: ['db-race/no-max-plus-one'],
  },
  {
    safe: 'the rows were locked and put off in one transaction, and are worked on by whoever did that',
    code: `export async function work() {
  const rows = await claim();
  for (const row of rows) await db.outbox.update({ where: { id: row.id }, data: { attempts: row.attempts + 1 } });
}
async function claim() {
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; attempts: number }[]>\`SELECT id, attempts FROM outbox WHERE due_at <= now() FOR UPDATE SKIP LOCKED\`;
    await tx.outbox.updateMany({ where: { id: { in: rows.map((row) => row.id) } }, data: { due_at: new Date(Date.now() + 60000) } });
    return rows;
  });
}`,
    race: 'the lock ends with the transaction, and the rows are as due as before',
    near: `export async function work() {
  const rows = await claim();
  for (const row of rows) await db.outbox.update({ where: { id: row.id }, data: { attempts: row.attempts + 1 } });
}
async function claim() {
  return db.$transaction(async (tx) => {
    return tx.$queryRaw<{ id: string; attempts: number }[]>\`SELECT id, attempts FROM outbox WHERE due_at <= now() FOR UPDATE SKIP LOCKED\`;
  });
}`,
    reports: ['db-race/no-read-modify-write'],
  },
  {
    safe: 'whoever comes first, the account is closed',
    code: `export async function close(id: string) {
  const row = await db.account.findUniqueOrThrow({ where: { id } });
  return db.account.update({ where: { id }, data: { closedAt: row.closedAt ?? new Date() } });
}`,
    race: 'what was read is written back when nothing was given',
    near: `export async function drive(id: string, km?: number) {
  const row = await db.account.findUniqueOrThrow({ where: { id } });
  return db.account.update({ where: { id }, data: { km: km ?? row.km } });
}`,
    reports: ['db-race/no-read-modify-write'],
  },
  {
    safe: 'the new row gets an id of its own: the other request would not have found it either',
    code: `export async function save(themeId: string, shopId: string, name: string) {
  const theme = await db.theme.findFirst({ where: { id: themeId, shopId } });
  if (theme) return db.theme.update({ where: { id: themeId }, data: { name } });
  return db.theme.create({ data: { name, shopId } });
}`,
    race: 'the new row gets the id that was looked for',
    near: `export async function save(themeId: string, shopId: string, name: string) {
  const theme = await db.theme.findFirst({ where: { id: themeId, shopId } });
  if (theme) return db.theme.update({ where: { id: themeId }, data: { name } });
  return db.theme.create({ data: { id: themeId, name, shopId } });
}`,
    reports: ['db-race/no-check-then-create'],
  },
  {
    safe: 'who looks for this slug writes this row',
    code: `import { digest } from './digest';
export async function find(token: string) {
  const hashed = digest(token);
  const known = await db.key.findFirst({ where: { token: hashed } });
  if (known) return known;
  const plain = await db.key.findFirst({ where: { token } });
  if (!plain) return null;
  return db.key.update({ where: { id: plain.id }, data: { token: hashed } });
}`,
    race: 'two rows can be given the same token',
    near: `import { digest } from './digest';
export async function find(token: string, userId: string) {
  const hashed = digest(token);
  const known = await db.key.findFirst({ where: { token: hashed } });
  if (known) return known;
  const plain = await db.key.findFirst({ where: { userId } });
  if (!plain) return null;
  return db.key.update({ where: { id: plain.id }, data: { token: hashed } });
}`,
    reports: ['db-race/no-check-then-create'],
  },
  {
    safe: 'a batch is taken and written as a whole, and its size says whether to go on',
    code: `export async function sweep(shopId: string) {
  for (;;) {
    const batch = await db.cart.findMany({ where: { shopId, size: { gt: 0 } }, take: 100 });
    await db.cart.updateMany({ where: { id: { in: batch.map((cart) => cart.id) } }, data: { shopId: 'none' } });
    if (batch.length < 100) return;
  }
}`,
    race: 'one of the rows that were counted is written',
    near: `export async function demote(shopId: string, userId: string) {
  const owners = await db.member.findMany({ where: { shopId, role: 'OWNER' } });
  if (owners.length <= 1) throw new Error('last one');
  await db.member.update({ where: { id: userId }, data: { role: 'GUEST' } });
}`,
    reports: ['db-race/no-racy-limit-check'],
  },
  {
    safe: 'another element of the list is tested than those that are written',
    code: `export async function complete(formId: string, date: string) {
  const fields = await db.field.findMany({ where: { formId } });
  const name = fields.find((field) => field.kind === 'NAME')?.text;
  if (!name) throw new Error('no name');
  const dates = fields.filter((field) => field.kind === 'DATE');
  await db.field.updateMany({ where: { id: { in: dates.map((field) => field.id) } }, data: { text: date } });
}`,
    race: 'the element that is tested is the one that is written',
    near: `export async function complete(formId: string, date: string) {
  const fields = await db.field.findMany({ where: { formId } });
  const name = fields.find((field) => field.kind === 'NAME');
  if (name?.text) throw new Error('taken');
  await db.field.update({ where: { id: name.id }, data: { text: date } });
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'what is awaited behind the branch that returns does not follow the write',
    code: `import { sign } from './tokens';
export async function refresh(family: string) {
  const session = await db.session.findFirst({ where: { family, revokedAt: null } });
  if (session) {
    await db.session.updateMany({ where: { family }, data: { revokedAt: new Date() } });
    return null;
  }
  return await sign(family);
}`,
    race: 'a letter is sent once for each who found the session live',
    near: `import { send } from './letters';
export async function refresh(family: string) {
  const session = await db.session.findFirst({ where: { family, revokedAt: null } });
  if (session) {
    await db.session.updateMany({ where: { family }, data: { revokedAt: new Date() } });
    await send(family);
    return null;
  }
  return family;
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'the total is of rows that nothing here changes',
    code: `export async function refresh(shopId: string) {
  const total = await db.review.aggregate({ where: { shopId }, _avg: { stars: true } });
  await db.shop.update({ where: { id: shopId }, data: { rating: total._avg.stars } });
}`,
    race: 'each of two requests counts without the row of the other',
    near: `export async function review(shopId: string, userId: string, stars: number) {
  await db.review.create({ data: { shopId, userId, stars } });
  const total = await db.review.aggregate({ where: { shopId }, _avg: { stars: true } });
  await db.shop.update({ where: { id: shopId }, data: { rating: total._avg.stars } });
}`,
    reports: ['db-race/no-read-modify-write'],
  },
  {
    safe: 'the count says whether the state was still the one that was tested',
    code: `export async function pay(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  const { count } = await db.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'PAID' } });
  if (count === 0) throw new Error('not open');
  await db.wallet.update({ where: { userId: order.userId }, data: { coins: { decrement: order.total } } });
}`,
    race: 'nobody looks at the count, and the coins are taken twice',
    near: `export async function pay(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await db.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'PAID' } });
  await db.wallet.update({ where: { userId: order.userId }, data: { coins: { decrement: order.total } } });
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'an expiry is moved on, whoever does it',
    code: `export async function validate(id: string) {
  const result = await db.session.findUnique({ where: { id }, include: { user: true } });
  if (!result?.user) return undefined;
  const { user, ...session } = result;
  if (Date.now() >= session.expiresAt.getTime() - 1000 * 60) {
    session.expiresAt = new Date(Date.now() + 1000 * 60 * 60);
    await db.session.update({ where: { id: session.id }, data: { expiresAt: session.expiresAt } });
  }
  return { session, user };
}`,
    race: 'whoever moves the time on has the turn',
    near: `import { run } from './run';
export async function work(id: string) {
  const job = await db.job.findUniqueOrThrow({ where: { id } });
  if (Date.now() >= job.lockedUntil.getTime()) {
    await db.job.update({ where: { id: job.id }, data: { lockedUntil: new Date(Date.now() + 1000 * 60) } });
    await run(job.payload);
  }
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'the value is a call\'s answer to a whole request, in which the column is one thing among others',
    code: `import { verify } from 'webauthn';
export async function login(id: string, response: unknown) {
  const passkey = await db.passkey.findUniqueOrThrow({ where: { id } });
  const { verified, info } = await verify({ response, authenticator: { counter: Number(passkey.counter) } });
  if (!verified) throw new Error('wrong key');
  await db.passkey.update({ where: { id: passkey.id }, data: { counter: info.newCounter } });
}`,
    race: 'the call is given the column and nothing else',
    near: `import { next } from 'counters';
export async function login(id: string) {
  const passkey = await db.passkey.findUniqueOrThrow({ where: { id } });
  const { value } = next(passkey.counter);
  await db.passkey.update({ where: { id: passkey.id }, data: { counter: value } });
}`,
    reports: ['db-race/no-read-modify-write'],
  },
  {
    safe: 'what was looked for counts only where there is no id',
    code: `export async function direct(id: string, chosen?: number) {
  const envelope = await db.envelope.findUniqueOrThrow({ where: { id }, include: { recipients: true } });
  if (!chosen && envelope.recipients.find((one) => one.email === 'direct@example.org')) throw new Error('there is one');
  if (chosen) await db.recipient.update({ where: { id: chosen }, data: { email: 'direct@example.org' } });
}`,
    race: 'it is the row without an id that is created',
    near: `export async function direct(id: string, chosen?: number) {
  const envelope = await db.envelope.findUniqueOrThrow({ where: { id }, include: { recipients: true } });
  if (!chosen && envelope.recipients.find((one) => one.email === 'direct@example.org')) throw new Error('there is one');
  if (!chosen) await db.recipient.create({ data: { envelopeId: envelope.id, email: 'direct@example.org' } });
}`,
    reports: ['db-race/no-check-then-create'],
  },
  {
    safe: 'a choice that is named is known in part',
    code: `export async function direct(id: string, chosen?: number) {
  const envelope = await db.envelope.findUniqueOrThrow({ where: { id }, include: { recipients: true } });
  const isTaken = !chosen && envelope.recipients.some((one) => one.email === 'direct@example.org');
  if (isTaken) throw new Error('there is one');
  if (chosen) await db.recipient.update({ where: { id: chosen }, data: { email: 'direct@example.org' } });
}`,
    race: 'the other part of it is known',
    near: `export async function direct(id: string, chosen?: number) {
  const envelope = await db.envelope.findUniqueOrThrow({ where: { id }, include: { recipients: true } });
  const isTaken = !chosen && envelope.recipients.some((one) => one.email === 'direct@example.org');
  if (isTaken) throw new Error('there is one');
  if (!chosen) await db.recipient.create({ data: { envelopeId: envelope.id, email: 'direct@example.org' } });
}`,
    reports: ['db-race/no-check-then-create'],
  },
  {
    safe: 'the numbers are those of an envelope that is new',
    code: `export async function copy(id: string) {
  const template = await db.envelope.findUniqueOrThrow({ where: { id }, include: { items: true } });
  const items = template.items.map((item, i) => ({ title: item.title, order: item.order ?? template.items.length + 1 }));
  await db.envelope.create({ data: { title: template.title, items: { createMany: { data: items } } } });
}`,
    race: 'they go on those of an envelope that others see',
    near: `export async function add(id: string, titles: string[]) {
  const envelope = await db.envelope.findUniqueOrThrow({ where: { id }, include: { items: true } });
  for (const title of titles) await db.item.create({ data: { envelopeId: envelope.id, title, order: envelope.items.length + 1 } });
}`,
    reports: ['db-race/no-max-plus-one'],
  },
  {
    safe: 'the database gives the new row an id of its own',
    code: `export async function place(envelopeId: string, known: { id: number } | undefined, page: number) {
  await db.field.upsert({ where: { id: known?.id ?? -1 }, update: { page }, create: { page, envelope: { connect: { id: envelopeId } } } });
}`,
    race: 'the new row gets the id that was looked for',
    near: `export async function place(envelopeId: string, id: number, page: number) {
  await db.field.upsert({ where: { id }, update: { page }, create: { id, page, envelope: { connect: { id: envelopeId } } } });
}`,
    reports: ['db-race/no-emulated-upsert'],
  },
  {
    safe: 'a row that goes breaks no upper limit',
    code: `export async function shrink(id: string, gone: string[]) {
  const count = await db.item.count({ where: { envelopeId: id } });
  if (count > 10) throw new Error('too many');
  for (const one of gone) await db.item.delete({ where: { id: one, envelopeId: id } });
}`,
    race: 'it may be the last one',
    near: `export async function shrink(id: string, gone: string) {
  const count = await db.item.count({ where: { envelopeId: id } });
  if (count <= 1) throw new Error('the last one');
  await db.item.delete({ where: { id: gone, envelopeId: id } });
}`,
    reports: ['db-race/no-racy-limit-check'],
  },
  {
    safe: 'there must be rows to go over, and those that are chosen of them are written',
    code: `export async function resend(id: string, ids: number[]) {
  const envelope = await db.envelope.findUniqueOrThrow({ where: { id }, include: { recipients: true } });
  if (envelope.recipients.length === 0) throw new Error('none');
  const wanted = envelope.recipients.filter((one) => ids.includes(one.id) && one.role !== 'CC');
  for (const one of wanted) await db.recipient.update({ where: { id: one.id }, data: { sentAt: new Date() } });
}`,
    race: 'the last row that counts is marked as gone',
    near: `export async function leave(teamId: string, userId: string) {
  const owners = await db.member.findMany({ where: { teamId, role: 'OWNER' } });
  if (owners.length <= 1) throw new Error('the last one');
  await db.member.update({ where: { id: userId }, data: { removedAt: new Date() } });
}`,
    reports: ['db-race/no-racy-limit-check'],
  },
  {
    safe: 'a text is put together, and nothing counted',
    code: `const seal = (text: string) => String(Math.random()) + ':' + text;
export async function store(teamId: string, key: string | undefined) {
  const before = await db.bucket.findFirst({ where: { teamId }, orderBy: { createdAt: 'desc' } });
  await db.bucket.create({ data: { teamId, accessKey: seal(key ?? before!.accessKey) } });
}`,
    race: 'a number within a text is counted on',
    near: `export async function number(teamId: string) {
  const before = await db.invoice.findFirst({ where: { teamId }, orderBy: { createdAt: 'desc' } });
  await db.invoice.create({ data: { teamId, number: 'INV-' + (Number(before!.number.slice(4)) + 1) } });
}`,
    reports: ['db-race/no-max-plus-one'],
  },
  {
    safe: 'all rows of the sequence are locked before the last number is read',
    code: `const lockItems = (tx: Prisma.TransactionClient, listId: string, parentId: string | null) => {
  const query = parentId
    ? Prisma.sql\`SELECT place FROM "Item" WHERE "listId" = \${listId} AND "parentId" = \${parentId} FOR UPDATE\`
    : Prisma.sql\`SELECT place FROM "Item" WHERE "listId" = \${listId} AND "parentId" IS NULL FOR UPDATE\`;
  return tx.$executeRaw(query);
};
export async function add(listId: string, parentId: string | null, title: string) {
  await db.$transaction(async (tx) => {
    await lockItems(tx, listId, parentId);
    const last = await tx.item.findFirst({ where: { listId, parentId }, orderBy: { place: 'desc' } });
    await tx.item.create({ data: { listId, parentId, title, place: last ? last.place + 1 : 1 } });
  });
}`,
    race: 'the last row alone is locked: while two wait for it, a third one finds the row behind',
    near: `export async function add(listId: string, title: string) {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT place FROM "Item" WHERE "listId" = \${listId} ORDER BY place DESC LIMIT 1 FOR UPDATE\`;
    const last = await tx.item.findFirst({ where: { listId }, orderBy: { place: 'desc' } });
    await tx.item.create({ data: { listId, title, place: last ? last.place + 1 : 1 } });
  });
}`,
    reports: ['db-race/no-max-plus-one'],
  },
  {
    safe: 'the object that is written holds nothing but constants',
    code: `export async function settle(id: string) {
  const clip = await db.clip.findUnique({ where: { id } });
  if (clip?.origin?.kind === 'PARTS') {
    await db.clip.update({ where: { id }, data: { origin: { kind: 'WHOLE', parts: [] } } });
  }
}`,
    race: 'something in the object is another one each time',
    near: `export async function settle(id: string) {
  const clip = await db.clip.findUnique({ where: { id } });
  if (clip?.origin?.kind === 'PARTS') {
    await db.clip.update({ where: { id }, data: { origin: { kind: 'WHOLE', code: Math.random() } } });
  }
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'whoever comes first, the member has left, and since when is set',
    code: `export async function leave(ids: string[]) {
  const members = await db.member.findMany({ where: { gone: false } });
  for (const member of members) {
    if (!ids.includes(member.email)) {
      await db.member.update({ where: { id: member.id }, data: { gone: true, goneAt: member.goneAt ?? new Date() } });
    }
  }
}`,
    race: 'how often the member left is counted',
    near: `export async function leave(ids: string[]) {
  const members = await db.member.findMany({ where: { gone: false } });
  for (const member of members) {
    if (!ids.includes(member.email)) {
      await db.member.update({ where: { id: member.id }, data: { gone: true, times: { increment: 1 } } });
    }
  }
}`,
    reports: ['db-race/no-check-then-update'],
  },
  {
    safe: 'where there is one, that one goes',
    code: `export async function leaveOnly(channelId: string) {
  const topics = await db.topic.findMany({ where: { channelId } });
  if (topics.length === 1) await db.topic.delete({ where: { id: topics[0].id } });
}`,
    race: 'the last one must stay',
    near: `export async function leave(channelId: string, id: string) {
  const topics = await db.topic.findMany({ where: { channelId } });
  if (topics.length === 1) throw new Error('the last one');
  await db.topic.delete({ where: { id } });
}`,
    reports: ['db-race/no-racy-limit-check'],
  },
];

describe('harmless pairs and their near misses', { timeout: 30_000 }, () => {
  for (const { safe, code, race, near, reports } of pairs) {
    it(`Safe because ${safe}`, () => {
      expect(reported(code)).toEqual([]);
    });
    it(`Race because ${race}`, () => {
      expect(reported(near)).toEqual(reports);
    });
  }
});
