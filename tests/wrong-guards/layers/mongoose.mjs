import { entity, indent, object } from '../text.mjs';

const id = ({ id: value, ...rest }) => (value === undefined ? rest : { _id: value, ...rest });
const session = (h) => (h === 'session' ? ', { session }' : '');

export default {
  id: 'mongoose',
  databases: ['mongodb'],
  lacks: { lock: 'MongoDB has no row locks', advisory: 'MongoDB has no advisory locks', isolation: 'MongoDB has no isolation levels', sameRow: 'MongoDB fails the second of two transactions that write one document' },
  preamble: "import mongoose from 'mongoose';\nimport { Claim, Ledger, Log, Member, Order, Tag, Team, User, Wallet } from './models';",
  db: '',
  tx: 'session',
  transaction: (body) => `await mongoose.connection.transaction(async (session) => {\n${indent(body)}\n});`,
  find: (h, { table, as, where }) => `const ${as} = await ${entity(table)}.findOne(${object(id(where))})${h === 'session' ? '.session(session)' : ''}.lean();`,
  update: (h, { table, where, set, as }) => `${as ? `const ${as} = ` : ''}await ${entity(table)}.updateOne(${object(id(where))}, { $set: ${object(set)} }${session(h)});`,
  none: (as) => `${as}.matchedCount === 0`,
  nothing: (as) => `!${as}`,
  increment: (h, { table, where, column, by }) => `await ${entity(table)}.updateOne(${object(id(where))}, { $inc: { ${column}: ${by} } }${session(h)});`,
  insert: (h, { table, values }) => (h === 'session' ? `${entity(table)}.create([${object(values)}], { session })` : `${entity(table)}.create(${object(values)})`),
  count: (h, { table, where, as }) => `const ${as} = await ${entity(table)}.countDocuments(${object(id(where))})${h === 'session' ? '.session(session)' : ''};`,
  isUnique: (error) => `${error}.code === 11000`,
  isForeign: (error) => `${error}.code === 121`,
  message: (error) => `${error}.message.includes('E11000')`,
};
