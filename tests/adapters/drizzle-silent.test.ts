import { describe, expect, it } from 'vitest';
import { operations } from './print-drizzle.js';

describe('what only looks like Drizzle', () => {
  it.each([
    ['Supabase', `import { createClient } from '@supabase/supabase-js'; const db = createClient(url, key); await db.from('users').select('*').eq('id', id); await db.from('users').insert({ id }); await db.from('users').update({ a }).eq('id', id);`],
    ['Knex', `import knex from 'knex'; const db = knex(config); await db.select('*').from('users').where('id', id); await db('users').insert({ id }); await db.select().from(table).where({ id });`],
    ['Kysely', `import { Kysely } from 'kysely'; const db = new Kysely(config); await db.selectFrom('users').where('id', '=', id).execute(); await db.insertInto('users').values({ id }).execute(); await db.updateTable('users').set({ a }).where('id', '=', id).execute();`],
    ['D3', `import * as d3 from 'd3'; d3.select('#id'); d3.select(node).insert(shape); d3.selectAll(rows);`],
    ['a query builder of TypeORM', `import { DataSource } from 'typeorm'; await source.createQueryBuilder().update(User).set({ a }).where('id = :id', { id }).execute(); await source.createQueryBuilder().insert().into(User).values({ id }).execute(); await source.createQueryBuilder().delete().from(User).where('id = 1').execute();`],
    ['collections', `const seen = new Map(); seen.set(a, b); seen.delete(a); seen.get(a); new Set(list).delete(a); [...seen.values()]; Array.from(list);`],
    ['a digest', `import { createHash } from 'node:crypto'; createHash('sha256').update(text).digest('hex');`],
    ['Mongoose', `await User.findOne({ email }).select('name').where('a').equals(1);`],
    ['Keystone', `await context.query.User.findMany({ where: { email: { equals: email } }, query: 'id' });`],
    ['SQL by another driver', `import postgres from 'postgres'; const sql = postgres(url); await pool.execute(sql\`SELECT * FROM users\`);`],
    ['an insert of something else', `await list.insert({ id }); await table.insert('users').values({ id }); await tree.insert(node);`],
  ])('%s', (_name, code) => {
    expect(operations(code)).toEqual([]);
  });

  it('says something of a file without Drizzle\'s import where the form is Drizzle\'s', () => {
    expect(operations(`import { db, eq } from '@/db'; import { users } from '@/db/schema';
await db.insert(users).values({ id }); await db.delete(users).where(eq(users.id, id));`)).toHaveLength(2);
  });
});
