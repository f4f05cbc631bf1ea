import { checkOrder, order, payOnce, payOrder } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Locks in the process',
  title: 'A queue of one at a time',
  why: '`p-limit(1)` lines up the calls of one process. Across processes nothing is lined up.',
  instead: 'Let the database decide: a conditional write with its count, a row lock, a unique key. (`singleInstance: true` in the settings says that one process is all there is.)',
  cell: (layer) => ({
    wrong: lines("import pLimit from 'p-limit';\n\nconst limit = pLimit(1);", '', fn('pay', order, lines('await limit(async () => {', indent(lines(checkOrder(layer, layer.db), race(payOrder(layer, layer.db), 'no-process-local-lock'))), '});'))),
    right: fn('pay', order, payOnce(layer)),
  }),
};
