import { it } from 'vitest';
import { explain } from '../../src/explain.js';
import { sourceOf } from '../resolve/source.js';
const imports = `import { Prisma, PrismaClient } from '@prisma/client';
import { DataSource, Repository } from 'typeorm';
import { User } from './user';
import { Order } from './order';
const db = new PrismaClient();
declare const ds: DataSource;
declare const users: Repository<User>;
declare const orders: Repository<Order>;

`;
const f = (b: string) => `export async function f(input) {\n${b}\n}`;
const FIND = 'const row = await db.user.findUnique({ where: { id: input.id } });';
const C: Record<string, string[]> = {
caller2: ["async function add(tx: Prisma.TransactionClient, id) {\nif (await tx.user.findUnique({ where: { id } })) return;\nawait tx.user.create({ data: { id } });\n}\n"+f("await db.$transaction(async (tx) => { await tx.log.create({ data: { id: input.id } }); await add(tx, input.id); }, { isolationLevel: 'Serializable' });"), "export async function add(tx: Prisma.TransactionClient, id) {\nif (await tx.user.findUnique({ where: { id } })) return;\nawait tx.user.create({ data: { id } });\n}\n"+f("await db.$transaction(async (tx) => { await tx.log.create({ data: { id: input.id } }); await add(tx, input.id); }, { isolationLevel: 'Serializable' });"), "async function add(tx: Prisma.TransactionClient, id) {\nif (await tx.user.findUnique({ where: { id } })) return;\nawait tx.user.create({ data: { id } });\n}\n"+f("await db.$transaction(async (tx) => { await tx.log.create({ data: { id: input.id } }); await add(tx, input.id); });")],
callerRead: ["async function add(tx: Prisma.TransactionClient, id) {\nif (await tx.user.findUnique({ where: { id } })) return;\nawait tx.user.create({ data: { id } });\n}\n"+f("await db.$transaction(async (tx) => { await tx.user.findUnique({ where: { id: input.id } }); await add(tx, input.id); }, { isolationLevel: 'Serializable' });"), "export async function add(tx: Prisma.TransactionClient, id) {\nif (await tx.user.findUnique({ where: { id } })) return;\nawait tx.user.create({ data: { id } });\n}\n"+f("await db.$transaction(async (tx) => { await tx.user.findUnique({ where: { id: input.id } }); await add(tx, input.id); }, { isolationLevel: 'Serializable' });")],
wheres: [f("const job = await db.job.findUnique({ where: { id: input.id } });\nif (job.status !== 'new') return;\nawait db.job.updateMany({ where: build(input), data: { status: input.status } });"), f("const job = await db.job.findUnique({ where: { id: input.id } });\nif (job.status !== 'new') return;\nawait db.job.updateMany({ where: { id: input.id, AND: input.filters }, data: { status: input.status } });"), f(FIND+"\nawait db.user.updateMany({ where: { id: row.id, ...guard(row) }, data: { coins: row.coins - 1 } });"), f(FIND+"\nawait db.user.updateMany({ where: { id: row.id, ...input.filter }, data: { coins: row.coins - 1 } });")],
absorb: [f(FIND+"\nif (row.name !== input.old) {\nawait db.user.update({ where: { id: row.id }, data: { name: input.name } });\n}"), f(FIND+"\nif (row.status === input.expected) await db.user.update({ where: { id: row.id }, data: { status: input.next } });"), f(FIND+"\nif (row.status !== input.expected) throw new Error('stale');\nawait db.user.update({ where: { id: row.id }, data: { status: input.next } });"), f(FIND+"\nif (row.ownerId === null) await db.user.update({ where: { id: row.id }, data: { ownerId: input.me } });"), f(FIND+"\nif (row.ownerId !== null) return;\nawait db.user.update({ where: { id: row.id }, data: { ownerId: input.me } });")],
fin: [f(FIND+"\ntry {\nif (row.state === 'done') return null;\nawait work(row);\n} finally {\nawait db.user.update({ where: { id: row.id }, data: { state: input.next } });\nawait db.mail.create({ data: { userId: row.id } });\n}")],
order: [f("let ok = false;\nwhile (!ok) {\nconst n = await db.seat.count({ where: { hall: input.hall } });\nif (n < 3) ok = true;\n}\nawait db.seat.create({ data: { hall: input.hall } });")],
};
it('x', () => { for (const [k, vs] of Object.entries(C)) for (const v of vs) { const t = explain(sourceOf(imports + v), 'file.ts'); console.log(`### ${k}\n${v}\n--\n${t.replaceAll(/ line (\d+)/g, (_, l) => ' line ' + (Number(l) - 9))}\n`); } }, 60000);
