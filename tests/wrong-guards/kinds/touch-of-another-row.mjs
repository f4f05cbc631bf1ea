import { checkTeam, joinTeam, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A row is touched as a lock, the wrong one',
  why: 'An update holds its row to the end of the transaction, so a harmless one (`touched = now`) is a lock that every database has. It has to be the row that all conflicting requests touch: here the member\'s, where the count is the team\'s.',
  instead: 'Touch the parent of what is counted, before the count.',
  needs: ['transaction'],
  cell: (layer) => ({
    wrong: fn('join', `${team}, now: Date`, layer.transaction(lines(layer.update(layer.tx, { table: 'users', where: { id: 'userId' }, set: { touched: 'now' } }), checkTeam(layer, layer.tx), race(joinTeam(layer, layer.tx), 'no-racy-limit-check')))),
    right: fn('join', `${team}, now: Date`, layer.transaction(lines(layer.update(layer.tx, { table: 'teams', where: { id: 'teamId' }, set: { touched: 'now' } }), checkTeam(layer, layer.tx), joinTeam(layer, layer.tx)))),
  }),
};
