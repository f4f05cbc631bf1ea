import { indent, object } from '../text.mjs';

const strength = { update: '.forUpdate()', share: '.forShare()', skip: '.forUpdate().skipLocked()' };

export default {
  id: 'knex',
  databases: ['postgresql', 'mysql'],
  lacks: {},
  preamble: "import knex from 'knex';\n\nconst db = knex({ client: 'pg' });",
  db: 'db',
  tx: 'trx',
  transaction: (body, isolation) => `await db.transaction(async (trx) => {\n${indent(body)}\n}${isolation ? `, { isolationLevel: '${isolation}' }` : ''});`,
  find: (h, { table, as, where, lock }) => `const ${as} = await ${h}('${table}').where(${object(where)})${lock ? strength[lock] : ''}.first();`,
  update: (h, { table, where, set, as }) => `${as ? `const ${as} = ` : ''}await ${h}('${table}').where(${object(where)}).update(${object(set)});`,
  none: (as) => `${as} === 0`,
  increment: (h, { table, where, column, by }) => `await ${h}('${table}').where(${object(where)}).increment('${column}', ${by});`,
  insert: (h, { table, values }) => `${h}('${table}').insert(${object(values)})`,
  count: (h, { table, where, as }) => `const [{ ${as} }] = await ${h}('${table}').where(${object(where)}).count('* as ${as}');`,
  isUnique: (error) => `${error}.code === '23505'`,
  isForeign: (error) => `${error}.code === '23503'`,
  message: (error) => `${error}.message.includes('duplicate key')`,
  advisory: (h, { key, call, as }) => `${as ? `const { rows: [${as}] } = ` : ''}await ${h}.raw('select ${call}(hashtext(?)) as locked', [${key}]);`,
};
