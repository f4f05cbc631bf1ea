import { checkOrder, order, payOnce, payOrder } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Locks in the process',
  title: 'A flag that says that somebody is at work',
  why: 'The flag is a variable of one process. A second worker reads its own.',
  instead: 'Let the database decide: a conditional write with its count, or a row lock.',
  cell: (layer) => ({
    wrong: lines('let isBusy = false;', '', fn('pay', order, lines('if (isBusy) return;', 'isBusy = true;', 'try {', indent(lines(checkOrder(layer, layer.db), race(payOrder(layer, layer.db), 'no-process-local-lock'))), '} finally {', '  isBusy = false;', '}'))),
    right: fn('pay', order, payOnce(layer)),
  }),
};
