/** Sequelize 5, 6 and 7, with sequelize-typescript and @nestjs/sequelize, as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { conflicts, foreignKeyViolation, uniqueViolation } from './conflicts.js';
import { effectOf } from './effects.js';
import { mixin, readVerbs, verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';
import { schema } from './schema.js';
import { standIns } from './stand-ins.js';
import { throughHandle } from './through-handle.js';
import { extentOf, functionExtentOf } from './transactions.js';

export const dialect: Dialect = {
  id: 'sequelize',
  name: 'Sequelize',
  signals: {
    modules: ['sequelize', '@sequelize/', 'sequelize-typescript', '@nestjs/sequelize'],
    verbs,
    reads: readVerbs,
    hints: ['findByPk', 'findOrCreate', 'findAll(', 'findAndCountAll', 'findOrBuild', 'bulkCreate', 'findOne({', '.destroy(', '.save(', '.update(', '.increment(', '.decrement(', ', { where'],
    verbPattern: mixin,
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  insertHooks: new Set(['afterCreate', 'AfterCreate']),
  propagatedBy: ['cls-hooked', 'continuation-local-storage', '@sequelize/core', 'sequelize-transactional-decorator', 'sequelize-transactional-typescript', 'sequelize-cls-decorator', '@nestjs-cls/transactional'],
  throughHandle,
  impliesClient: true,
  functionExtent: functionExtentOf,
  effect: effectOf,
  rowFields: ['dataValues'],
  schema,
  conflicts,
  uniqueViolation,
  foreignKeyViolation,
  print,
};
