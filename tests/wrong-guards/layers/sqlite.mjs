import { snake, Sql } from '../text.mjs';

const call = (h, method, build) => {
  const sql = new Sql('?');
  const text = build(sql);
  return `${h}.${method}(${sql.sent(text)})`;
};

export default {
  id: 'sqlite',
  databases: ['sqlite'],
  lacks: { transaction: 'SQLite has one writer: what a transaction has read is still so when it writes, or it fails', lock: 'SQLite has no row locks', advisory: 'SQLite has no advisory locks', foreign: 'the driver gives the same code for all constraints' },
  preamble: "import { open } from 'sqlite';\nimport sqlite3 from 'sqlite3';\n\nconst db = await open({ filename: 'app.db', driver: sqlite3.Database });",
  db: 'db',
  find: (h, one) => `const ${one.as} = await ${call(h, 'get', (sql) => `SELECT * FROM ${one.table}${sql.where(one.where)}`)};`,
  update: (h, one) => `${one.as ? `const ${one.as} = ` : ''}await ${call(h, 'run', (sql) => `UPDATE ${one.table} SET ${sql.pairs(one.set, ', ')}${sql.where(one.where)}`)};`,
  none: (as) => `${as}.changes === 0`,
  nothing: (as) => `!${as}`,
  increment: (h, one) => `await ${call(h, 'run', (sql) => `UPDATE ${one.table} SET ${one.column} = ${one.column} + ${sql.value(one.by)}${sql.where(one.where)}`)};`,
  insert: (h, { table, values }) => call(h, 'run', (sql) => `INSERT INTO ${table} (${Object.keys(values).map(snake).join(', ')}) VALUES (${Object.values(values).map((value) => sql.value(value)).join(', ')})`),
  count: (h, one) => `const { ${one.as} } = await ${call(h, 'get', (sql) => `SELECT count(*) AS ${one.as} FROM ${one.table}${sql.where(one.where)}`)};`,
  isUnique: (error) => `${error}.code === 'SQLITE_CONSTRAINT' && ${error}.message.includes('UNIQUE constraint failed')`,
  message: (error) => `${error}.message.includes('UNIQUE constraint failed')`,
  isForeign: (error) => `${error}.code === 'SQLITE_CONSTRAINT' && ${error}.message.includes('FOREIGN KEY constraint failed')`,
};
