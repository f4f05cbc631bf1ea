import { checkTeam, joinTeam, lockTeam, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'The parent is locked after the count',
  why: 'Both requests count four members, then wait in line for the lock, and both insert.',
  instead: 'Lock first, count then.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('join', team, layer.transaction(lines(checkTeam(layer, layer.tx), lockTeam(layer, layer.tx), race(joinTeam(layer, layer.tx), 'no-stale-read-before-lock')))),
    right: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx), checkTeam(layer, layer.tx), joinTeam(layer, layer.tx)))),
  }),
};
