import { caught, findTag, insertTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'A handler around another insert',
  why: 'The violation of the log\'s key is caught; the tag\'s insert stands outside of the `try`, and its violation ends the request.',
  instead: 'The `try` belongs around the insert that the check is about.',
  cell: (layer) => {
    const log = layer.insert(layer.db, { table: 'logs', values: { slug: 'slug' } });
    return {
      wrong: fn('create', tag, lines(findTag(layer, layer.db), 'if (tag) return;', caught(layer, log), race(`await ${insertTag(layer, layer.db)};`, 'no-check-then-create'))),
      right: fn('create', tag, lines(findTag(layer, layer.db), 'if (tag) return;', `await ${log};`, caught(layer, insertTag(layer, layer.db)))),
    };
  },
};
