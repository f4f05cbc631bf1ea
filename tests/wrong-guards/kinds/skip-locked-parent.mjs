import { checkTeam, joinTeam, lockTeam, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'SKIP LOCKED on the parent row',
  why: '`SKIP LOCKED` doesn\'t wait: while another request holds the row, the answer is no row and the code goes on without a lock. It is made for queues, where another job will do.',
  instead: 'A lock that waits; or stop when no row came back.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx, 'skip'), checkTeam(layer, layer.tx), race(joinTeam(layer, layer.tx), 'no-racy-limit-check')))),
    right: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx, 'skip'), "if (!team) throw new Error('busy');", checkTeam(layer, layer.tx), joinTeam(layer, layer.tx)))),
  }),
};
