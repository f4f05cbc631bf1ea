import { insertTag, tag } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'A violation swallowed inside a PostgreSQL transaction',
  why: 'The caught violation has aborted the transaction, and the commit that follows is a rollback without an error: the caller is told that all went well, and what was written before is gone.',
  instead: 'Let the error leave the transaction, and handle it outside.',
  unshown: 'alike',
  needs: ['transaction'],
  on: ['postgresql'],
  except: { pg: 'leaving before the COMMIT commits nothing: the connection goes back with its transaction open' },
  cell: (layer) => {
    const log = layer.insert(layer.tx, { table: 'logs', values: { slug: 'slug' } });
    return {
      wrong: fn('create', tag, layer.transaction(lines(`await ${log};`, 'try {', `  ${race(`await ${insertTag(layer, layer.tx)};`, 'no-query-after-constraint-error')}`, '} catch (error) {', `  if (${layer.isUnique('error')}) return;`, '  throw error;', '}'))),
      right: fn('create', tag, lines('try {', indent(layer.transaction(lines(`await ${log};`, `await ${insertTag(layer, layer.tx)};`))), '} catch (error) {', `  if (${layer.isUnique('error')}) return;`, '  throw error;', '}')),
    };
  },
};
