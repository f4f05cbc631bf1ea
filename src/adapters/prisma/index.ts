/** Prisma 5, 6 and 7 as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import type { OperationNode } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { replaceClient } from '../../resolve/replace-client.js';
import { conflicts, foreignKeyViolation, uniqueViolation } from './conflicts.js';
import type { Facts } from './facts.js';
import { READ_VERBS, VERBS } from './names.js';
import { modelOperations } from './operations.js';
import { print } from './printers.js';
import { rawOperations } from './raw.js';
import { schema } from './schema.js';
import { standIns } from './stand-ins.js';
import { extentOf, functionExtentOf } from './transactions.js';

const factsOf = (node: OperationNode, at: Resolver): readonly Facts[] => {
  if (node.type === 'AwaitExpression') return [];
  const callee = node.type === 'CallExpression' ? node.callee : node.tag;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  if (callee.property.name.startsWith('$')) return rawOperations(node, at);
  return node.type === 'CallExpression' ? modelOperations(node, at) : [];
};

export const dialect: Dialect = {
  id: 'prisma',
  name: 'Prisma',
  signals: {
    modules: ['@prisma/client', '@prisma/client/', '.prisma/client', '.prisma/client/'],
    verbs: VERBS,
    reads: READ_VERBS,
    // a delegate's method, whatever it is given, or any with an object: not `params.delete('key')`, `hash.update(text)`
    writing: /\$(?:transaction|executeRaw|queryRaw)|[\w$\])]\s*[?!]?\.\s*[\w$]+\s*\.\s*(?:create|update|upsert|delete)(?:Many)?(?:AndReturn)?\s*\(\s*[^\s'"`)]|\.\s*(?:create|update|upsert|delete)(?:Many)?(?:AndReturn)?\s*(?:<[^()]*>)?\(\s*\{|\]\s*\.\s*(?:create|update|upsert|delete)/,
    hints: ['prisma', 'Prisma', 'findUnique', 'findFirst', 'findMany', 'createMany', 'updateMany', 'deleteMany', '$transaction', '$queryRaw', '$executeRaw', 'where:', 'upsert(', ['.create(', 'data:']],
  },
  standIns,
  operands: { set: 'set', increment: 'increment', decrement: 'decrement', multiply: 'multiply', divide: 'divide', push: 'push' },
  recognise: (call, at) => factsOf(call, at).map((facts) => ({ ...facts, dialect })),
  extent: extentOf,
  propagatedBy: ['@nestjs-cls/transactional'],
  throughHandle: replaceClient,
  functionExtent: functionExtentOf,
  effect: () => undefined,
  conflicts,
  schema,
  uniqueViolation,
  foreignKeyViolation,
  serializationFailure: '`P2034`',
  print,
};
