import { fn, lines, race } from '../text.mjs';

const cells = {
  typeorm: {
    wrong: fn('paint', 'slug: string, color: string', lines('let tag = await dataSource.manager.findOneBy(Tag, { slug });', 'if (!tag) tag = dataSource.manager.create(Tag, { slug });', 'tag.color = color;', race('await dataSource.manager.save(tag);', 'no-check-then-create'))),
    right: fn('paint', 'slug: string, color: string', "await dataSource.manager.upsert(Tag, { slug, color }, ['slug']);"),
  },
};

export default {
  group: 'Upserts',
  title: 'save() as an upsert',
  why: '`save` of a row without its primary key is an `INSERT`; with it, a `SELECT` and then an `INSERT` or an `UPDATE`. A natural key means nothing to it: what was found absent is inserted twice.',
  instead: '`upsert(rows, conflictPaths)`, which is one statement on a unique key.',
  unshown: 'ORM',
  only: Object.keys(cells),
  onlyBecause: '`save` with this meaning is TypeORM\'s',
  cell: (layer) => cells[layer.id],
};
