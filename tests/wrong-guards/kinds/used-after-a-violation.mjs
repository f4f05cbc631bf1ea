import { insertTag, tag } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'A violation caught inside a PostgreSQL transaction',
  why: 'After any error PostgreSQL refuses everything but a rollback (25P02). The handler\'s own query fails, and a commit silently rolls back what came before.',
  instead: 'Catch outside of the transaction; or a savepoint around the insert; or `ON CONFLICT DO NOTHING`, which raises no error.',
  needs: ['transaction'],
  on: ['postgresql'],
  cell: (layer) => {
    const log = layer.insert(layer.tx, { table: 'logs', values: { slug: 'slug' } });
    const insert = insertTag(layer, layer.tx);
    return {
      wrong: fn('create', tag, layer.transaction(lines('try {', `  await ${insert};`, '} catch (error) {', `  if (!(${layer.isUnique('error')})) throw error;`, '}', race(`await ${log};`, 'no-query-after-constraint-error')))),
      right: fn('create', tag, lines('try {', indent(layer.transaction(lines(`await ${insert};`, `await ${log};`))), '} catch (error) {', `  if (!(${layer.isUnique('error')})) throw error;`, '}')),
    };
  },
};
