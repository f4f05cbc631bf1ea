/** Races in SQL that is sent through pg and mysql2, and the repairs that are proven of them. */
import type { Scenario } from '../scenario.js';
import { claimingOnce, earning, noting, oneAccount, oneSetting, oneTag, payingOnce } from './programs.js';

/** A scenario in the words of both drivers. */
interface Twin extends Omit<Scenario, 'databases' | 'source' | 'title'> {
  readonly title: string;
  readonly pg: string;
  readonly mysql: string;
}

const twins: readonly Twin[] = [
  {
    title: 'find, then update or insert, becomes one statement',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: /ON CONFLICT|ON DUPLICATE KEY|one statement/,
    pg: `export const run = async (db: Pool, owner: string, name: string, value: string): Promise<void> => {
  const { rows } = await db.query('SELECT id FROM setting WHERE owner = $1 AND name = $2', [owner, name]);
  if (rows.length > 0) await db.query('UPDATE setting SET value = $3 WHERE owner = $1 AND name = $2', [owner, name, value]);
  else await db.query('INSERT INTO setting (owner, name, value) VALUES ($1, $2, $3)', [owner, name, value]);
};
`,
    mysql: `export const run = async (db: Pool, owner: string, name: string, value: string): Promise<void> => {
  const [rows] = await db.query<RowDataPacket[]>('SELECT id FROM setting WHERE owner = ? AND name = ?', [owner, name]);
  if (rows.length > 0) await db.query('UPDATE setting SET value = ? WHERE owner = ? AND name = ?', [value, owner, name]);
  else await db.query('INSERT INTO setting (owner, name, value) VALUES (?, ?, ?)', [owner, name, value]);
};
`,
    ...oneSetting,
  },
  {
    title: 'an insert under a check ignores the conflict',
    kind: 'insert that ignores the conflict',
    rule: 'no-check-then-create',
    repair: /skip the insert/,
    pg: `export const run = async (db: Pool, slug: string, label: string): Promise<void> => {
  const { rows } = await db.query('SELECT id FROM tag WHERE slug = $1', [slug]);
  if (rows.length === 0) await db.query('INSERT INTO tag (slug, label) VALUES ($1, $2)', [slug, label]); // once
};
`,
    mysql: `export const run = async (db: Pool, slug: string, label: string): Promise<void> => {
  const [rows] = await db.query<RowDataPacket[]>('SELECT id FROM tag WHERE slug = ?', [slug]);
  if (rows.length === 0) await db.query('INSERT INTO tag (slug, label) VALUES (?, ?)', [slug, label]); // once
};
`,
    ...oneTag,
  },
  {
    title: 'the violation is answered as the check answers',
    kind: 'caught violation',
    rule: 'no-check-then-create',
    repair: /[Cc]atch/,
    pg: `export const run = async (db: Pool, email: string, name: string): Promise<void> => {
  const { rows } = await db.query('SELECT id FROM account WHERE email = $1', [email]);
  if (rows.length > 0) throw new Error('taken');
  await db.query('INSERT INTO account (email, name) VALUES ($1, $2)', [email, name]);
};
`,
    mysql: `export const run = async (db: Pool, email: string, name: string): Promise<void> => {
  const [rows] = await db.query<RowDataPacket[]>('SELECT id FROM account WHERE email = ?', [email]);
  if (rows.length > 0) throw new Error('taken');
  await db.query('INSERT INTO account (email, name) VALUES (?, ?)', [email, name]);
};
`,
    ...oneAccount,
  },
  {
    title: 'a number that is read, added to and written is added to by the database',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /Let the database add/,
    pg: `export const run = async (db: Pool, id: number, amount: number): Promise<void> => {
  const { rows: [wallet] } = await db.query('SELECT points FROM wallet WHERE id = $1', [id]);
  if (!wallet) throw new Error('unknown');
  await db.query('UPDATE wallet SET points = $2 WHERE id = $1', [id, wallet.points + amount]);
};
`,
    mysql: `export const run = async (db: Pool, id: number, amount: number): Promise<void> => {
  const [[wallet]] = await db.query<RowDataPacket[]>('SELECT points FROM wallet WHERE id = ?', [id]);
  if (!wallet) throw new Error('unknown');
  await db.query('UPDATE wallet SET points = ? WHERE id = ?', [wallet.points + amount, id]);
};
`,
    ...earning,
  },
  {
    title: 'a number among other columns is added to by the database',
    kind: 'increment among other columns',
    rule: 'no-read-modify-write',
    repair: /Let the database add/,
    pg: `export const run = async (db: Pool, id: number, note: string): Promise<void> => {
  const { rows: [wallet] } = await db.query('SELECT points FROM wallet WHERE id = $1', [id]);
  if (!wallet) throw new Error('unknown');
  await db.query('UPDATE wallet SET points = $2, note = $3 WHERE id = $1', [id, wallet.points + 1, note]);
};
`,
    mysql: `export const run = async (db: Pool, id: number, note: string): Promise<void> => {
  const [[wallet]] = await db.query<RowDataPacket[]>('SELECT points FROM wallet WHERE id = ?', [id]);
  if (!wallet) throw new Error('unknown');
  await db.query('UPDATE wallet SET points = ?, note = ? WHERE id = ?', [wallet.points + 1, note, id]);
};
`,
    ...noting,
  },
  {
    title: 'a state that is tested goes into the predicate of the update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /Repeat the condition/,
    pg: `export const run = async (db: Pool, id: number, worker: string): Promise<string> => {
  const { rows: [job] } = await db.query('SELECT state FROM job WHERE id = $1', [id]);
  if (job?.state !== 'queued') throw new Error('not queued');
  await db.query("UPDATE job SET state = 'running', worker = $2 WHERE id = $1", [id, worker]);
  return 'claimed';
};
`,
    mysql: `export const run = async (db: Pool, id: number, worker: string): Promise<string> => {
  const [[job]] = await db.query<RowDataPacket[]>('SELECT state FROM job WHERE id = ?', [id]);
  if (job?.state !== 'queued') throw new Error('not queued');
  await db.query("UPDATE job SET state = 'running', worker = ? WHERE id = ?", [worker, id]);
  return 'claimed';
};
`,
    ...claimingOnce,
  },
  {
    title: 'the row is locked when it is read',
    kind: 'row lock',
    rule: 'no-read-modify-write',
    repair: /Lock/,
    pg: `export const run = async (db: Pool, id: number, amount: number): Promise<string> => {
  const client = await db.connect();
  try {
    await client.query('BEGIN');
    const { rows: [wallet] } = await client.query('SELECT points FROM wallet WHERE id = $1', [id]);
    if (!wallet || wallet.points < amount) throw new Error('too little');
    await client.query('UPDATE wallet SET points = $2 WHERE id = $1', [id, wallet.points - amount]);
    await client.query('COMMIT');
    return 'paid';
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};
`,
    mysql: `export const run = async (db: Pool, id: number, amount: number): Promise<string> => {
  const connection = await db.getConnection();
  try {
    await connection.query('START TRANSACTION');
    const [[wallet]] = await connection.query<RowDataPacket[]>('SELECT points FROM wallet WHERE id = ?', [id]);
    if (!wallet || wallet.points < amount) throw new Error('too little');
    await connection.query('UPDATE wallet SET points = ? WHERE id = ?', [wallet.points - amount, id]);
    await connection.query('COMMIT');
    return 'paid';
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    connection.release();
  }
};
`,
    ...payingOnce,
  },
];

/** Both drivers' scenarios: one race in the words of each. */
export const rawSqlScenarios: readonly Scenario[] = twins.flatMap(({ pg, mysql, ...scenario }) => [
  { ...scenario, title: `${scenario.title} (pg)`, databases: ['postgresql'], source: `import type { Pool } from 'pg';\n\n${pg}` },
  { ...scenario, title: `${scenario.title} (mysql2)`, databases: ['mariadb'], source: `import type { Pool, RowDataPacket } from 'mysql2/promise';\n\n${mysql}` },
]);
