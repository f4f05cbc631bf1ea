import { entity, fields, indent, object } from '../text.mjs';

const strength = { update: 'lock: t.LOCK.UPDATE', share: 'lock: t.LOCK.SHARE', skip: 'lock: t.LOCK.UPDATE, skipLocked: true' };
const strengthOutside = { update: 'lock: true', share: "lock: 'SHARE'", skip: 'lock: true, skipLocked: true' };
/** The options of a call: its own, and the transaction. */
const options = (h, ...own) => {
  const all = [...own.filter(Boolean), ...(h === 't' ? ['transaction: t'] : [])];
  return all.length > 0 ? `{ ${all.join(', ')} }` : undefined;
};
const args = (...all) => all.filter((one) => one !== undefined).join(', ');

export default {
  id: 'sequelize',
  databases: ['postgresql', 'mysql'],
  lacks: {},
  preamble: [
    "import { ForeignKeyConstraintError, Model, Sequelize, Transaction, UniqueConstraintError } from 'sequelize';",
    '',
    'const sequelize = new Sequelize(process.env.DATABASE_URL);',
    ...['Claim', 'Log', 'Member', 'Order', 'Tag', 'Team', 'User', 'Wallet'].map((name) => `class ${name} extends Model {}`),
  ].join('\n'),
  db: '',
  tx: 't',
  transaction: (body, isolation) => `await sequelize.transaction(${isolation ? `{ isolationLevel: Transaction.ISOLATION_LEVELS.${isolation.toUpperCase().replace(' ', '_')} }, ` : ''}async (t) => {\n${indent(body)}\n});`,
  find: (h, { table, as, where, lock }) => `const ${as} = await ${entity(table)}.findOne(${options(h, `where: ${object(where)}`, lock && (h === 't' ? strength : strengthOutside)[lock])});`,
  update: (h, { table, where, set, as }) => `${as ? `const [${as}] = ` : ''}await ${entity(table)}.update(${object(set)}, ${options(h, `where: ${object(where)}`)});`,
  none: (as) => `${as} === 0`,
  increment: (h, { table, where, column, by }) => `await ${entity(table)}.increment('${column}', ${options(h, `by: ${by}`, `where: ${object(where)}`)});`,
  insert: (h, { table, values }) => `${entity(table)}.create(${args(object(values), options(h))})`,
  count: (h, { table, where, as }) => `const ${as} = await ${entity(table)}.count(${options(h, `where: ${object(where)}`)});`,
  isUnique: (error) => `${error} instanceof UniqueConstraintError`,
  isForeign: (error) => `${error} instanceof ForeignKeyConstraintError`,
  message: (error) => `${error}.message.includes('duplicate key')`,
  advisory: (h, { key, call, as }) => `${as ? `const [[${as}]] = ` : ''}await sequelize.query(${args(`'SELECT ${call}(hashtext(:key)) AS locked'`, options(h, `replacements: { ${fields({ key })} }`))});`,
};
