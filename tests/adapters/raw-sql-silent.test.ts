/** What isn't SQL that is sent, and what another data layer sends: none of it is an operation of this adapter. */
import { expect, it } from 'vitest';
import { dialect } from '../../src/adapters/raw-sql/index.js';
import { factsOf } from './print-facts.js';

const silent: readonly (readonly [string, string])[] = [
  ['a GraphQL client', `import { ApolloClient, gql } from '@apollo/client';
const client = new ApolloClient({});
export const f = async (id: string) => { await client.query({ query: gql\`query { user(id: 1) { id } }\`, variables: { id } }); await client.mutate({ mutation: gql\`mutation { add { id } }\` }); };`],
  ['the DOM', `export const f = () => { document.querySelector('select from'); document.execCommand('insert into x'); };`],
  ['a query cache', `import { QueryClient } from '@tanstack/react-query';
const client = new QueryClient();
export const f = async () => { await client.fetchQuery({ queryKey: ['select id from users'] }); };`],
  ['a client of another package', `import { BigQuery } from '@google-cloud/bigquery';
const client = new BigQuery();
export const f = async () => { await client.query('SELECT id FROM users WHERE id = 1'); };`],
  ['TypeORM', `import { DataSource } from 'typeorm';
export class A { constructor(private readonly source: DataSource) {} async f(id: string) { await this.source.query('DELETE FROM users WHERE id = $1', [id]); } }`],
  ['Sequelize', `import { Sequelize } from 'sequelize';
const sequelize = new Sequelize('x');
export const f = async () => { await sequelize.query('DELETE FROM users'); };`],
  ['the tag of Drizzle', `import { sql } from 'drizzle-orm';
import { db } from './db';
export const f = async (id: string) => { await db.execute(sql\`DELETE FROM users WHERE id = \${id}\`); };`],
  ['the tag of Kysely', `import { sql } from 'kysely';
import { db } from './db';
export const f = async (id: string) => { await sql\`DELETE FROM users WHERE id = \${id}\`.execute(db); };`],
  ['a log', `export const f = (id: string) => { console.log('DELETE FROM users WHERE id = ' + id); logger.info(\`UPDATE users SET id = \${id}\`); };`],
  ['text that is checked or changed', `export const f = (text: string) => { 'SELECT id FROM users'.includes(text); text.replace('DELETE FROM users', ''); expect('SELECT id FROM users').toBe(text); };`],
  ['a list of texts', `export const f = (texts: string[]) => { texts.push('DELETE FROM users'); texts.includes('DELETE FROM users'); new Set(['x']).add('DELETE FROM users'); };`],
  ['a function that hands nothing on', `const explainQuery = (text: string) => text.length;
export const f = () => explainQuery('DELETE FROM users WHERE id = 1');`],
  ['a tag of another kind', `import { html } from 'lit';
export const f = (id: string) => html\`select \${id} from users\`;`],
];

it.each(silent)('%s', (_, code) => {
  expect(factsOf(dialect, code)).toEqual([]);
});

it('the gate: SQL in quotes, not the names of drivers', () => {
  const opens = (text: string): boolean => dialect.signals.text?.test(text) ?? false;
  expect([
    'query("SELECT id FROM users")', 'query(`\n  with a as (select 1) select * from a`)', "query('insert into users values (1)')", 'q(`UPDATE ${t} SET n = 1`)', "q('BEGIN')", 'connection.beginTransaction()', 'q(`-- by id\nDELETE FROM users`)',
    "q('INSERT IGNORE INTO t VALUES (1)')", "q('SELECT pg_advisory_lock(1)')",
  ].filter((text) => !opens(text))).toEqual([]);
  expect([
    "import { Pool } from 'pg'; pool.query(text, values)", "label: 'Select a file'", "t('Update profile')", "label('select a day')", "'with love'", "'update'", "button('Delete')", 'begin()', "import x from 'mysql2'", "'Insert into the slot'",
  ].filter(opens)).toEqual([]);
});
