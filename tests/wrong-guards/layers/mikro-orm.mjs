import { entity, indent, object } from '../text.mjs';

const strength = { update: 'LockMode.PESSIMISTIC_WRITE', share: 'LockMode.PESSIMISTIC_READ', skip: 'LockMode.PESSIMISTIC_PARTIAL_WRITE' };

export default {
  id: 'mikro-orm',
  databases: ['postgresql', 'mysql'],
  lacks: {},
  preamble:
    "import { ForeignKeyConstraintViolationException, IsolationLevel, LockMode, raw, UniqueConstraintViolationException, type EntityManager } from '@mikro-orm/postgresql';\nimport { Claim, Ledger, Log, Member, Order, Tag, Team, User, Wallet } from './entities';\n\ndeclare const em: EntityManager;",
  db: 'em',
  tx: 'tx',
  transaction: (body, isolation) => `await em.transactional(async (tx) => {\n${indent(body)}\n}${isolation ? `, { isolationLevel: IsolationLevel.${isolation.toUpperCase().replace(' ', '_')} }` : ''});`,
  find: (h, { table, as, where, lock }) => `const ${as} = await ${h}.findOne(${entity(table)}, ${object(where)}${lock ? `, { lockMode: ${strength[lock]} }` : ''});`,
  update: (h, { table, where, set, as }) => `${as ? `const ${as} = ` : ''}await ${h}.nativeUpdate(${entity(table)}, ${object(where)}, ${object(set)});`,
  none: (as) => `${as} === 0`,
  increment: (h, { table, where, column, by }) => `await ${h}.nativeUpdate(${entity(table)}, ${object(where)}, { ${column}: raw('${column} + ?', [${by}]) });`,
  insert: (h, { table, values }) => `${h}.insert(${entity(table)}, ${object(values)})`,
  count: (h, { table, where, as }) => `const ${as} = await ${h}.count(${entity(table)}, ${object(where)});`,
  isUnique: (error) => `${error} instanceof UniqueConstraintViolationException`,
  isForeign: (error) => `${error} instanceof ForeignKeyConstraintViolationException`,
  message: (error) => `${error}.message.includes('duplicate key')`,
  advisory: (h, { key, call, as }) => `${as ? `const [${as}] = ` : ''}await ${h}.execute('select ${call}(hashtext(?)) as locked', [${key}]);`,
};
