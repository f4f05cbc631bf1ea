import { createTag, findTag, joinTeam, lockTeam, tag, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'FOR UPDATE on a row that may not be there',
  why: 'PostgreSQL locks rows, not gaps: where no row is found, nothing is locked, and both requests insert. (InnoDB locks the gap for both, and one of them ends in a deadlock.)',
  instead: 'Lock a parent row that is surely there, or let a unique key decide.',
  needs: ['transaction', 'lock'],
  on: ['postgresql'],
  // the deadlock
  shownOn: ['postgresql', 'mysql'],
  cell: (layer) => ({
    wrong: fn('create', tag, layer.transaction(lines(findTag(layer, layer.tx, 'update'), race(createTag(layer, layer.tx), 'no-check-then-create')))),
    right: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx), layer.find(layer.tx, { table: 'members', as: 'member', where: { teamId: 'teamId', userId: 'userId' } }), `if (!member) ${joinTeam(layer, layer.tx)}`))),
  }),
};
