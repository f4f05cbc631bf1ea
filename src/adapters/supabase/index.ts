/** supabase-js 2 as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { migrationSchema } from '../../resolve/migrations/source.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { modules, verbs } from './names.js';
import { recogniseFacts, tableNamed } from './operations.js';
import { print } from './printers.js';
import { standIns } from './stand-ins.js';

export const dialect: Dialect = {
  id: 'supabase',
  name: 'Supabase',
  signals: {
    modules,
    verbs,
    writing: /\.\s*(?:insert|update|upsert|delete|rpc)\b/,
    hints: [['.from(', '.eq('], ['.from(', '.single('], ['.from(', '.maybeSingle('], ['.from(', '.match('], ['.from(', 'upabase']],
    awaits: true,
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: () => undefined,
  functionExtent: () => undefined,
  propagatedBy: [],
  throughHandle: () => ({ kind: 'refusal', reason: 'Put all of it into one function of the database, called by `rpc`.' }),
  effect: () => undefined,
  conflicts,
  schema: migrationSchema(tableNamed, 'postgresql'),
  uniqueViolation,
  print,
};
