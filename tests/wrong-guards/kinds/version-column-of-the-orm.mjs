import { fn, lines, race } from '../text.mjs';

const cells = {
  mongoose: {
    wrong: lines("const Purse = mongoose.model('Purse', new mongoose.Schema({ balance: Number }, { versionKey: 'version' }));", '', fn('spend', 'id: string, amount: number', lines('const purse = await Purse.findById(id).orFail();', 'purse.balance -= amount;', race('await purse.save();', 'no-read-modify-write')))),
    right: lines("const Purse = mongoose.model('Purse', new mongoose.Schema({ balance: Number }, { optimisticConcurrency: true }));", '', fn('spend', 'id: string, amount: number', lines('const purse = await Purse.findById(id).orFail();', 'purse.balance -= amount;', 'await purse.save();'))),
  },
  typeorm: {
    wrong: lines("import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';", '', '@Entity()', 'class Purse {', '  @PrimaryColumn() id: string;', '  @Column() balance: number;', '  @VersionColumn() version: number;', '}', '', fn('spend', 'id: string, amount: number', lines('const purse = await dataSource.manager.findOneByOrFail(Purse, { id });', 'purse.balance -= amount;', race('await dataSource.manager.save(purse);', 'no-read-modify-write')))),
    right: lines("import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';", '', '@Entity()', 'class Purse {', '  @PrimaryColumn() id: string;', '  @Column() balance: number;', '  @VersionColumn() version: number;', '}', '', fn('spend', 'id: string, amount: number', lines('const purse = await dataSource.manager.findOneByOrFail(Purse, { id });', 'const saved = await dataSource.manager.update(Purse, { id, version: purse.version }, { balance: purse.balance - amount });', "if (saved.affected === 0) throw new Error('changed meanwhile');"))),
  },
  'mikro-orm': {
    wrong: lines("import { Entity, PrimaryKey, Property } from '@mikro-orm/core';", '', '@Entity()', 'class Purse {', '  @PrimaryKey() id: string;', '  @Property() balance: number;', '  @Property({ version: true }) version: number;', '}', '', fn('spend', 'id: string, amount: number', lines('const purse = await em.findOneOrFail(Purse, id);', race('await em.nativeUpdate(Purse, { id }, { balance: purse.balance - amount });', 'no-read-modify-write')))),
    right: lines("import { Entity, PrimaryKey, Property } from '@mikro-orm/core';", '', '@Entity()', 'class Purse {', '  @PrimaryKey() id: string;', '  @Property() balance: number;', '  @Property({ version: true }) version: number;', '}', '', fn('spend', 'id: string, amount: number', lines('const purse = await em.findOneOrFail(Purse, id);', 'purse.balance -= amount;', 'await em.flush();'))),
  },
};

export default {
  group: 'Conditional writes',
  title: 'The version column that the ORM writes, and doesn\'t compare',
  why: 'Mongoose raises `__v` only for some changes of lists, TypeORM raises a `@VersionColumn` without comparing it, and MikroORM compares its version on `flush` but not in `nativeUpdate`. The last writer wins.',
  instead: 'Mongoose: `optimisticConcurrency`. MikroORM: change the entity and flush. TypeORM: a row lock, or the version in the `WHERE` of an `update`.',
  unshown: 'ORM',
  only: Object.keys(cells),
  onlyBecause: 'the layer has no version column of its own, or compares it with every save',
  cell: (layer) => cells[layer.id],
};
