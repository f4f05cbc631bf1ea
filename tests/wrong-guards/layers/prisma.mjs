import { entity, indent, object, singular } from '../text.mjs';

const level = { 'read committed': 'ReadCommitted', 'repeatable read': 'RepeatableRead', serializable: 'Serializable' };
const strength = { update: 'FOR UPDATE', share: 'FOR SHARE', skip: 'FOR UPDATE SKIP LOCKED' };

export default {
  id: 'prisma',
  databases: ['postgresql', 'mysql'],
  lacks: {},
  preamble: "import { Prisma, PrismaClient } from '@prisma/client';\n\nconst prisma = new PrismaClient();",
  db: 'prisma',
  tx: 'tx',
  transaction: (body, isolation) => `await prisma.$transaction(async (tx) => {\n${indent(body)}\n}${isolation ? `, { isolationLevel: '${level[isolation]}' }` : ''});`,
  find: (h, { table, as, where, lock }) =>
    lock
      ? `const [${as}] = await ${h}.$queryRaw\`SELECT * FROM "${entity(table)}" WHERE ${Object.entries(where).map(([name, value]) => `"${name}" = ${value.startsWith("'") ? value : `\${${value}}`}`).join(' AND ')} ${strength[lock]}\`;`
      : `const ${as} = await ${h}.${singular(table)}.findFirst({ where: ${object(where)} });`,
  update: (h, { table, where, set, as }) => `${as ? `const ${as} = ` : ''}await ${h}.${singular(table)}.updateMany({ where: ${object(where)}, data: ${object(set)} });`,
  none: (as) => `${as}.count === 0`,
  nothing: (as) => `!${as}`,
  increment: (h, { table, where, column, by }) => `await ${h}.${singular(table)}.update({ where: ${object(where)}, data: { ${column}: { increment: ${by} } } });`,
  insert: (h, { table, values }) => `${h}.${singular(table)}.create({ data: ${object(values)} })`,
  count: (h, { table, where, as }) => `const ${as} = await ${h}.${singular(table)}.count({ where: ${object(where)} });`,
  isUnique: (error) => `${error} instanceof Prisma.PrismaClientKnownRequestError && ${error}.code === 'P2002'`,
  isForeign: (error) => `${error} instanceof Prisma.PrismaClientKnownRequestError && ${error}.code === 'P2003'`,
  message: (error) => `${error}.message.includes('Unique constraint failed')`,
  advisory: (h, { key, call, as }) => (as ? `const [${as}] = await ${h}.$queryRaw\`SELECT ${call}(hashtext(\${${key}})) AS locked\`;` : `await ${h}.$executeRaw\`SELECT ${call}(hashtext(\${${key}}))\`;`),
};
