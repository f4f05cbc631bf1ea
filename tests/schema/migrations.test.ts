/** What SQL migrations and Knex migrations say, and what rules, messages and repairs of the layers over them make of it. */
import { describe, expect, it } from 'vitest';
import { tableNamed } from '../../src/adapters/kysely/sql-tag.js';
import { migrationSchema } from '../../src/resolve/migrations/source.js';
import { schemaChanges } from '../../src/syntax/sql-schema.js';
import { reports, suggestions } from './lint.js';
import { printTable, resolverIn } from './print.js';

const schema = migrationSchema(tableNamed);
const table = (name: string, file = 'sql/src/a.ts'): readonly string[] => printTable(schema, `kysely:${name}`, resolverIn(file, ''));

describe('SQL migrations', () => {
  it('make tables, change them, and leave the keys that they leave', () => {
    expect(table('pages')).toEqual([
      'pages "pages" postgresql 001_init.sql:2',
      '  id generated', '  tenant_id', '  slug', '  title value', '  email', '  code', '  alias null', '  old', '  hits value', '  created_at now',
      '  primary full (id) id',
      '  full (email) email',
      '  full (code) code',
      '  full (tenant_id, slug) tenant_id_slug "place"',
      '  partial (title) title "pages_title"',
      '  full (alias, hits) alias_hits "pages_alias"',
    ]);
    expect(table('members')).toEqual(['members "members" postgresql 001_init.sql:17', '  team_id', '  user_id', '  name null', '  primary full (team_id, user_id) team_id_user_id', '  nullable (name) name "members_name"']);
  });

  it('are known in part by an expression or a change that is not read, and not at all where no migration makes the table', () => {
    expect(table('marks')).toEqual(['marks "marks" postgresql 001_init.sql:18 in part', '  name']);
    expect(table('gone')).toEqual(['gone "gone" postgresql 002_more.sql:6 in part', '  id']);
    expect(table('tenants')).toEqual(['unknown']);
    expect(table('pages', 'nowhere.ts')).toEqual(['unknown']);
  });

  it.each([
    ['a block that may change keys', 'DO $$ BEGIN ALTER TABLE a ADD UNIQUE (b); END $$', ['unclear']],
    ['a block that does not', "DO $$ BEGIN CREATE TYPE s AS ENUM ('a'); END $$", []],
    ['rows between the statements', 'COPY a (b) FROM stdin;', ['unclear']],
    ['what is no table', 'CREATE VIEW a AS SELECT 1; GRANT ALL ON b TO c; INSERT INTO d VALUES (1)', []],
    ['a table by a query', 'CREATE TABLE a AS SELECT 1', ['create-table: unclear']],
    ['a prefix of a column', 'CREATE TABLE a (b text, UNIQUE KEY c (b(10)))', ['create-table: column, ?']],
    ['a column that is called like a keyword', 'CREATE TABLE a (key text, check int, KEY b (c))', ['create-table: column, column, ()']],
  ])('read %s', (_, sql, expected) => {
    expect(schemaChanges(sql).map((change) => ('parts' in change ? `${change.kind}: ${change.parts.map((part) => (part.kind === 'key' ? (part.key.columns ? `(${part.key.columns.join()})` : '?') : part.kind)).join(', ')}` : change.kind))).toEqual(expected);
  });
});

describe('Knex migrations', () => {
  it('make tables by the builder and by SQL, and known in part what is made elsewhere', () => {
    expect(table('pages', 'knex/src/a.js')).toEqual([
      'pages "pages" mysql 001_pages.js:3',
      '  id generated', '  tenant_id', '  slug', '  email', '  code null', '  hits null value', '  created_at null now', '  updated_at null now',
      '  primary full (id) id', '  full (email) email', '  nullable (code) code', '  full (tenant_id, slug) tenant_id_slug "place"',
    ]);
    expect(table('members', 'knex/src/a.js').at(-1)).toBe('  primary full (team_id, user_id) team_id_user_id');
    expect(table('shared', 'knex/src/a.js')).toEqual(['shared "shared" mysql 001_pages.js:18 in part']);
    expect(table('plain', 'knex/src/a.js')).toEqual(['plain "plain" mysql 001_pages.js:19', '  name', '  full (name) name "named"']);
  });
});

const parameters = (columns: readonly string[]): string => columns.map((column) => `${column}: string`).join(', ');
const layers: Readonly<Record<string, (columns: readonly string[]) => string>> = {
  kysely: (columns) => `
import type { Kysely } from 'kysely';
export async function add(db: Kysely<any>, ${parameters(columns)}) {
  const found = await db.selectFrom('pages').selectAll()${columns.map((column) => `.where('${column}', '=', ${column})`).join('')}.executeTakeFirst();
  if (!found) {
    await db.insertInto('pages').values({ ${columns.join(', ')} }).execute();
  }
}
`,
  knex: (columns) => `
import type { Knex } from 'knex';
export async function add(db: Knex, ${parameters(columns)}) {
  const found = await db('pages').where({ ${columns.join(', ')} }).first();
  if (!found) {
    await db('pages').insert({ ${columns.join(', ')} });
  }
}
`,
  'raw SQL': (columns) => `
import type { Pool } from 'pg';
export async function add(db: Pool, ${parameters(columns)}) {
  const { rows } = await db.query('SELECT * FROM pages WHERE ${columns.map((column, index) => `${column} = $${String(index + 1)}`).join(' AND ')}', [${columns.join(', ')}]);
  if (rows.length === 0) {
    await db.query('INSERT INTO pages (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${String(index + 1)}`).join(', ')})', [${columns.join(', ')}]);
  }
}
`,
  supabase: (columns) => `
import { createClient } from '@supabase/supabase-js';
const db = createClient('', '');
export async function add(${parameters(columns)}) {
  const { data } = await db.from('pages').select()${columns.map((column) => `.eq('${column}', ${column})`).join('')}.maybeSingle();
  if (!data) {
    await db.from('pages').insert({ ${columns.join(', ')} });
  }
}
`,
};

describe.each(Object.entries(layers))('%s', (_, code) => {
  const file = 'sql/src/a.ts';

  it('says a unique violation where a full key is on the columns, and the conflict is aimed at it', () => {
    // Race because the second insert fails on (tenant_id, slug).
    const [report] = reports(file, code(['tenant_id', 'slug']));
    expect(report).toContain('a unique violation');
    expect(report).not.toContain('two rows');
    expect(suggestions(file, code(['tenant_id', 'slug'])).join('')).toMatch(/onConflict|ON CONFLICT/);
  });

  it('says two rows, and the key to declare, where none is', () => {
    // Race because no key is on the slug alone.
    expect(reports(file, code(['slug']))[0]).toContain('two rows. Add `UNIQUE (slug)` to `slug` of `pages` (001_init.sql:2)');
    expect(suggestions(file, code(['slug']))).toEqual([]);
  });

  it('aims no conflict at a key on fewer columns', () => {
    expect(suggestions(file, code(['email', 'slug'])).join('')).not.toMatch(/onConflict|ON CONFLICT/);
  });
});
