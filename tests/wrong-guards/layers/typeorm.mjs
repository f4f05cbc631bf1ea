import { entity, indent, object } from '../text.mjs';

const strength = { update: "{ mode: 'pessimistic_write' }", share: "{ mode: 'pessimistic_read' }", skip: "{ mode: 'pessimistic_write', onLocked: 'skip_locked' }" };

export default {
  id: 'typeorm',
  databases: ['postgresql', 'mysql'],
  lacks: {},
  preamble: "import { DataSource, QueryFailedError } from 'typeorm';\nimport { Claim, Ledger, Log, Member, Order, Tag, Team, User, Wallet } from './entities';\n\ndeclare const dataSource: DataSource;",
  db: 'dataSource.manager',
  tx: 'manager',
  transaction: (body, isolation) => `await dataSource.transaction(${isolation ? `'${isolation.toUpperCase()}', ` : ''}async (manager) => {\n${indent(body)}\n});`,
  find: (h, { table, as, where, lock }) =>
    lock ? `const ${as} = await ${h}.findOne(${entity(table)}, { where: ${object(where)}, lock: ${strength[lock]} });` : `const ${as} = await ${h}.findOneBy(${entity(table)}, ${object(where)});`,
  update: (h, { table, where, set, as }) => `${as ? `const ${as} = ` : ''}await ${h}.update(${entity(table)}, ${object(where)}, ${object(set)});`,
  none: (as) => `${as}.affected === 0`,
  nothing: (as) => `!${as}`,
  increment: (h, { table, where, column, by }) => `await ${h}.increment(${entity(table)}, ${object(where)}, '${column}', ${by});`,
  insert: (h, { table, values }) => `${h}.insert(${entity(table)}, ${object(values)})`,
  count: (h, { table, where, as }) => `const ${as} = await ${h}.countBy(${entity(table)}, ${object(where)});`,
  isUnique: (error) => `${error} instanceof QueryFailedError && ${error}.driverError.code === '23505'`,
  isForeign: (error) => `${error} instanceof QueryFailedError && ${error}.driverError.code === '23503'`,
  message: (error) => `${error}.message.includes('duplicate key')`,
  advisory: (h, { key, call, as }) => `${as ? `const [${as}] = ` : ''}await ${h}.query('SELECT ${call}(hashtext($1)) AS locked', [${key}]);`,
};
