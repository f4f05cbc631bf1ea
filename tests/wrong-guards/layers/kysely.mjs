import { indent, object } from '../text.mjs';

const strength = { update: '.forUpdate()', share: '.forShare()', skip: '.forUpdate().skipLocked()' };
const where = (entries) => Object.entries(entries).map(([name, value]) => `.where('${name}', '=', ${value})`).join('');

export default {
  id: 'kysely',
  databases: ['postgresql', 'mysql'],
  lacks: {},
  preamble: "import { sql, type Kysely } from 'kysely';\nimport type { Database } from './database';\n\ndeclare const db: Kysely<Database>;",
  db: 'db',
  tx: 'trx',
  transaction: (body, isolation) => `await db.transaction()${isolation ? `.setIsolationLevel('${isolation}')` : ''}.execute(async (trx) => {\n${indent(body)}\n});`,
  find: (h, one) => `const ${one.as} = await ${h}.selectFrom('${one.table}').selectAll()${where(one.where)}${one.lock ? strength[one.lock] : ''}.executeTakeFirst();`,
  update: (h, one) => `${one.as ? `const ${one.as} = ` : ''}await ${h}.updateTable('${one.table}').set(${object(one.set)})${where(one.where)}.executeTakeFirst();`,
  none: (as) => `${as}.numUpdatedRows === 0n`,
  nothing: (as) => `${as}.numUpdatedRows === 0`,
  increment: (h, one) => `await ${h}.updateTable('${one.table}').set((eb) => ({ ${one.column}: eb('${one.column}', '+', ${one.by}) }))${where(one.where)}.execute();`,
  insert: (h, { table, values }) => `${h}.insertInto('${table}').values(${object(values)}).execute()`,
  count: (h, one) => `const { ${one.as} } = await ${h}.selectFrom('${one.table}').select((eb) => eb.fn.countAll().as('${one.as}'))${where(one.where)}.executeTakeFirstOrThrow();`,
  isUnique: (error) => `${error}.code === '23505'`,
  isForeign: (error) => `${error}.code === '23503'`,
  message: (error) => `${error}.message.includes('duplicate key')`,
  advisory: (h, { key, call, as }) => `${as ? `const { rows: [${as}] } = ` : ''}await sql\`select ${call}(hashtext(\${${key}})) as locked\`.execute(${h});`,
};
