import { checkTeam, joinTeam, lockTeam, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A lock on a row that only this request uses',
  why: 'The limit is the team\'s, the lock is the user\'s: two users who join one team lock two rows. That the new member has the locked row\'s key is no help, since the count doesn\'t ask for it.',
  instead: 'Lock the row that what is counted belongs to.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('join', team, layer.transaction(lines(layer.find(layer.tx, { table: 'users', as: 'member', where: { id: 'userId' }, lock: 'update' }), checkTeam(layer, layer.tx), race(joinTeam(layer, layer.tx), 'no-wrong-lock-target')))),
    right: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx), checkTeam(layer, layer.tx), joinTeam(layer, layer.tx)))),
  }),
};
