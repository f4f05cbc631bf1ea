import { describe, expect, it } from 'vitest';
import { dialect } from '../../src/adapters/knex/index.js';
import { factsOf } from './print-facts.js';

const bound = (code: string): readonly string[] => factsOf(dialect, `import type { Knex } from 'knex';\nexport const f = async (db: Knex, id: string, email: string, input: object) => {\n${code}\n};`);

describe('queries', () => {
  it('reads', () => {
    expect(bound(`await db('app.users as u').where({ 'u.email': email }).andWhere('age', '>', 3).whereNull('gone').first();
await db.select('id').from('users').whereIn('id', [id]).forUpdate();
await db('users').where('a', 1).orWhere('b', 2);`)).toEqual([
      'read knex:users where(email eq email, age gt 3, gone isNull) [either] -> row',
      'read knex:users where(id in [id]) lock update [either] -> rows',
      'read knex:users where(|a eq 1, |b eq 2) [either] -> rows',
    ]);
  });

  it('writes, with the verb before or behind the predicate', () => {
    expect(bound(`await db('users').update({ email }).where({ id });
await db('users').where({ id }).increment('n', 2).returning('*');
await db('users').insert({ email, ...input }).onConflict('email').ignore();
await db('users').where({ id }).del();
await db('users').where({ id }).update({ n: db.raw('?? + 1', ['n']) });`)).toEqual([
      'update knex:users where(id eq id) set(email=email) [either] -> affected',
      'update knex:users where(id eq id) set(n=increment(2)) [either] -> rows',
      'insert knex:users set(email=email, ...input) on conflict ignore [either] -> tuple',
      'delete knex:users where(id eq id) [either] -> affected',
      'update knex:users where(id eq id) set(n=increment()) [either] -> affected',
    ]);
  });

  it('runs a builder where it is awaited, not where it is put together or nested', () => {
    expect(bound(`const query = db('users').where({ id });
if (email) query.andWhere({ email });
await query;
db('users').insert({ id });
await db('posts').whereIn('user', db('users').select('id'));`)).toEqual([
      'read knex:users where(id eq id, ?) [either] -> rows',
      'read knex:posts where(user in) [either] -> rows',
    ]);
  });

  it('transactions', () => {
    expect(bound(`await db.transaction(async (trx) => { await trx('users').where({ id }).first(); }, { isolationLevel: 'serializable' });
const trx = await db.transaction();
await db('users').transacting(trx).where({ id }).first();
await trx.commit();`)).toEqual([
      'callback serializable', 'read knex:users where(id eq id) [transaction] -> row', 'begin default', 'read knex:users where(id eq id) [transaction] -> row', 'commit',
    ]);
  });
});

describe('evidence', () => {
  it('a chain that no other library has proves its callee', () => {
    expect(factsOf(dialect, `import { db } from './db';\nexport const f = async (id) => { await db('users').where({ id }).first(); await db('users').insert({ id }); };`)).toEqual([
      'read knex:users where(id eq id) -> row', 'insert knex:users set(id=id) -> tuple',
    ]);
  });

  it('look-alikes are silent', () => {
    expect(factsOf(dialect, `import $ from 'jquery';
import _ from 'lodash';
export const f = async (supabase, dexie, firestore, hash, xs) => {
  await $('x').first();
  _(xs).first();
  await supabase.from('users').insert({ a: 1 });
  await supabase.from('users').select('*').eq('a', 1);
  await dexie.table('users').where({ a: 1 }).first();
  await firestore.collection('users').where('a', '==', 1).get();
  hash('md5').update('x');
};`)).toEqual([]);
  });
});

it('Objection, a model that a function gives', () => {
  expect(factsOf(dialect, `import type { Knex } from 'knex';
export class S { async f(id: string, trx?: Knex.Transaction) { await this.itemModel().query(trx).where('id', id).first(); } }`)).toEqual(['read knex:itemModel where(id eq id) [either] -> row']);
  expect(factsOf(dialect, `export class S { async f(id) { await this.client().query().where('id', id).first(); } }`)).toEqual([]);
});

it('Objection', () => {
  expect(factsOf(dialect, `import { Person } from './person';
export const f = async (id, trx) => {
  const person = await Person.query(trx).findById(id).forUpdate();
  await person.$query(trx).patch({ age: 3 });
  await Person.query().insertAndFetch({ id });
};`)).toEqual([
    'read knex:Person where(id eq id) lock update [either] -> row', 'update knex:Person where(...person) set(age=3) [either] -> affected', 'insert knex:Person set(id=id) -> tuple',
  ]);
});
