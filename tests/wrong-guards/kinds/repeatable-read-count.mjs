import { checkTeam, joinTeam, team } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'REPEATABLE READ around a count',
  why: 'Both transactions count the same four members and insert a fifth. They write different rows, so neither PostgreSQL nor MySQL sees a conflict: only SERIALIZABLE compares what was read.',
  instead: 'SERIALIZABLE with a retry, or lock the parent row before the count.',
  needs: ['transaction', 'isolation'],
  on: ['postgresql', 'mysql'],
  cell: (layer) => ({
    wrong: fn('join', team, layer.transaction(lines(checkTeam(layer, layer.tx), race(joinTeam(layer, layer.tx), 'no-racy-limit-check')), 'repeatable read')),
    right: fn('join', team, layer.transaction(lines(checkTeam(layer, layer.tx), joinTeam(layer, layer.tx)), 'serializable')),
  }),
};
