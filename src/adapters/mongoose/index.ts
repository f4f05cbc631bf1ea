/** Mongoose 5 to 9 and the MongoDB driver as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { effectOf } from './effects.js';
import { readVerbs, verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';
import { schema } from './schema.js';
import { standIns } from './stand-ins.js';
import { throughHandle } from './through-handle.js';
import { extentOf } from './transactions.js';

export const dialect: Dialect = {
  id: 'mongoose',
  name: 'Mongoose',
  key: '_id',
  isolation: 'snapshot',
  operators: { $set: 'set', $inc: 'increment', $mul: 'multiply', $push: 'push', $addToSet: 'include', $pull: 'exclude' },
  signals: {
    modules: ['mongoose', 'mongodb', '@nestjs/mongoose', '@typegoose/typegoose', 'nestjs-typegoose'],
    verbs,
    reads: readVerbs,
    hints: ['findById', '.save(', 'findOneAnd', 'countDocuments', 'estimatedDocumentCount', 'updateOne(', 'deleteOne(', 'insertOne(', 'replaceOne(', 'bulkWrite(', '._id', ' _id', '.lean(', '$set', '$inc', '$push'],
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  propagatedBy: ['@nestjs-cls/transactional'],
  throughHandle,
  impliesClient: true,
  functionExtent: () => undefined,
  effect: effectOf,
  conflicts,
  schema,
  uniqueViolation,
  print,
};
