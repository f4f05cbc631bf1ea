import { describe, expect, it } from 'vitest';
import { functionExtents, handles, operations } from './print-operations.js';

const client = "import { PrismaClient, Prisma } from '@prisma/client';\nconst prisma = new PrismaClient();\n";
const seen = (code: string): readonly string[] => operations(client + code);

describe('reads', () => {
  it.each<[string, ...string[]]>([
    ['prisma.user.findUnique({ where: { id } })', 'read user .findUnique where(id eq id) one -> row?'],
    ['prisma.user.findUniqueOrThrow({ where: { email: input.email, deletedAt: null } })', 'read user .findUniqueOrThrow where(email eq input.email, deletedAt isNull) one -> row!'],
    ["prisma.user.findFirst({ where: { orgId }, orderBy: { no: 'desc' }, select: { no: true, name: false } })", 'read user .findFirst where(orgId eq orgId) by no select no -> row?'],
    ['prisma.user.findFirstOrThrow()', 'read user .findFirstOrThrow -> row!'],
    ["prisma.user.findMany({ where, orderBy: [{ a: 'asc' }, { b: 'desc' }], take: 1 })", 'read user .findMany where(...where) by a, b -> rows'],
    ["prisma.user.findMany({ orderBy: { a: 'asc' }, take: 20 })", 'read user .findMany -> rows'],
    ['prisma.user.findMany(args)', 'read user .findMany where(?) -> rows'],
    ['prisma?.user.findMany({ where: { ...filter, ...(a && { b }) } })', 'read user .findMany where(...filter, ...a && { b }, ?) -> rows'],
    ['prisma.user.count()', 'read user .count -> count()'],
    ['prisma.user.count({ select: { _all: true, email: true } })', 'read user .count select _all, email -> { _all: count(), email: count(email) }'],
    ['prisma.invoice.aggregate({ where: { orgId }, _max: { no: true }, _sum: { total: true }, _count: true })', 'read invoice .aggregate where(orgId eq orgId) -> { _max: { no: max(no) }, _sum: { total: sum(total) }, _count: count() }'],
    ['prisma.invoice.aggregate({ _count: { _all: true } })', 'read invoice .aggregate -> { _count: { _all: count() } }'],
    ["prisma.user.groupBy({ by: ['orgId'], where: { a: 1 } })", 'read user .groupBy where(a eq 1) -> rows'],
    ['prisma[model].findFirst({ where: { id } })', 'read ? .findFirst where(id eq id) -> row?'],
    ["prisma['user'].findMany()", 'read user .findMany -> rows'],
  ])('%s', (code, ...expected) => {
    expect(seen(code)).toEqual(expected);
  });
});

describe('writes', () => {
  it.each<[string, ...string[]]>([
    ['prisma.user.create({ data: { email, name: input.name } })', 'insert user .create set(email=email, name=input.name) one -> written'],
    ["prisma.user.create({ data: { ...input, role: 'x' }, select: { id: true } })", "insert user .create set(role='x', ...input) select id one -> written"],
    ['prisma.user.create({ data: input })', 'insert user .create set(...input) one -> written'],
    ['prisma.user.createMany({ data: rows, skipDuplicates: true })', 'insert user .createMany set(...rows) on conflict ignore -> { count: affected }'],
    ['prisma.user.createMany({ data: [{ a: 1 }, { a: 2, b }] })', 'insert user .createMany set(a=1, a=2, b=b) -> { count: affected }'],
    ['prisma.user.createManyAndReturn({ data: ids.map((id) => ({ orgId, userId: id })) })', 'insert user .createManyAndReturn set(orgId=orgId, userId=id) -> rows'],
    ['prisma.user.update({ where: { id }, data: { visits: { increment: 1 }, name: { set: name }, tags: { push: tag }, coins: row.coins - 1, gone: undefined } })', 'update user .update where(id eq id) set(visits=increment(1), name=name, tags=push(tag), coins=row.coins - 1) one -> written!'],
    ["prisma.user.update({ where: { id, status: 'NEW' }, data: { status: 'DONE' }, include: { org: true } })", "update user .update where(id eq id, status eq 'NEW') set(status='DONE') joins user.org one perhaps one statement -> written!", 'nested org: read user.org .org one -> row?'],
    ['prisma.user.update({ where: { id }, data: { meta: { a: 1 }, json: { ...old, b: 2 } } })', 'update user .update where(id eq id) set(meta={ a: 1 }, json={ ...old, b: 2 }) one -> written!'],
    ['prisma.user.updateMany({ where: { id, coins: { gte: n } }, data: { coins: { decrement: n } } })', 'update user .updateMany where(id eq id, coins gte n) set(coins=decrement(n)) -> { count: affected }'],
    ['prisma.user.updateMany({ where: { a }, data: { b }, limit: 1 })', 'update user .updateMany where(a eq a) set(b=b) perhaps one statement -> { count: affected }'],
    ['prisma.user.updateManyAndReturn({ where: { a }, data })', 'update user .updateManyAndReturn where(a eq a) set(...data) -> rows'],
    ['prisma.user.delete({ where: { id } })', 'delete user .delete where(id eq id) one -> row!'],
    ['prisma.user.deleteMany()', 'delete user .deleteMany -> { count: affected }'],
    ['prisma.user.deleteMany({ where: { orgId } })', 'delete user .deleteMany where(orgId eq orgId) -> { count: affected }'],
  ])('%s', (code, ...expected) => {
    expect(seen(code)).toEqual(expected);
  });
});

describe('upsert', () => {
  it.each<[string, string]>([
    ['prisma.seat.upsert({ where: { hall_no: { hall, no } }, create: { hall, no, guest }, update: { guest } })', 'upsert seat .upsert where(hall eq hall, no eq no) set(hall=hall, no=no, guest=guest) update(guest=guest) one perhaps one statement -> written'],
    ['prisma.seat.upsert({ where: { slug }, create: { slug }, update: {} })', 'upsert seat .upsert where(slug eq slug) set(slug=slug) update() one several statements: `update` is empty -> written'],
    ['prisma.seat.upsert({ where: { slug }, create: { slug, label }, update: { label }, include: { hall: true } })', 'upsert seat .upsert where(slug eq slug) set(slug=slug, label=label) update(label=label) joins seat.hall one several statements: `include` reads a relation -> written'],
    ['prisma.seat.upsert({ where: { slug }, create: { slug, label }, update: { label }, select: { id: true } })', 'upsert seat .upsert where(slug eq slug) set(slug=slug, label=label) update(label=label) select id one perhaps one statement -> written'],
    ['prisma.seat.upsert({ where: { slug }, create: { slug, label }, update: { label }, select: { hall: { select: { id: true } } } })', 'upsert seat .upsert where(slug eq slug) set(slug=slug, label=label) update(label=label) select hall joins seat.hall one several statements: `select` reads a relation -> written'],
    ['prisma.seat.upsert({ where: { slug }, create: { slug, hall: { connect: { id: hallId } } }, update: { label } })', 'upsert seat .upsert where(slug eq slug) set(slug=slug, hall=relation, hallId=hallId) update(label=label) one several statements: `hall` is a relation -> written'],
    ["prisma.seat.upsert({ where: { id: id ?? '' }, create: { slug, label }, update: { label } })", "upsert seat .upsert where(id eq id ?? '') set(slug=slug, label=label) update(label=label) one perhaps one statement -> written"],
    ["prisma.seat.upsert({ where: { slug: 'a' }, create: { slug: 'b' }, update: { label } })", "upsert seat .upsert where(slug eq 'a') set(slug='b') update(label=label) one several statements: `slug` differs between `where` and `create` -> written"],
    ['prisma.seat.upsert({ where: { slug, hits: { gt: 0 } }, create: { slug }, update: { label } })', 'upsert seat .upsert where(slug eq slug, hits gt 0) set(slug=slug) update(label=label) one several statements: `where` holds more than a unique key -> written'],
    ['prisma.seat.upsert({ where: { slug }, create: data, update: data })', 'upsert seat .upsert where(slug eq slug) set(...data) update(...data) one perhaps one statement -> written'],
    ['prisma.seat.upsert({ where: { slug }, create: { ...data }, update: { label } })', 'upsert seat .upsert where(slug eq slug) set(...data) update(label=label) one perhaps one statement -> written'],
  ])('%s', (code, expected) => {
    expect(seen(code)[0]).toBe(expected);
  });
});

describe('where', () => {
  it.each<[string, string]>([
    ['{ AND: [{ x: 1 }, { y: 2 }], z: 3 }', 'where(x eq 1, y eq 2, z eq 3)'],
    ['{ OR: [{ x: 1 }, { y: 2 }] }', 'where(|x eq 1, |y eq 2)'],
    ['{ OR: [{ x: 1 }] }', 'where(x eq 1)'],
    ['{ OR: filters }', 'where(?)'],
    ['{ NOT: { x: 1 } }', 'where(x ne 1)'],
    ['{ NOT: [{ x: 1 }, { y: 2 }] }', 'where(?)'],
    ["{ x: { equals: v }, y: { in: list }, z: { notIn: list }, w: { not: null }, v: { not: 'x' } }", "where(x eq v, y in list, z notIn list, w notNull, v ne 'x')"],
    ["{ x: { lt: 1, gte: 0 }, y: { contains: 'q', mode: 'insensitive' }, z: { not: { in: list } }, n: null }", "where(x lt 1, x gte 0, y other 'q', z notIn list, n isNull, ?)"],
    ['{ members: { some: { userId, role: { in: roles } } }, org: { is: { id: orgId } } }', 'where(members.userId eq userId, members.role in roles, org.id eq orgId) joins a.members, a.org'],
    ['{ members: { none: { userId } } }', 'where(?) joins a.members'],
    ['{ org: { slug } }', 'where(org.slug eq slug) joins a.org'],
    ['{ org: { members: { some: { userId } } } }', 'where(org.members.userId eq userId) joins a.org, a.org.members'],
    ['{ x: undefined, y: y ?? undefined, z: flag ? { gt: 1 } : undefined, [key]: 1 }', 'where(y eq y ?? undefined, z other, ?)'],
    ['{ orgId_userId: { orgId, userId } }', 'where(orgId eq orgId, userId eq userId)'],
    ['{ id, user: { is: null } }', 'where(id eq id, ?) joins a.user'],
  ])('findFirst %s', (where, expected) => {
    expect(seen(`prisma.a.findFirst({ where: ${where} })`)).toEqual([`read a .findFirst ${expected} -> row?`]);
  });

  it.each<[string, string]>([
    ['{ member: { orgId, userId } }', 'where(orgId eq orgId, userId eq userId)'],
    ['{ id, org: { slug, active: true } }', 'where(id eq id, org.slug eq slug, org.active eq true) joins a.org'],
  ])('findUnique %s', (where, expected) => {
    expect(seen(`prisma.a.findUnique({ where: ${where} })`)).toEqual([`read a .findUnique ${expected} one -> row?`]);
  });

  it('follows a constant', () => {
    expect(seen('const where = { id, state: { in: states } }; prisma.a.findFirst({ where })')).toEqual(['read a .findFirst where(id eq id, state in states) -> row?']);
  });
});

describe('nested writes', () => {
  it.each<[string, ...string[]]>([
    [
      "prisma.org.create({ data: { name, members: { create: { userId, role: 'OWNER' } }, plan: { connect: { id: planId } } } })",
      'insert org .create set(name=name, members=relation, plan=relation, planId=planId) one several statements -> written',
      "nested members: insert org.members .create set(userId=userId, role='OWNER', ?) one -> nothing",
      'nested plan: link org.plan .connect where(id eq planId) set(id=planId, ?) one several statements -> nothing',
    ],
    [
      'prisma.org.create({ data: { members: { createMany: { data: [{ userId }, { userId: b }], skipDuplicates: true } } } })',
      'insert org .create set(members=relation) one several statements -> written',
      'nested members: insert org.members .createMany set(userId=userId, userId=b, ?) on conflict ignore -> nothing',
    ],
    [
      'prisma.post.update({ where: { id }, data: { tags: { connectOrCreate: [{ where: { name }, create: { name } }] } } })',
      'update post .update where(id eq id) set(tags=relation) one several statements -> written!',
      'nested tags: upsert post.tags .connectOrCreate where(name eq name) set(name=name, ?) update() one several statements: `connectOrCreate` reads first -> nothing',
    ],
    [
      'prisma.post.update({ where: { id }, data: { tags: { set: [{ id: a }], disconnect: { id: b } }, author: { disconnect: true } } })',
      'update post .update where(id eq id) set(tags=relation, author=relation) one several statements -> written!',
      'nested tags: unlink post.tags .set where(?) several statements -> nothing',
      'nested tags: link post.tags .set where(id eq a) set(id=a, ?) one several statements -> nothing',
      'nested tags: unlink post.tags .disconnect where(id eq b, ?) several statements -> nothing',
      'nested author: unlink post.author .disconnect where(?) several statements -> nothing',
    ],
    [
      'prisma.post.update({ where: { id }, data: { stats: { upsert: { create: { n: 1 }, update: { n: { increment: 1 } } } }, meta: { update: { title } } } })',
      'update post .update where(id eq id) set(stats=relation, meta=relation) one several statements -> written!',
      'nested stats: upsert post.stats .upsert where(?) set(n=1, ?) update(n=increment(1)) one several statements: a nested `upsert` reads first -> nothing',
      'nested meta: update post.meta .update where(?) set(title=title) several statements -> nothing',
    ],
    [
      'prisma.post.update({ where: { id }, data: { comments: { updateMany: { where: { read: false }, data: { read: true } }, deleteMany: {}, delete: [{ id: c }] } } })',
      'update post .update where(id eq id) set(comments=relation) one several statements -> written!',
      'nested comments: update post.comments .updateMany where(read eq false, ?) set(read=true) several statements -> nothing',
      'nested comments: delete post.comments .deleteMany where(?) several statements -> nothing',
      'nested comments: delete post.comments .delete where(id eq c, ?) several statements -> nothing',
    ],
    [
      'prisma.post.update({ where: { id }, data: { tags: { connect: tagIds.map((tagId) => ({ id: tagId })) } } })',
      'update post .update where(id eq id) set(tags=relation) one several statements -> written!',
      'nested tags: link post.tags .connect where(id eq tagId) set(id=tagId, ?) one several statements -> nothing',
    ],
    [
      'prisma.post.update({ where: { id }, data: { author: userId ? { connect: { id: userId } } : undefined } })',
      'update post .update where(id eq id) set(author=relation, authorId=userId) one several statements -> written!',
      'nested author: link post.author .connect where(id eq userId) set(id=userId, ?) one several statements -> nothing',
    ],
    [
      'prisma.post.create({ data: { thread: { create: { comments: { create: [{ body }] } } } } })',
      'insert post .create set(thread=relation) one several statements -> written',
      'nested thread: insert post.thread .create set(comments=relation, ?) one -> nothing',
      'nested thread.comments: insert post.thread.comments .create set(body=body, ?) -> nothing',
    ],
    [
      // a scalar list
      "prisma.post.update({ where: { id }, data: { labels: { set: ['a', 'b'] } } })",
      "update post .update where(id eq id) set(labels=['a', 'b']) one -> written!",
    ],
  ])('%s', (code, ...expected) => {
    expect(seen(code)).toEqual(expected);
  });
});

describe('relations read along', () => {
  it.each<[string, ...string[]]>([
    [
      'prisma.org.findUnique({ where: { id }, include: { members: { where: { userId }, include: { user: true } }, owner: true, gone: false } })',
      'read org .findUnique where(id eq id) joins org.members, org.members.user, org.owner one -> row?',
      'nested members: read org.members .members where(userId eq userId) -> rows',
      'nested members.user: read org.members.user .user one -> row?',
      'nested owner: read org.owner .owner one -> row?',
    ],
    [
      "prisma.org.findUnique({ where: { id }, select: { id: true, members: { select: { id: true }, orderBy: { no: 'desc' }, take: 1 } } })",
      'read org .findUnique where(id eq id) select id, members joins org.members one -> row?',
      'nested members: read org.members .members by no select id -> rows',
    ],
    [
      'prisma.org.findUnique({ where: { id }, include: { _count: { select: { members: true, projects: { where: { active: true } } } } } })',
      'read org .findUnique where(id eq id) joins org.members, org.projects one -> row?',
      'nested _count.members: read org.members .members -> count()',
      'nested _count.projects: read org.projects .projects where(active eq true) -> count()',
    ],
  ])('%s', (code, ...expected) => {
    expect(seen(code)).toEqual(expected);
  });
});

describe('raw SQL', () => {
  it.each<[string, ...string[]]>([
    ['await prisma.$queryRaw`SELECT id, coins FROM "Wallet" WHERE id = ${id} FOR UPDATE`', 'lock wallet .$queryRaw where(id eq id) lock update select id, coins -> rows'],
    ['const rows = await prisma.$queryRaw`SELECT id FROM "Wallet" w WHERE w.id = ${id}::uuid FOR UPDATE OF w SKIP LOCKED`', 'read wallet .$queryRaw where(id eq id) lock update skip select id -> rows'],
    ['const [{ next }] = await prisma.$queryRaw<{ next: number }[]>`SELECT COALESCE(MAX(no), 0) + 1 AS next FROM in_app_agent_runs WHERE org_id = ${orgId}`', 'read inappagentrun .$queryRaw where(orgId eq orgId) -> [{ next: max(no) }]'],
    ['const [{ count }] = await prisma.$queryRaw(Prisma.sql`SELECT count(*) FROM "Seat" WHERE "roomId" = ${roomId} ${cond ? Prisma.sql`AND x = 1` : Prisma.empty}`)', 'read seat .$queryRaw where(roomId eq roomId, ?) -> [{ count: count() }]'],
    ['const more = Prisma.sql`AND x = ${x}`; prisma.$queryRaw`SELECT id FROM "Seat" WHERE id = ${id} ${more}`', 'read seat .$queryRaw where(id eq id, x eq x) select id -> rows'],
    ['const found = await prisma.$queryRaw`SELECT id FROM "Seat" WHERE id IN (${Prisma.join(ids)}) ORDER BY no DESC LIMIT 1`', 'read seat .$queryRaw where(id in ids) by no select id -> rows'],
    ['prisma.$executeRaw`UPDATE "Wallet" SET coins = coins - ${n}, state = \'USED\' WHERE id = ${id} AND coins >= ${n}`', 'update wallet .$executeRaw where(id eq id, coins gte n) set(coins=decrement(n), state="USED") -> affected'],
    ['prisma.$executeRaw`INSERT INTO "Tag" (slug, label) VALUES (${slug}, \'x\') ON CONFLICT (slug) DO UPDATE SET label = EXCLUDED.label`', 'upsert tag .$executeRaw where(slug eq slug) set(slug=slug, label="x") update(label="x") on conflict update one -> affected'],
    ['prisma.$executeRaw`INSERT INTO "Tag" (slug) VALUES (${slug}) ON CONFLICT DO NOTHING`', 'insert tag .$executeRaw set(slug=slug) on conflict ignore one -> affected'],
    ["prisma.$executeRawUnsafe('DELETE FROM \"Tag\" WHERE slug = $1 AND state = $2', slug, 'old')", "delete tag .$executeRawUnsafe where(slug eq slug, state eq 'old') -> affected"],
    ["prisma.$executeRawUnsafe('DELETE FROM \"Tag\" ' + 'WHERE slug = ?', slug)", 'delete tag .$executeRawUnsafe where(slug eq slug) -> affected'],
    ['prisma.$queryRawUnsafe(`SELECT * FROM ${table} WHERE id = $1`, id)', 'read ? .$queryRawUnsafe where(id eq id) -> rows'],
    ['prisma.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${key}))`', 'lock ? .$executeRaw lock update key(key) transaction -> nothing'],
    ['const [{ ok }] = await prisma.$queryRaw`SELECT pg_try_advisory_lock(42) AS ok`', 'lock ? .$queryRaw lock update nowait key() session -> boolean'],
    ['prisma.$executeRaw`LOCK TABLE "Seat" IN EXCLUSIVE MODE`', 'lock seat .$executeRaw lock update -> nothing'],
    [
      'prisma.$executeRaw`WITH next AS (SELECT id FROM "Job" WHERE state = \'new\' LIMIT 1 FOR UPDATE SKIP LOCKED) UPDATE "Job" SET state = \'run\' FROM next WHERE next.id = "Job".id`',
      'lock job .$executeRaw where(state eq "new") lock update skip select id -> affected',
      'update job .$executeRaw where(?) set(state="run") -> affected',
    ],
    ['const stats = await prisma.$queryRaw`WITH a AS (SELECT * FROM "Seat" WHERE x = 1) SELECT * FROM a`', 'read seat .$queryRaw where(?) -> rows'],
    ['prisma.$queryRaw(text)', 'read ? .$queryRaw where(?) set(?) -> rows'],
    ['prisma.$queryRaw`${Prisma.join(queries, " UNION ")}`', 'read ? .$queryRaw where(?) set(?) -> rows'],
    ['prisma.$queryRawTyped(getSeats(id))', 'read ? .$queryRawTyped where(?) set(?) -> rows'],
    ['prisma.$queryRaw`SELECT 1`'],
    ['prisma.$executeRaw`ALTER TABLE "Seat" ADD COLUMN x int`'],
  ])('%s', (code, ...expected) => {
    expect(seen(code)).toEqual(expected);
  });
});

describe('a handle by its binding', () => {
  it.each<[string, ...string[]]>([
    ["import { PrismaClient } from '@prisma/client'; const p = new PrismaClient(); p.user.findMany(args)", 'client prisma:client p'],
    ["import { PrismaClient } from '../generated/prisma/client'; const p = globalThis.p ?? new PrismaClient(); p.user.findMany()", 'client prisma:client p'],
    ["import { PrismaClient } from '@prisma/client'; const p = new PrismaClient().$extends(x); p.user.count()", 'client prisma:client p'],
    ["const { PrismaClient } = require('@prisma/client'); const p = new PrismaClient(); p.user.count()", 'client prisma:client p'],
    ["import db from '~/lib/prisma'; db.user.findMany(args)", 'client prisma:client db'],
    ["import { prisma } from '@acme/database'; prisma.user.count()", 'client prisma:client prisma'],
    ["import prisma from '../../db'; prisma.user.count()", 'client prisma:client prisma'],
    ["import { getPrisma } from './prisma'; const db = getPrisma(); db.user.count()", 'client prisma:client db'],
    ["import { PrismaService } from './p'; const f = (refs) => { const db = refs.get(PrismaService); db.user.create(args) }", 'client prisma:client db'],
    ["import { PrismaClient } from '@prisma/client'; let db; if (a) { db = global.db } else { db = new PrismaClient() } db.user.create(args)", 'client prisma:client db'],
    ["import { db } from './db'; db.user.findUnique({ where: { id } }); db.user.create(args)", 'client prisma:client db', 'client prisma:client db'],
    ['procedure.query(({ ctx }) => { ctx.db.user.findUnique({ where: { id } }); return ctx.db.user.create(args) })', 'client prisma:client ctx.db', 'client prisma:client ctx.db'],
    ["import { PrismaClient } from '@prisma/client'; import { PrismaClient as Logs } from './generated/prisma/client'; const a = new PrismaClient(); const b = new Logs(); a.x.count(); b.x.count()", 'client prisma:client:@prisma/client a', 'client prisma:client:./generated/prisma/client b'],
  ])('%s', (code, ...expected) => {
    expect(handles(code)).toEqual(expected);
  });
});

describe('a handle by its type', () => {
  it.each<[string, ...string[]]>([
    ["import type { PrismaClient } from '@prisma/client'; const f = (db: PrismaClient) => db.user.create(args)", 'client prisma:client db'],
    ["import { Prisma } from '@prisma/client'; const f = (tx: Prisma.TransactionClient) => tx.user.create(args)", 'transaction prisma:param#1 tx'],
    ["import { Prisma } from '@prisma/client'; const f = (tx?: Prisma.TransactionClient) => tx?.user.create(args)", 'either prisma:param#1 tx'],
    ["import { Prisma } from '@prisma/client'; import { db } from './db'; const f = (tx: Prisma.TransactionClient = db) => tx.user.create(args)", 'either prisma:param#1 tx'],
    ["import { Prisma } from '@prisma/client'; import { db } from './db'; const f = (tx?: Prisma.TransactionClient) => { const c = tx ?? db; return c.user.create(args) }", 'either prisma:param#1 c'],
    ["import { Prisma, PrismaClient } from '@prisma/client'; const f = (db: PrismaClient | Prisma.TransactionClient) => db.user.create(args)", 'either prisma:param#1 db'],
    ["type Tx = Omit<PrismaClient, '$connect' | '$transaction'>; const f = (db: Tx) => db.user.create(args)", 'transaction prisma:param#1 db'],
    ["type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]; const f = (db: Tx) => db.user.create(args)", 'transaction prisma:param#1 db'],
    ["import { Prisma } from '@prisma/client'; const f = ({ tx, id }: { tx: Prisma.TransactionClient; id: string }) => tx.user.create(args)", 'transaction prisma:param#1 tx'],
    ["import { Prisma } from '@prisma/client'; interface In { tx?: Prisma.TransactionClient } const f = (input: In) => input.tx.user.create(args)", 'either prisma:param#1 input.tx'],
    ["import type { AppTx } from './types'; const f = (tx: AppTx) => tx.user.create({ data })", 'transaction prisma:param#1 tx'],
    ["import { PrismaService } from '../prisma.service'; class S { constructor(private readonly db: PrismaService) {} f() { return this.db.user.create(args) } }", 'client prisma:client this.db'],
    ["import { PrismaClient } from '@prisma/client'; class Db extends PrismaClient { f() { return this.user.create(args) } } class S { constructor(private db: Db) {} f() { return this.db.user.create(args) } }", 'client prisma:client this', 'client prisma:client this.db'],
    ["import { Prisma } from '@prisma/client'; class R { constructor(private tx: Prisma.TransactionClient) {} f() { return this.tx.user.create(args) } }", 'transaction prisma:field#1 this.tx'],
    ["import { TransactionHost } from '@nestjs-cls/transactional'; class S { constructor(private readonly txHost: TransactionHost<X>) {} f() { return this.txHost.tx.user.create(args) } }", 'either prisma:client this.txHost.tx'],
    ['let db: PrismaClient; db = new PrismaClient(); db.user.create(args)', 'client prisma:client db'],
  ])('%s', (code, ...expected) => {
    expect(handles(code)).toEqual(expected);
  });
});

describe('a call by its form', () => {
  it.each<[string, ...string[]]>([
    ["import { db } from '@/server/db'; db.user.create({ data: input })", 'insert user .create set(...input) one -> written'],
    ["import { db } from '@/server/db'; db.user.upsert({ where: { id }, create: a, update: b })", 'upsert user .upsert where(id eq id) set(...a) update(...b) one perhaps one statement -> written'],
    ["import { db } from '@/server/db'; db.user.findFirst()", 'read user .findFirst -> row?'],
    ['ctx.db.user.update({ where: { id }, data })', 'update user .update where(id eq id) set(...data) one -> written!'],
    ['const f = (x) => x.user.count({ where: { id } })', 'read user .count where(id eq id) -> count() [either x]'],
    ["this.db.user.findMany({ orderBy: { a: 'asc' } })", 'read user .findMany -> rows'],
    ['class A { f() { return this.client.user.updateMany({ data: { a } }) } }', 'update user .updateMany set(a=a) -> { count: affected }'],
    ['getClient().user.delete({ where: { id } })', 'delete user .delete where(id eq id) one -> row!'],
    ["import { dbRead, dbWrite } from './client'; dbRead.user.findFirst({ where: { id } }); dbWrite.user.create({ data })", 'read user .findFirst where(id eq id) -> row?', 'insert user .create set(...data) one -> written'],
    // the table of a relation isn't known, the accessor and the SQL name are
    ['db.userProfile.findFirst({ where: { id } }); db.$queryRaw`SELECT * FROM user_profiles`', 'read userprofile .findFirst where(id eq id) -> row?', 'read userprofile .$queryRaw -> rows'],
  ])('%s', (code, ...expected) => {
    expect(operations(code)).toEqual(expected);
  });
});

describe('a name that stands for a delegate', () => {
  it.each<[string, ...string[]]>([
    ["import prisma from '@/prisma'; const { user, account: a } = prisma; user.create({ data }); a.count()", 'insert user .create set(...data) one -> written', 'read account .count -> count()'],
    ["import prisma from '@/prisma'; const users = prisma.user; users.create({ data })", 'insert user .create set(...data) one -> written'],
    ['const { user } = db; user.findUnique({ where: { id } })', 'read user .findUnique where(id eq id) one -> row?'],
    ["import prisma from '@/prisma'; class R { private users = prisma.user; f() { return this.users.create({ data }) } }", 'insert user .create set(...data) one -> written'],
    ["import { Prisma } from '@prisma/client'; class R { constructor(private readonly users: Prisma.UserProfileDelegate) {} f() { return this.users.create({ data }) } }", 'insert userprofile .create set(...data) one -> written [either this.users]'],
    ["import { Prisma } from '@prisma/client'; const f = (users: Prisma.UserDelegate) => users.update({ where: { id }, data })", 'update user .update where(id eq id) set(...data) one -> written! [either users]'],
    ["import { PrismaClient } from '@prisma/client'; const f = (users: PrismaClient['user']) => users.create({ data })", 'insert user .create set(...data) one -> written [either users]'],
    ["import prisma from '@/prisma'; prisma.$transaction(async ({ user }) => { await user.create({ data }) })", 'insert user .create set(...data) one -> written [transaction user]'],
  ])('%s', (code, ...expected) => {
    expect(operations(code)).toEqual(expected);
  });
});

describe('look-alikes are silent', () => {
  it.each([
    "payload.create({ collection: 'users', data: { email } })",
    "req.payload.create({ collection: 'users', data })",
    "req.payload.update({ collection: 'users', where: { id }, data })",
    "req.payload.delete({ collection: 'users', where: { id } })",
    "import Stripe from 'stripe'; const stripe = new Stripe(key); stripe.customers.create({ email })",
    'stripe.customers.update(id, { metadata })',
    "stripe.checkout.sessions.create({ mode: 'payment' })",
    'trpc.user.create.useMutation()',
    'api.user.findMany.useQuery()',
    'utils.user.findMany.invalidate()',
    'caller.user.create({ name })',
    'caller.user.update({ id, data })',
    'db.query.users.findFirst({ where: eq(users.id, id) })',
    'db.query.users.findMany()',
    "import { db } from './drizzle'; const { users } = db.query; users.findFirst({ where: eq(users.id, id) })",
    'context.query.Post.findMany({ where: { id } })',
    'User.findOne({ email })',
    'User.create({ data })',
    'User.count({ where: { id } })',
    'models.User.count({ where: { id } })',
    'db.User.findAll({ where: { id } }); db.User.update({ data }, { where: { id } })',
    "import { db } from './models'; db.user.findByPk(id); db.user.count({ where: { id } })",
    "import { Sequelize } from 'sequelize'; const s = new Sequelize(url); s.models.user.count({ where: { id } })",
    'const cache = new Map(); cache.delete(key)',
    'const all = { seen: new Set() }; all.seen.delete({ where: 1 })',
    'Object.create({ data })',
    "crypto.createHash('md5').update({ data })",
    "strapi.documents('api::x').findFirst({ filters })",
    "strapi.documents('api::x').create({ data })",
    "strapi.entityService.create('api::x', { data })",
    "strapi.db.query('api::x').findMany({ where: { id } })",
    "supabase.from('users').update({ data })",
    "supabase.from('users').delete()",
    'this.usersService.create({ data })',
    'class A { constructor(private readonly users: UsersService) {} f() { return this.users.update({ where: { id }, data }) } }',
    'class A { constructor(private readonly users: UsersService) {} f() { return this.users.findFirst({ where: { id } }) } }',
    'usersService.findUnique({ where: { id } })',
    'repos.userRepository.count({ where: { id } })',
    "import { Repository } from 'typeorm'; class A { constructor(private users: Repository<User>) {} f() { return this.users.count({ where: { id } }) } }",
    'this.connection.getRepository(User).count({ where: { id } })',
    'this.dataSource.manager.update(User, { id }, { data })',
    "db.collection('users').updateMany({ a }, { $set: b })",
    "db.users.deleteMany({ status: 'x' })",
    'db.users.aggregate([{ $match: { a } }])',
    "db.users.count({ status: 'x' })",
    'axios.client.delete({ url })',
    "import axios from 'axios'; axios.client.create({ data })",
    "import { clerkClient } from '@clerk/nextjs/server'; clerkClient.users.create({ data })",
    'const api = { user: { create: (x) => x } }; api.user.create({ data })',
    'class Api { static user = {} } Api.user.create({ data })',
    'function api() {} api.user.create({ data })',
    'const f = (name: string) => name.user.create({ data })',
    'resend.domains.create({ name })',
    'octokit.rest.issues.create({ data: 1, owner })',
    'http.users.delete({ path, where: 1 })',
    'db.user.create({ data }, { session })',
    'db.user.create(...args)',
    "db.user.findUnique('id')",
    'db.user.findUnique(id)',
    'db.user.findMany([])',
    'db.user.update({ data })',
    'db.user.upsert({ where, create })',
    'const { collection } = payload; collection.create({ data })',
    "import { Prisma } from '@prisma/client'; Prisma.user.create({ data })",
    "import { PrismaClient } from '@prisma/client'; PrismaClient.user.create({ data })",
    'prisma.User.create({ data })',
    "prisma.user.create('x')",
    'html`<b>${x}</b>`',
    "import { sql } from 'slonik'; sql`SELECT 1 FROM a`",
    "db.query('SELECT 1 FROM a WHERE id = $1', [id])",
  ])('%s', (code) => {
    expect(operations(code)).toEqual([]);
  });
});

describe('known misses: nothing in the file shows that it is Prisma', () => {
  it.each(['db.user.create(args)', 'db.user.findMany()', 'db.user.count()', 'db.user.deleteMany({})'])('%s', (code) => {
    expect(operations(code)).toEqual([]);
  });
});

describe('transactions', () => {
  it.each<[string, ...string[]]>([
    ['prisma.$transaction(async (tx) => { await tx.user.create({ data }); await prisma.log.create({ data }) })', 'callback default prisma:param#1', 'transaction prisma:param#1 tx', 'client prisma:client prisma'],
    ['prisma.$transaction(async (prisma) => prisma.user.create({ data }))', 'callback default prisma:param#1', 'transaction prisma:param#1 prisma'],
    ["prisma.$transaction(async (tx) => {}, { isolationLevel: 'Serializable' })", 'callback serializable prisma:param#1'],
    ['prisma.$transaction(async (tx) => {}, { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead, timeout: 5 })', 'callback repeatable-read prisma:param#1'],
    ['const options = { isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted }; prisma.$transaction(async (tx) => {}, options)', 'callback read-committed prisma:param#1'],
    ['prisma.$transaction(async (tx) => {}, options)', 'callback ? prisma:param#1'],
    ['prisma.$transaction(async (tx) => {}, { isolationLevel: level })', 'callback ? prisma:param#1'],
    ['prisma.$transaction([prisma.user.create({ data })])', 'batch default prisma:batch#1', 'client prisma:client prisma'],
    ["prisma.$transaction(ids.map((id) => prisma.user.update({ where: { id }, data })), { isolationLevel: 'Serializable' })", 'batch serializable prisma:batch#1', 'client prisma:client prisma'],
    ['const run = async (tx) => { await tx.user.create({ data }) }; prisma.$transaction(run)', 'either prisma:param#1 tx', 'callback default prisma:param#1'],
    ['prisma.$transaction(work)', 'callback default prisma:tx#1'],
    ['class A { f() { return this.$transaction(async (tx) => {}) } }', 'callback default prisma:param#1'],
    ["import { Sequelize } from 'sequelize'; const s = new Sequelize(url); s.$transaction(async (tx) => {})"],
    ['knex.transaction(async (tx) => {})'],
  ])('%s', (code, ...expected) => {
    expect(handles(client + code)).toEqual(expected);
  });

  it('are decorated methods of nestjs-cls', () => {
    expect(
      functionExtents(
        "import { Transactional } from '@nestjs-cls/transactional'; class A { @Transactional() a() {} @Transactional({ isolationLevel: 'Serializable' }) b() {} @Other() c() {} }",
      ),
    ).toEqual(['default', 'serializable']);
  });
});

describe('hostile input', () => {
  it.each([
    'const w = { AND: w, org: w, OR: [w, w] }; prisma.a.findFirst({ where: w })',
    'const d = { posts: { create: d, connectOrCreate: [{ where: d, create: d }] } }; prisma.a.create({ data: d })',
    'const rows = [...rows]; prisma.a.createMany({ data: rows }); prisma.a.create({ data: { x: { create: rows } } })',
    'const f = Prisma.sql`${f} ${f}`; prisma.$queryRaw`SELECT 1 FROM a WHERE ${f}`',
    'const a = a.b; a.c.findFirst({ where: { id } })',
    'const { a } = a; a.findFirst({ where: { id } })',
    'prisma.$transaction()',
    'prisma.$transaction(...args)',
    'prisma.$queryRawUnsafe()',
    'prisma.user.upsert({})',
    'super_.user.findFirst({ where: { OR: [, ] } })',
    'prisma.a.findMany({ include: { b: { include: b } }, select: null, orderBy: null, where: 1 })',
  ])('survives %s', (code) => {
    expect(() => [...seen(code), ...handles(client + code)]).not.toThrow();
  });
});
