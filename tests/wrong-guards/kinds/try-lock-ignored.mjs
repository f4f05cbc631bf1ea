import { createTag, findTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A try-lock whose answer nobody looks at',
  why: '`pg_try_advisory_xact_lock` doesn\'t wait and doesn\'t fail: it answers `false`, and the code goes on without the lock. (`GET_LOCK` of MySQL answers 0 when its time is up.)',
  instead: 'Stop when the answer is `false`, or take the lock that waits.',
  needs: ['transaction', 'advisory'],
  except: { 'mikro-orm': 'the SQL that `em.execute` sends is not read' },
  on: ['postgresql'],
  cell: (layer) => ({
    wrong: fn('create', tag, layer.transaction(lines(layer.advisory(layer.tx, { key: 'slug', call: 'pg_try_advisory_xact_lock' }), findTag(layer, layer.tx), race(createTag(layer, layer.tx), 'no-check-then-create')))),
    right: fn('create', tag, layer.transaction(lines(layer.advisory(layer.tx, { key: 'slug', call: 'pg_try_advisory_xact_lock', as: 'lock' }), "if (!lock.locked) throw new Error('busy');", findTag(layer, layer.tx), createTag(layer, layer.tx)))),
  }),
};
