import { checkTeam, joinTeam, lockTeam, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'A plain read before the lock, on MySQL',
  why: 'At REPEATABLE READ, MySQL\'s default, the first plain `SELECT` of a transaction fixes what all later plain reads see, of whatever table. The count behind the lock is then as old as that first read.',
  instead: 'Take the lock first, or count with a locking read.',
  needs: ['transaction', 'lock'],
  on: ['mysql'],
  cell: (layer) => ({
    wrong: fn('join', team, layer.transaction(lines(layer.find(layer.tx, { table: 'users', as: 'member', where: { id: 'userId' } }), "if (!member) throw new Error('unknown');", lockTeam(layer, layer.tx), checkTeam(layer, layer.tx), race(joinTeam(layer, layer.tx), 'no-wrong-lock-target')))),
    right: fn('join', team, layer.transaction(lines(lockTeam(layer, layer.tx), layer.find(layer.tx, { table: 'users', as: 'member', where: { id: 'userId' } }), "if (!member) throw new Error('unknown');", checkTeam(layer, layer.tx), joinTeam(layer, layer.tx)))),
  }),
};
