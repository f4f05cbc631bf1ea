import { indent, lines, snake, Sql } from '../text.mjs';

// MariaDB knows no FOR SHARE
const strength = { update: ' FOR UPDATE', share: ' LOCK IN SHARE MODE', skip: ' FOR UPDATE SKIP LOCKED' };
const call = (h, build) => {
  const sql = new Sql('?');
  const text = build(sql);
  return `${h}.execute(${sql.sent(text)})`;
};

export default {
  id: 'mysql2',
  databases: ['mysql'],
  lacks: {},
  preamble: "import mysql from 'mysql2/promise';\n\nconst pool = mysql.createPool({ uri: process.env.DATABASE_URL });",
  db: 'pool',
  tx: 'connection',
  transaction: (body, isolation) =>
    lines(
      'const connection = await pool.getConnection();',
      'try {',
      indent(lines(isolation && `await connection.query('SET TRANSACTION ISOLATION LEVEL ${isolation.toUpperCase()}');`, 'await connection.beginTransaction();', body, 'await connection.commit();')),
      '} catch (error) {', '  await connection.rollback();', '  throw error;', '} finally {', '  connection.release();', '}',
    ),
  find: (h, one) => `const [[${one.as}]] = await ${call(h, (sql) => `SELECT * FROM ${one.table}${sql.where(one.where)}${one.lock ? strength[one.lock] : ''}`)};`,
  update: (h, one) => `${one.as ? `const [${one.as}] = ` : ''}await ${call(h, (sql) => `UPDATE ${one.table} SET ${sql.pairs(one.set, ', ')}${sql.where(one.where)}`)};`,
  none: (as) => `${as}.affectedRows === 0`,
  nothing: (as) => `!${as}`,
  increment: (h, one) => `await ${call(h, (sql) => `UPDATE ${one.table} SET ${one.column} = ${one.column} + ${sql.value(one.by)}${sql.where(one.where)}`)};`,
  insert: (h, { table, values }) => call(h, (sql) => `INSERT INTO ${table} (${Object.keys(values).map(snake).join(', ')}) VALUES (${Object.values(values).map((value) => sql.value(value)).join(', ')})`),
  count: (h, one) => `const [[{ ${one.as} }]] = await ${call(h, (sql) => `SELECT COUNT(*) AS ${one.as} FROM ${one.table}${sql.where(one.where)}`)};`,
  isUnique: (error) => `${error}.code === 'ER_DUP_ENTRY'`,
  isForeign: (error) => `${error}.code === 'ER_NO_REFERENCED_ROW_2'`,
  message: (error) => `${error}.message.includes('Duplicate entry')`,
  advisory: (h, { key, as }) => `${as ? `const [[${as}]] = ` : ''}await ${h}.query('SELECT GET_LOCK(?, 10) AS locked', [${key}]);`,
};
