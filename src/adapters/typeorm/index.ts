/** TypeORM 0.2, 0.3 and 1.x as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { effectOf } from './effects.js';
import { readVerbs, verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';
import { standIns } from './stand-ins.js';
import { throughHandle } from './through-handle.js';
import { schema } from './schema.js';
import { extentOf, functionExtentOf } from './transactions.js';

export const dialect: Dialect = {
  id: 'typeorm',
  name: 'TypeORM',
  signals: {
    modules: ['typeorm', 'typeorm/', '@nestjs/typeorm', '@nestjs/typeorm/', 'typeorm-transactional', 'typeorm-transactional-cls-hooked'],
    verbs,
    reads: readVerbs,
    hints: ['getRepository', 'InjectRepository', 'epository', 'Repo.', 'repo.', 'repo(', 'Repo(', 'EntityManager', 'entityManager', 'ataSource', 'createQueryBuilder', 'ueryRunner', 'findOneBy', 'findBy(', 'existsBy(', 'countBy('],
  },
  standIns,
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  propagatedBy: ['typeorm-transactional', 'typeorm-transactional-cls-hooked', '@nestjs-cls/transactional'],
  throughHandle,
  impliesClient: true,
  savesWholeRows: true,
  functionExtent: functionExtentOf,
  effect: effectOf,
  conflicts,
  schema,
  uniqueViolation,
  print,
};
