import { indent, object } from '../text.mjs';

const strength = { update: ".for('update')", share: ".for('share')", skip: ".for('update', { skipLocked: true })" };
const where = (table, entries) => {
  const terms = Object.entries(entries).map(([name, value]) => `eq(${table}.${name}, ${value})`);
  return `.where(${terms.length === 1 ? terms[0] : `and(${terms.join(', ')})`})`;
};

export default {
  id: 'drizzle',
  databases: ['postgresql', 'mysql'],
  lacks: {},
  preamble: "import { DrizzleQueryError, and, count, eq, sql } from 'drizzle-orm';\nimport { db } from './db';\nimport { claims, ledgers, logs, members, orders, tags, teams, users, wallets } from './schema';",
  db: 'db',
  tx: 'tx',
  transaction: (body, isolation) => `await db.transaction(async (tx) => {\n${indent(body)}\n}${isolation ? `, { isolationLevel: '${isolation}' }` : ''});`,
  find: (h, one) => `const [${one.as}] = await ${h}.select().from(${one.table})${where(one.table, one.where)}${one.lock ? strength[one.lock] : ''};`,
  update: (h, one) => `${one.as ? `const ${one.as} = ` : ''}await ${h}.update(${one.table}).set(${object(one.set)})${where(one.table, one.where)}${one.as ? '.returning()' : ''};`,
  none: (as) => `${as}.length === 0`,
  nothing: (as) => `!${as}`,
  increment: (h, one) => `await ${h}.update(${one.table}).set({ ${one.column}: sql\`\${${one.table}.${one.column}} + \${${one.by}}\` })${where(one.table, one.where)};`,
  insert: (h, { table, values }) => `${h}.insert(${table}).values(${object(values)})`,
  count: (h, one) => `const [{ ${one.as} }] = await ${h}.select({ ${one.as}: count() }).from(${one.table})${where(one.table, one.where)};`,
  isUnique: (error) => `${error} instanceof DrizzleQueryError && ${error}.cause.code === '23505'`,
  isForeign: (error) => `${error} instanceof DrizzleQueryError && ${error}.cause.code === '23503'`,
  message: (error) => `${error}.message.includes('duplicate key')`,
  advisory: (h, { key, call, as }) => `${as ? `const { rows: [${as}] } = ` : ''}await ${h}.execute(sql\`SELECT ${call}(hashtext(\${${key}})) AS locked\`);`,
};
