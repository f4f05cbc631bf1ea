/** Kysely 0.27 to 0.29 as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { migrationSchema } from '../../resolve/migrations/source.js';
import { replaceClient } from '../../resolve/replace-client.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';
import { tableNamed } from './sql-tag.js';
import { standIns } from './stand-ins.js';
import { extentOf } from './transactions.js';

export const dialect: Dialect = {
  id: 'kysely',
  name: 'Kysely',
  signals: {
    modules: ['kysely'],
    verbs,
    writing: /\b(?:insertInto|replaceInto|updateTable|deleteFrom|mergeInto|with|transaction|startTransaction)\b|\bsql\b|^(?![\s\S]*\bselectFrom\b)/,
    hints: ['insertInto(', 'updateTable(', 'deleteFrom(', 'replaceInto(', 'executeTakeFirst'],
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  propagatedBy: ['@nestjs-cls/transactional'],
  throughHandle: replaceClient,
  functionExtent: () => undefined,
  effect: () => undefined,
  conflicts,
  schema: migrationSchema(tableNamed),
  uniqueViolation,
  print,
};
