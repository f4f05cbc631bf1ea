import { checkTeam, joinTeam, lockTeam, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'A parent lock at REPEATABLE READ on PostgreSQL',
  why: 'The snapshot is taken by the statement that waits for the lock. When the lock comes free, the count is the one from before the wait: the lock was held, and the limit is exceeded all the same.',
  instead: 'Stay at READ COMMITTED, where the count behind the lock is fresh; or change the parent row (`version = version + 1`) in place of only locking it.',
  needs: ['transaction', 'isolation', 'lock'],
  on: ['postgresql'],
  cell: (layer) => ({
    wrong: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx), checkTeam(layer, layer.tx), race(joinTeam(layer, layer.tx), 'no-wrong-lock-target')), 'repeatable read')),
    right: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx), checkTeam(layer, layer.tx), joinTeam(layer, layer.tx)))),
  }),
};
