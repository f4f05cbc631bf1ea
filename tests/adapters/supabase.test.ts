import { describe, expect, it } from 'vitest';
import { dialect } from '../../src/adapters/supabase/index.js';
import { factsOf } from './print-facts.js';

const facts = (code: string): readonly string[] => factsOf(dialect, `import { createClient } from '@supabase/supabase-js';\nconst supabase = createClient('url', 'key');\nexport const f = async (id, email, by) => {\n${code}\n};`);

it('reads', () => {
  expect(facts(`await supabase.from('users').select('id, name').eq('email', email).is('gone', null).maybeSingle();
await supabase.from('users').select().in('id', [id]).not('gone', 'is', null).or('a.eq.1,b.is.null').neq('state', 'off');
await supabase.from('users').select('*', { count: 'exact', head: true }).match({ email, state: 'on' });
await supabase.schema('app').from('users').select('id').filter('n', 'gte', by).eq('team.id', id).order('n').limit(1);`)).toEqual([
    'read supabase:users where(email eq email, gone isNull) -> object',
    "read supabase:users where(id in [id], gone notNull, |a other, |b other, state ne 'off') -> object",
    "read supabase:users where(email eq email, state eq 'on') -> object",
    'read supabase:users where(n gte by, team.id eq id) -> object',
  ]);
});

it('tables that come along are reads of their own', () => {
  expect(facts("await supabase.from('orders').select('id, buyer:users!inner(id, name), items(*)').eq('id', id);")).toEqual([
    'read supabase:orders where(id eq id) -> object', 'read supabase:users where(?) -> rows', 'read supabase:items where(?) -> rows',
  ]);
});

it('writes', () => {
  expect(facts(`await supabase.from('users').insert({ email }).select().single();
await supabase.from('users').insert([{ email }, { id }]);
await supabase.from('users').upsert({ email, n: by }, { onConflict: 'email' });
await supabase.from('users').upsert({ email }, { onConflict: 'email', ignoreDuplicates: true });
await supabase.from('users').update({ n: by }).eq('id', id).select('id');
await supabase.from('users').delete().eq('id', id);`)).toEqual([
    'insert supabase:users set(email=email) -> object',
    'insert supabase:users set(email=email, id=id) -> object',
    'upsert supabase:users where(email eq email) set(email=email, n=by) on conflict update -> object',
    'insert supabase:users set(email=email) on conflict ignore -> object',
    'update supabase:users where(id eq id) set(n=by) -> object',
    'delete supabase:users where(id eq id) -> object',
  ]);
});

it('a builder that is put together is run by its await', () => {
  expect(facts(`let query = supabase.from('users').select('id').eq('email', email);
if (by) query = query.eq('by', by);
const { data } = await query;`)).toEqual(['read supabase:users where(email eq email, ?) -> object']);
});

it('a builder that nobody awaits sends nothing', () => {
  expect(facts("supabase.from('users').insert({ email });")).toEqual([]);
});

describe('evidence', () => {
  const unbound = (code: string): readonly string[] => factsOf(dialect, `import { x } from './x';\nexport const f = async (id, email) => {\n${code}\n};`);

  it('a chain that exists nowhere else, and then every other on the same client', () => {
    expect(unbound(`const { data } = await x.from('users').select('id').eq('id', id).single();
await x.from('users').insert({ email });`)).toEqual(['read supabase:users where(id eq id) -> object', 'insert supabase:users set(email=email) -> object']);
  });

  it('a result that is taken apart', () => {
    expect(unbound("const { error } = await x.from('users').insert({ email });")).toEqual(['insert supabase:users set(email=email) -> object']);
  });

  it('nothing else', () => {
    expect(unbound(`await x.from('users').insert({ email });
await x.from('users').where({ id }).select('id');
const rows = await x.select().from('users');
const buffer = Buffer.from('users').slice(0);
const { data } = await x.storage.from('users').list(id);
await x.from(users).select('id').eq('id', id);
await x.rpc('add', { id });`)).toEqual([]);
  });
});
