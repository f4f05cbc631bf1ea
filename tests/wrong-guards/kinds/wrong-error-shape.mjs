import { insertTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

const wrongTests = {
  prisma: "error.code === '23505'",
  sequelize: "error.code === '23505'",
  mongoose: "error.code === '11000'",
  knex: 'error.code === 23505',
  kysely: 'error.code === 23505',
  pg: 'error.code === 23505',
  mysql2: 'error.code === 1062',
};

export default {
  group: 'Error handlers',
  title: 'A code that this error never has',
  why: 'Each layer wraps the driver\'s error in its own way, and codes are text here and numbers there. A test of the wrong field, or of the right one in the wrong type, is always false.',
  instead: 'The field and the type that the layer documents, or its class.',
  only: Object.keys(wrongTests),
  onlyBecause: 'which errors it gives depends on its version, or on the driver',
  cell: (layer) => ({
    wrong: fn('create', tag, lines('try {', `  await ${insertTag(layer, layer.db)};`, '} catch (error) {', race(`  if (${wrongTests[layer.id]}) return;`, 'no-unsafe-constraint-catch'), '  throw error;', '}')),
    right: fn('create', tag, lines('try {', `  await ${insertTag(layer, layer.db)};`, '} catch (error) {', `  if (${layer.isUnique('error')}) return;`, '  throw error;', '}')),
  }),
};
