import { insertTag, tag } from '../domain.mjs';
import { fn, lines } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'Every error taken for a duplicate',
  why: 'A lost connection, a timeout or a missing column is answered with "already there". The row isn\'t, and nobody learns of it.',
  instead: 'Test for the unique violation, and throw the rest on.',
  cell: (layer) => ({
    wrong: fn('create', `${tag}, response: Response`, lines('try {', `  await ${insertTag(layer, layer.db)};`, '} catch (error) { // race: no-unsafe-constraint-catch', '  response.status(409).end();', '}')),
    right: fn('create', `${tag}, response: Response`, lines('try {', `  await ${insertTag(layer, layer.db)};`, '} catch (error) {', `  if (!(${layer.isUnique('error')})) throw error;`, '  response.status(409).end();', '}')),
  }),
};
