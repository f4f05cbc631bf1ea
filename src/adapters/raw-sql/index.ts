/** SQL through drivers as a dialect: pg, postgres.js, mysql2, better-sqlite3 and their like. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { migrationSchema } from '../../resolve/migrations/source.js';
import { replaceClient } from '../../resolve/replace-client.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { modules } from './drivers.js';
import { statementText, writingText, verbs } from './names.js';
import { recogniseFacts, tableNamed } from './operations.js';
import { print } from './printers.js';
import { standIns } from './stand-ins.js';
import { extentOf } from './transactions.js';

export const dialect: Dialect = {
  id: 'raw-sql',
  name: 'SQL',
  signals: { modules, verbs, verbPattern: /./, hints: [], text: statementText, writing: writingText },
  standIns,
  recognise: (node, at) => recogniseFacts(node, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  functionExtent: () => undefined,
  propagatedBy: ['@nestjs-cls/transactional'],
  throughHandle: replaceClient,
  effect: () => undefined,
  conflicts,
  schema: migrationSchema(tableNamed),
  uniqueViolation,
  print,
};
