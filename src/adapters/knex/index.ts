/** Knex 3 as a dialect, with Objection 3 on top of it. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { migrationSchema } from '../../resolve/migrations/source.js';
import { replaceClient } from '../../resolve/replace-client.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';
import { standIns } from './stand-ins.js';
import { tableNamed } from './tables.js';
import { extentOf } from './transactions.js';

export const dialect: Dialect = {
  id: 'knex',
  name: 'Knex',
  signals: {
    modules: ['knex', 'objection', 'bookshelf'],
    verbs,
    writing: /\.\s*(?:insert\w*|update\w*|patch\w*|del|delete\w*|upsert\w*|truncate|increment|decrement|merge|raw|transaction|batchInsert|commit|relate|unrelate)\b/,
    hints: ['Knex', '.transacting(', '.query()', '.$query(', '.query(trx'],
    // `db('users').where(…)`, `trx(TableName.Users)\n  .insert(…)`
    forms: [/\(\s*(?:['"`][\w. ]+['"`]|[A-Za-z_$][\w$.]*)\s*\)\s*\.\s*(?:where|insert|select|leftJoin|innerJoin|returning|forUpdate|transacting|orderBy)\w*\s*\(/],
    awaits: true,
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  propagatedBy: ['@nestjs-cls/transactional', 'knex-transactional'],
  throughHandle: replaceClient,
  functionExtent: () => undefined,
  effect: () => undefined,
  conflicts,
  schema: migrationSchema(tableNamed),
  uniqueViolation,
  print,
};
