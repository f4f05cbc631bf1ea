/** Drizzle 0.3x to 1.0 as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { replaceClient } from '../../resolve/replace-client.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { readVerbs, verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';
import { schema } from './schema.js';
import { standIns } from './stand-ins.js';
import { extentOf } from './transactions.js';

export const dialect: Dialect = {
  id: 'drizzle',
  name: 'Drizzle',
  signals: {
    modules: ['drizzle-orm'],
    verbs,
    reads: readVerbs,
    writing: /\.\s*(?:insert|update|delete|execute|transaction|batch|with)\b|\bsql\b|^(?![\s\S]*(?:\.\s*select(?:Distinct|DistinctOn)?|findFirst|findMany|\$count)\b)/,
    // without an import of Drizzle: an insert, update or delete in its form
    hints: [['.insert(', '.values('], ['.update(', '.set('], ['.delete(', '.where(', 'eq('], ['.execute(', 'sql`'], '.transaction('],
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  propagatedBy: ['@nestjs-cls/transactional'],
  throughHandle: replaceClient,
  functionExtent: () => undefined,
  effect: () => undefined,
  conflicts,
  schema,
  uniqueViolation,
  print,
};
