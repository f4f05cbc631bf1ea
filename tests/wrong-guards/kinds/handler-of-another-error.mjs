import { ensureTag, findTag, insertTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'A handler for another error',
  why: 'A foreign key\'s violation is what is caught; the unique key\'s is thrown on.',
  instead: 'Test for the code of the unique violation.',
  needs: ['foreign'],
  cell: (layer) => ({
    wrong: fn('create', tag, lines(findTag(layer, layer.db), 'if (tag) return;', 'try {', `  ${race(`await ${insertTag(layer, layer.db)};`, 'no-check-then-create')}`, '} catch (error) {', `  if (!(${layer.isForeign('error')})) throw error;`, '}')),
    right: fn('create', tag, ensureTag(layer)),
  }),
};
