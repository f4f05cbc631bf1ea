import { indent, lines, snake, Sql } from '../text.mjs';

const strength = { update: ' FOR UPDATE', share: ' FOR SHARE', skip: ' FOR UPDATE SKIP LOCKED' };
const call = (h, build) => {
  const sql = new Sql('$');
  const text = build(sql);
  return `${h}.query(${sql.sent(text)})`;
};

export default {
  id: 'pg',
  databases: ['postgresql'],
  lacks: {},
  preamble: "import { Pool } from 'pg';\n\nconst pool = new Pool();",
  db: 'pool',
  tx: 'client',
  transaction: (body, isolation) =>
    lines('const client = await pool.connect();', 'try {', indent(lines(`await client.query('BEGIN${isolation ? ` ISOLATION LEVEL ${isolation.toUpperCase()}` : ''}');`, body, "await client.query('COMMIT');")), '} catch (error) {', "  await client.query('ROLLBACK');", '  throw error;', '} finally {', '  client.release();', '}'),
  find: (h, one) => `const { rows: [${one.as}] } = await ${call(h, (sql) => `SELECT * FROM ${one.table}${sql.where(one.where)}${one.lock ? strength[one.lock] : ''}`)};`,
  update: (h, one) => `${one.as ? `const ${one.as} = ` : ''}await ${call(h, (sql) => `UPDATE ${one.table} SET ${sql.pairs(one.set, ', ')}${sql.where(one.where)}`)};`,
  none: (as) => `${as}.rowCount === 0`,
  nothing: (as) => `!${as}`,
  increment: (h, one) => `await ${call(h, (sql) => `UPDATE ${one.table} SET ${one.column} = ${one.column} + ${sql.value(one.by)}${sql.where(one.where)}`)};`,
  insert: (h, { table, values }) => call(h, (sql) => `INSERT INTO ${table} (${Object.keys(values).map(snake).join(', ')}) VALUES (${Object.values(values).map((value) => sql.value(value)).join(', ')})`),
  count: (h, one) => `const { rows: [{ count: ${one.as} }] } = await ${call(h, (sql) => `SELECT count(*) FROM ${one.table}${sql.where(one.where)}`)};`,
  isUnique: (error) => `${error}.code === '23505'`,
  isForeign: (error) => `${error}.code === '23503'`,
  message: (error) => `${error}.message.includes('duplicate key')`,
  advisory: (h, { key, call: name, as }) => `${as ? `const { rows: [${as}] } = ` : ''}await ${h}.query('SELECT ${name}(hashtext($1)) AS locked', [${key}]);`,
};
