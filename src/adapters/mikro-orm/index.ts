/** MikroORM 6 and 7 as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { noSchema } from '../../operations/schema.js';
import { replaceClient } from '../../resolve/replace-client.js';
import { conflicts, foreignKeyViolation, uniqueViolation } from './conflicts.js';
import { effectOf } from './effects.js';
import { modules, verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';
import { standIns } from './stand-ins.js';
import { extentOf, functionExtentOf } from './transactions.js';
import { changeOperations } from './unit-operations.js';

export const dialect: Dialect = {
  id: 'mikro-orm',
  name: 'MikroORM',
  signals: {
    modules,
    verbs,
    hints: ['persistAndFlush', 'removeAndFlush', 'nativeUpdate(', 'nativeDelete(', ['.flush()', '.persist(']],
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  recogniseChange: (change, at) => changeOperations(change, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  functionExtent: functionExtentOf,
  // within `transactional` the outer manager is the transaction's (entity-manager.js, `getContext`)
  propagatedBy: modules,
  throughHandle: replaceClient,
  effect: effectOf,
  conflicts,
  schema: noSchema,
  uniqueViolation,
  foreignKeyViolation,
  print,
};
