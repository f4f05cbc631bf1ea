import { findTag, insertTag, tag } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'return without await inside try',
  why: 'The promise leaves the function before it fails: the `catch` around it never runs, and the violation is the caller\'s.',
  instead: '`return await`.',
  cell: (layer) => {
    const body = (statement) => lines(findTag(layer, layer.db), 'if (tag) return tag;', 'try {', indent(statement), '} catch (error) {', `  if (!(${layer.isUnique('error')})) throw error;`, '}');
    return {
      wrong: fn('create', tag, body(race(`return ${insertTag(layer, layer.db)};`, 'no-check-then-create'))),
      right: fn('create', tag, body(`return await ${insertTag(layer, layer.db)};`)),
    };
  },
};
