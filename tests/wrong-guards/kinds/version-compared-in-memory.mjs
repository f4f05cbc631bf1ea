import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Conditional writes',
  title: 'A version that is compared in memory',
  why: 'The comparison is a check like any other: between it and the write another request can save its own version, which is then lost.',
  instead: 'Put the version into the `WHERE` of the write, and treat zero rows as a conflict.',
  cell: (layer) => {
    const read = layer.find(layer.db, { table: 'orders', as: 'order', where: { id: 'id' } });
    const set = { total: 'total', version: 'version + 1' };
    return {
      wrong: fn('edit', 'id: string, version: number, total: number', lines(read, "if (order.version !== version) throw new Error('changed meanwhile');", race(layer.update(layer.db, { table: 'orders', where: { id: 'id' }, set }), 'no-check-then-update'))),
      right: fn('edit', 'id: string, version: number, total: number', lines(read, "if (order.version !== version) throw new Error('changed meanwhile');", layer.update(layer.db, { table: 'orders', where: { id: 'id', version: 'version' }, set, as: 'saved' }), `if (${layer.none('saved')}) throw new Error('changed meanwhile');`)),
    };
  },
};
