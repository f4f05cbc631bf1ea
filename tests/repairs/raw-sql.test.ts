/** Repairs of SQL text: what is offered, that the rule is silent after it, and why nothing is offered for a near miss. */
import { describe, expect, it } from 'vitest';
import { lint, type RuleName } from './typeorm-repairs.js';

interface Case {
  readonly name: string;
  readonly rule: RuleName;
  readonly code: string;
  /** the lines that the first offer has and the code hasn't */
  readonly offers: readonly string[];
}

interface Refused extends Omit<Case, 'offers'> {
  readonly because: string;
}

const pg = (body: string): string => `import { Pool } from 'pg';\nconst pool = new Pool();\nexport const f = async (id: string, by: number) => {\n${body}\n};\n`;
const postgres = (body: string): string => `import postgres from 'postgres';\nconst sql = postgres('x');\nexport const f = async (id: string, by: number) => {\n${body}\n};\n`;
const mysql = (body: string): string => `import mysql from 'mysql2/promise';\nconst pool = mysql.createPool({});\nexport const f = async (id: string, by: number) => {\n${body}\n};\n`;

const cases: readonly Case[] = [
  {
    name: 'upsert', rule: 'no-check-then-create',
    code: pg(`  const { rows } = await pool.query('SELECT 1 FROM prefs WHERE id = $1', [id]);
  if (rows.length > 0) await pool.query('UPDATE prefs SET theme = $2 WHERE id = $1', [id, by]);
  else await pool.query('INSERT INTO prefs (id, theme) VALUES ($1, $2)', [id, by]);`),
    offers: ['  await pool.query(\'INSERT INTO prefs (id, theme) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET theme = EXCLUDED.theme\', [id, by]);'],
  },
  {
    name: 'upsert in MySQL', rule: 'no-check-then-create',
    code: mysql(`  const [rows] = await pool.query('SELECT id FROM prefs WHERE id = ?', [id]);
  if (rows.length === 0) {
    await pool.query('INSERT INTO prefs (id, theme) VALUES (?, ?)', [id, by]);
  } else {
    await pool.query('UPDATE prefs SET theme = ? WHERE id = ?', [by, id]);
  }`),
    offers: ['  await pool.query(\'INSERT INTO prefs (id, theme) VALUES (?, ?) ON DUPLICATE KEY UPDATE theme = VALUES(theme)\', [id, by]);'],
  },
  {
    name: 'insert-ignore', rule: 'no-check-then-create',
    code: postgres(`  const [tag] = await sql\`SELECT id FROM tags WHERE slug = \${id}\`;
  if (!tag) await sql\`INSERT INTO tags (slug) VALUES (\${id})\`;`),
    offers: ['  if (!tag) await sql`INSERT INTO tags (slug) VALUES (${id}) ON CONFLICT (slug) DO NOTHING`;'],
  },
  {
    name: 'catch-violation', rule: 'no-check-then-create',
    code: pg(`  const { rowCount } = await pool.query('SELECT 1 FROM users WHERE email = $1', [id]);
  if (rowCount) throw new Error('taken');
  await pool.query('INSERT INTO users (email) VALUES ($1)', [id]);`),
    offers: [
      '  try {', '    await pool.query(\'INSERT INTO users (email) VALUES ($1)\', [id]);', '  } catch (error) {',
      '    if (!(error instanceof Error && \'code\' in error && [\'23505\', \'ER_DUP_ENTRY\', \'SQLITE_CONSTRAINT\', \'SQLITE_CONSTRAINT_UNIQUE\'].includes(String(error.code)))) throw error;', '    throw new Error(\'taken\');', '  }',
    ],
  },
  {
    name: 'increment by number', rule: 'no-read-modify-write',
    code: pg(`  const { rows: [item] } = await pool.query('SELECT qty FROM stock WHERE sku = $1', [id]);
  await pool.query('UPDATE stock SET qty = $2, moved = true WHERE sku = $1', [id, item.qty - by]);`),
    offers: ['  await pool.query(\'UPDATE stock SET qty = qty - $2, moved = true WHERE sku = $1\', [id, by]);'],
  },
  {
    name: 'increment by place', rule: 'no-read-modify-write',
    code: mysql(`  const [rows] = await pool.query('SELECT qty FROM stock WHERE sku = ?', [id]);
  await pool.query('UPDATE stock SET moved = ?, qty = ? WHERE sku = ?', [true, rows[0].qty + by, id]);`),
    offers: ['  await pool.query(\'UPDATE stock SET moved = ?, qty = qty + ? WHERE sku = ?\', [true, by, id]);'],
  },
  {
    name: 'increment in a template', rule: 'no-read-modify-write',
    code: postgres(`  const [item] = await sql\`SELECT qty FROM stock WHERE sku = \${id}\`;
  await sql\`UPDATE stock SET qty = \${item.qty + 1} WHERE sku = \${id}\`;`),
    offers: ['  await sql`UPDATE stock SET qty = qty + ${1} WHERE sku = ${id}`;'],
  },
  {
    name: 'conditional write with a literal', rule: 'no-check-then-update',
    code: pg(`  const { rows: [job] } = await pool.query('SELECT * FROM jobs WHERE id = $1', [id]);
  if (!job || job.state !== 'idle') throw new Error('busy');
  await pool.query("UPDATE jobs SET state = 'run', tries = 0 WHERE id = $1", [id]);`),
    offers: ['  const updated = await pool.query("UPDATE jobs SET state = \'run\', tries = 0 WHERE id = $1 AND state = \'idle\'", [id]);', '  if (updated.rowCount === 0) throw new Error(\'busy\');'],
  },
  {
    name: 'conditional write with a value', rule: 'no-check-then-update',
    code: pg(`  const result = await pool.query('SELECT * FROM jobs WHERE id = $1', [id]);
  if (result.rows.length === 0 || result.rows[0].state === by) return;
  await pool.query('UPDATE jobs SET state = $2, at = now() WHERE id = $1', [id, 'run']);`),
    offers: ['  const updated = await pool.query(\'UPDATE jobs SET state = $2, at = now() WHERE id = $1 AND state IS DISTINCT FROM $3\', [id, \'run\', by]);', '  if (updated.rowCount === 0) return;'],
  },
  {
    name: 'conditional write in a template', rule: 'no-check-then-update',
    code: postgres(`  const [job] = await sql\`SELECT * FROM jobs WHERE id = \${id}\`;
  if (job.left < by) throw new Error('none left');
  await sql\`
    UPDATE jobs SET left = left - \${by}
    WHERE id = \${id}
  \`;`.replaceAll('left', 'remaining')),
    offers: ['  const updated = await sql`', '    WHERE id = ${id} AND remaining >= ${by}', '  if (updated.count === 0) throw new Error(\'none remaining\');'],
  },
  {
    name: 'conditional write in MySQL', rule: 'no-check-then-update',
    code: mysql(`  const [[job]] = await pool.query('SELECT * FROM jobs WHERE id = ?', [id]);
  if (job.state !== 'idle') throw new Error('busy');
  await pool.query('UPDATE jobs SET state = ?, tries = 0 WHERE id = ?', ['run', id]);`),
    offers: ['  const [updated] = await pool.query(\'UPDATE jobs SET state = ?, tries = 0 WHERE id = ? AND state = \\\'idle\\\'\', [\'run\', id]);', '  if (\'affectedRows\' in updated && updated.affectedRows === 0) throw new Error(\'busy\');'],
  },
  {
    name: 'lock', rule: 'no-read-modify-write',
    code: pg(`  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows: [page] } = await client.query('SELECT tags FROM pages WHERE id = $1', [id]);
  await client.query('UPDATE pages SET tags = $2 WHERE id = $1', [id, [...page.tags, by]]);
  await client.query('COMMIT');`),
    offers: ['  const { rows: [page] } = await client.query(\'SELECT tags FROM pages WHERE id = $1 FOR UPDATE\', [id]);'],
  },
  {
    name: 'lock of one table of a join', rule: 'no-read-modify-write',
    code: postgres(`  await sql.begin(async (tx) => {
    const [page] = await tx\`SELECT p.tags FROM pages p LEFT JOIN authors a ON a.id = p.author WHERE p.id = \${id}\`;
    await tx\`UPDATE pages SET tags = \${[...page.tags, by]} WHERE id = \${id}\`;
  });`),
    offers: ['    const [page] = await tx`SELECT p.tags FROM pages p LEFT JOIN authors a ON a.id = p.author WHERE p.id = ${id} FOR UPDATE OF p`;'],
  },
];

describe('offered', () => {
  it.each(cases)('$name', ({ rule, code, offers }) => {
    const [output = ''] = lint(rule, code).flatMap((finding) => finding.offers);
    expect(output.split('\n').filter((line) => !code.split('\n').includes(line))).toEqual(offers);
    expect(lint(rule, output)).toEqual([]);
  });
});

const refused: readonly Refused[] = [
  {
    name: 'an increment alone would keep the overdraft', rule: 'no-read-modify-write',
    code: pg(`  const { rows: [wallet] } = await pool.query('SELECT balance FROM wallets WHERE id = $1', [id]);
  if (wallet.balance < by) throw new Error('poor');
  await pool.query('UPDATE wallets SET balance = $2 WHERE id = $1', [id, wallet.balance - by]);`),
    because: 'would keep that race',
  },
  {
    name: 'a placeholder that is used twice', rule: 'no-read-modify-write',
    code: pg(`  const { rows: [item] } = await pool.query('SELECT qty FROM stock WHERE sku = $1', [id]);
  await pool.query('UPDATE stock SET qty = $2, last = $2 WHERE sku = $1', [id, item.qty - by]);`),
    because: 'by hand',
  },
  {
    name: 'a statement with a comment', rule: 'no-read-modify-write',
    code: pg(`  const { rows: [item] } = await pool.query('SELECT qty FROM stock WHERE sku = $1', [id]);
  await pool.query(\`UPDATE stock SET qty = $2 -- moved
    WHERE sku = $1\`, [id, item.qty - by]);`),
    because: 'change it by hand',
  },
  {
    name: 'text that is kept elsewhere', rule: 'no-check-then-update',
    code: pg(`  const text = "UPDATE jobs SET state = 'run', tries = 0 WHERE id = $1";
  const { rows: [job] } = await pool.query('SELECT * FROM jobs WHERE id = $1', [id]);
  if (job.state !== 'idle') throw new Error('busy');
  await pool.query(text, [id]);`),
    because: 'change it by hand',
  },
  {
    name: 'RETURNING behind the WHERE', rule: 'no-check-then-update',
    code: pg(`  const { rows: [job] } = await pool.query('SELECT * FROM jobs WHERE id = $1', [id]);
  if (job.state !== 'idle') throw new Error('busy');
  await pool.query("UPDATE jobs SET state = 'run', tries = 0 WHERE id = $1 RETURNING id", [id]);`),
    because: 'change it by hand',
  },
  {
    name: 'a violation inside a transaction aborts it', rule: 'no-check-then-create',
    code: postgres(`  await sql.begin(async (tx) => {
    const [tag] = await tx\`SELECT id FROM tags WHERE slug = \${id}\`;
    if (tag) throw new Error('taken');
    await tx\`INSERT INTO tags (slug) VALUES (\${id})\`;
  });`),
    because: 'aborts it on a unique violation',
  },
  {
    name: 'another value in the other branch', rule: 'no-check-then-create',
    code: pg(`  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT 1 FROM prefs WHERE id = $1', [id]);
  if (rows.length > 0) await client.query('UPDATE prefs SET theme = $2 WHERE id = $1', [id, by + 1]);
  else await client.query('INSERT INTO prefs (id, theme) VALUES ($1, $2)', [id, by]);
  await client.query('COMMIT');`),
    because: 'write one upsert by hand',
  },
];

describe('refused', () => {
  it.each(refused)('$name', ({ rule, code, because }) => {
    const [finding] = lint(rule, code);
    expect(finding?.offers).toEqual([]);
    expect(finding?.message).toContain(because);
  });
});
