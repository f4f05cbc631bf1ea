import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

/** Claims with their keys in view. */
const claims = {
  typeorm: { schema: lines("import { Entity, PrimaryColumn } from 'typeorm';", '', '@Entity()', 'class Payment {', '  @PrimaryColumn() orderId: string;', '}'), insert: 'dataSource.manager.insert(Payment, { orderId: id })' },
  drizzle: { schema: lines("import { pgTable, text } from 'drizzle-orm/pg-core';", '', "const payments = pgTable('payments', { orderId: text('order_id').primaryKey() });"), insert: 'db.insert(payments).values({ orderId: id })' },
  mongoose: { schema: "const Payment = mongoose.model('Payment', new mongoose.Schema({ orderId: { type: String, unique: true } }));", insert: 'Payment.create({ orderId: id })' },
};

export default {
  group: 'Upserts',
  title: 'A claim row whose violation is passed over',
  why: 'A row with a unique key that is inserted before the check keeps everybody else out, as long as the second insert ends the second request. Where its error is swallowed, both go on.',
  instead: 'Return in the handler, or let the violation end the request. The key has to be declared where the plugin can see it.',
  unshown: 'ORM',
  only: Object.keys(claims),
  onlyBecause: 'the keys of its tables stand in a schema of their own',
  cell: (layer) => {
    const { schema, insert } = claims[layer.id];
    const body = (...handler) => fn('pay', order, lines('try {', `  await ${insert};`, '} catch (error) {', ...handler, '}', checkOrder(layer, layer.db)));
    const write = payOrder(layer, layer.db);
    const paid = (text, statement) => lines(schema, '', text.replace(/\n}$/, `\n  ${statement}\n}`));
    return {
      wrong: paid(body(`  if (!(${layer.isUnique('error')})) throw error;`), race(write, 'no-check-then-update')),
      right: paid(body(`  if (${layer.isUnique('error')}) return;`, '  throw error;'), write),
    };
  },
};
