import { checkOrder, order, payOnce, payOrder } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Locks in the process',
  title: 'A Set of keys at work',
  why: 'The set lives in the memory of one process; another one has its own, in which the key isn\'t.',
  instead: 'Let the database decide: a conditional write with its count, a row lock, a unique key. (`singleInstance: true` in the settings says that one process is all there is.)',
  cell: (layer) => ({
    wrong: lines("const working = new Set<string>();", '', fn('pay', order, lines('if (working.has(id)) throw new Error(\'busy\');', 'working.add(id);', 'try {', indent(lines(checkOrder(layer, layer.db), race(payOrder(layer, layer.db), 'no-process-local-lock'))), '} finally {', '  working.delete(id);', '}'))),
    right: fn('pay', order, payOnce(layer)),
  }),
};
