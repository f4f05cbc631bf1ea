import { describe, expect, it } from 'vitest';
import { effects, extents, handles, operations } from './print-sequelize.js';

const file = (body: string): string => `import { Op, Transaction, QueryTypes, literal, fn, col, where } from 'sequelize';
import { User, Role, Post } from '../models';
import { sequelize } from '../db';
export async function run(id, dto, email, ids, t, options) {
  await User.findByPk(0);
  ${body}
}`;

/** The operations of a body, without the call that proves the models. */
const seen = (body: string): readonly string[] => operations(file(body)).slice(1);

describe('reads', () => {
  it('findOne, findByPk, findAll', () => {
    expect(seen(`await User.findOne({ where: { email }, order: [['n', 'DESC']], attributes: ['id', 'n'] });
      await User.findByPk(id, { rejectOnEmpty: true });
      await User.findAll({ where: { id: ids, name: null }, raw: true });`)).toEqual([
      'read User .findOne where(email eq email) by n select id, n -> row?',
      'read User .findByPk where(id eq id) one -> row!',
      'read User .findAll where(id in ids, name isNull) -> rows',
    ]);
  });

  it('counts and aggregates', () => {
    expect(seen(`await User.count({ where: { email } });
      await User.findAndCountAll({ where: { email } });
      await User.max('n', { where: { email } });
      await User.findOne({ attributes: [[fn('MAX', col('n')), 'last']], where: { email }, raw: true });`)).toEqual([
      'read User .count where(email eq email) -> count',
      'read User .findAndCountAll where(email eq email) -> {rows: rows, count: count}',
      'read User .max where(email eq email) -> max n',
      'read User .findOne where(email eq email) -> {last: max n}',
    ]);
  });

  it('operators', () => {
    expect(seen(`await User.findOne({ where: { n: { [Op.gte]: 1, [Op.lt]: 9 }, state: { [Op.in]: ['a'] }, gone: { [Op.is]: null }, [Op.or]: [{ a: 1 }, { b: 2 }], '$role.name$': 'x' } });
      await User.findOne({ where: where(fn('lower', col('email')), email) });
      await User.findOne({ where: { [Op.and]: [{ a: 1 }, literal('b = 2')] } });
      await User.findOne({ where: { email: { [Op.iLike]: email }, id: { [Op.ne]: id } } });
      await User.findOne({ where: dto });`)).toEqual([
      "read User .findOne where(n gte 1, n lt 9, state in ['a'], gone isNull, |a eq 1, |b eq 2, role.name eq 'x') -> row?",
      'read User .findOne where(email eq email) -> row?',
      'read User .findOne where(a eq 1, ?) -> row?',
      'read User .findOne where(email alike email, id ne id) -> row?',
      'read User .findOne where(...dto) -> row?',
    ]);
  });

  it('included tables are operations of their own', () => {
    expect(seen(`await User.findOne({ where: { id }, include: [{ model: Role, as: 'roles', where: { name: 'x' } }, Post] });`)).toEqual([
      "read User .findOne where(id eq id, roles.name eq 'x') joins Role, Post one -> row?",
      "read Role .findOne where(name eq 'x') nested roles",
      'read Post .findOne nested Post',
    ]);
  });

  it('locks', () => {
    expect(seen(`await User.findOne({ where: { id }, transaction: t, lock: t.LOCK.UPDATE });
      await User.findOne({ where: { id }, transaction: t, lock: true, skipLocked: true });
      await User.findOne({ where: { id }, transaction: t, lock: { level: t.LOCK.SHARE, of: User } });
      await User.findOne({ where: { id }, transaction: t, lock: options.lock });`)).toEqual([
      'read User .findOne where(id eq id) lock update one -> row? [either t]',
      'read User .findOne where(id eq id) lock update skip one -> row? [either t]',
      'read User .findOne where(id eq id) lock share one -> row? [either t]',
      'read User .findOne where(id eq id) lock ? one -> row? [either t]',
    ]);
  });
});

describe('writes', () => {
  it('of models', () => {
    expect(seen(`await User.create({ email, ...dto });
      await User.bulkCreate([{ email }], { ignoreDuplicates: true });
      await User.update({ n: literal('n + 1'), m: 2 }, { where: { id } });
      await User.destroy({ where: { id } });
      await User.increment('n', { by: 2, where: { id } });
      await User.increment({ n: 2 }, { where: { id } });`)).toEqual([
      'insert User .create set(email=email, ...dto) one -> written',
      'insert User .bulkCreate set(email=email) on conflict ignore -> rows',
      'update User .update where(id eq id) set(n=increment(), m=2) one -> [affected, rows]',
      'delete User .destroy where(id eq id) one -> affected',
      'update User .increment where(id eq id) set(n=increment(2)) one -> [[rows, affected]]',
      'update User .increment where(id eq id) set(n=increment(2)) one -> [[rows, affected]]',
    ]);
  });

  it('upsert and findOrCreate', () => {
    expect(seen(`await User.upsert({ email, n: 1 }, { conflictFields: ['email'] });
      await User.findOrCreate({ where: { email }, defaults: { n: 1 } });`)).toEqual([
      'upsert User .upsert where(email eq email) set(email=email, n=1) update(email=email, n=1) on conflict update one -> [written]',
      'read User .findOrCreate where(email eq email) one -> [row?]',
      'upsert User .findOrCreate where(email eq email) set(email=email, n=1) on conflict ignore one perhaps one statement -> written',
    ]);
  });

  it('of rows', () => {
    expect(seen(`const user = await User.findByPk(id);
      await user.update({ n: 1 });
      await user.save({ transaction: t });
      await user.increment('n');
      await user.reload({ lock: true, transaction: t });
      await user.destroy();
      const [row] = await User.findOrCreate({ where: { email } });
      await row.save();
      for (const one of await User.findAll({ where: { id } })) await one.save();
      await User.findOne({ where: { id } }).then((found) => found.save());`).filter((line) => !/ \.find/.test(line))).toEqual([
      'update User .update set(n=1) entity user one -> written',
      'save User .save entity user one -> written [either t]',
      'update User .increment set(n=increment()) entity user one -> written',
      'read User .reload where(id eq user) lock update one refreshes user -> row! [either t]',
      'delete User .destroy entity user one -> nothing',
      'save User .save entity row one -> written',
      'save User .save entity one one -> written',
      'save User .save entity found one -> written',
    ]);
  });

  it('mixins with options that only Sequelize has, or a declared association', () => {
    expect(seen(`const user = await User.findByPk(id);
      await user.countPosts({ where: { open: true } });
      await user.createPost({ title: 'x' }, { transaction: t });
      await user.addRole(id, { through: {} });
      await user.hasPermission(id);`).slice(1)).toEqual([
      'read User.Post .countPosts where(userId eq user, open eq true) -> count',
      "insert User.Post .createPost set(userId=user, title='x') one -> written [either t]",
      'link User.Role .addRole set(userId=user, roleId=id) one -> nothing',
    ]);
    expect(seen(`User.hasMany(Post); const user = await User.findByPk(id); await user.countPosts();`).at(-1)).toBe('read User.Post .countPosts where(userId eq user) -> count');
  });
});

describe('SQL', () => {
  it('replacements, bind, and the type of the query', () => {
    expect(seen("await sequelize.query('SELECT id FROM users WHERE email = :email', { replacements: { email }, type: QueryTypes.SELECT });"
      + "await sequelize.query('UPDATE users SET n = n + 1 WHERE id = ?', { replacements: [id], transaction: t });"
      + "await sequelize.query('INSERT INTO jobs (id) VALUES ($1) ON CONFLICT DO NOTHING', { bind: [id] });")).toEqual([
      'read User .query where(email eq email) -> rows',
      'update User .query where(id eq id) set(n=increment()) -> [rows, {affectedRows: affected, rowCount: affected}] [either t]',
      'insert sql:jobs .query set(id=id) on conflict ignore one -> written',
    ]);
  });
});

describe('transactions', () => {
  it('managed and unmanaged', () => {
    expect(extents(file(`await sequelize.transaction(async (tx) => {});
      await sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE }, async (tx) => {});
      const own = await sequelize.transaction();
      await own.commit();
      await own.rollback();`)).map((line) => line.replace(/\d+/, 'N').replace(/:0$/, ''))).toEqual([
      'callback default transaction sequelize:tx:N:0 parameter 0', 'callback serializable transaction sequelize:tx:N:0 parameter 0', 'begin default transaction sequelize:tx:N', 'commit sequelize:tx:N', 'rollback sequelize:tx:N',
    ]);
  });

  it('the option says which one', () => {
    const ids = handles(file(`await sequelize.transaction(async (tx) => { await User.create({}, { transaction: tx }); await User.create({}); });`)).slice(1);
    expect(ids[0]?.replace('callback', '')).toBe(ids[1]?.replace('insert transaction', ''));
    expect(ids[2]).toBe('insert client sequelize:client');
  });

  it('CLS: a managed transaction whose callback takes no parameter', () => {
    const ids = handles(file(`await sequelize.transaction(async () => { await User.create({}, { hooks: false }); });`)).slice(1);
    expect(ids[1]).toMatch(/^insert transaction sequelize:tx:\d+:0$/);
  });

  it('a lock without any transaction counts on the caller\'s', () => {
    expect(handles(file('await User.findOne({ where: { id }, lock: true });'))).toEqual(['read either sequelize:ambient', 'read either sequelize:ambient']);
  });

  it('decorated methods', () => {
    expect(extents(`import { Transactional } from 'sequelize-transactional-decorator';
      class S { @Transactional() async run() {} }`)).toEqual(['function default']);
  });
});

describe('memory', () => {
  it('build, set, get', () => {
    expect(effects(file(`const user = User.build({ email });
      user.set({ n: 1 });
      user.set('n', 2);
      user.get('n');
      user.get({ plain: true });
      user.toJSON();
      dto.set('n', 2);`))).toEqual(['allocates { email }', 'user <- { n: 1 }', 'user.n = 2', 'user.n', 'user', 'user']);
  });
});
