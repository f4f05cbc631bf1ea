import { describe, expect, it } from 'vitest';
import { operations } from './print-typeorm.js';

const imports = `import { Repository, EntityManager, DataSource, In, Not, IsNull, LessThan, MoreThan } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
import { User } from './user.entity';
`;

const service = (body: string): string => `${imports}class S {
  constructor(@InjectRepository(User) private readonly users: Repository<User>, private readonly ds: DataSource) {}
  async run(dto, id, ids, manager, role) {
    ${body}
  }
}`;

describe('reads', () => {
  it('findOne with options', () => {
    expect(operations(service(`await this.users.findOne({ where: { email: dto.email }, order: { n: 'DESC' }, select: ['id', 'n'] });`))).toEqual([
      'read User .findOne where(email eq dto.email) by n select id, n -> row?',
    ]);
  });

  it('findOneBy, OrFail', () => {
    expect(operations(service(`await this.users.findOneBy({ email: dto.email });
await this.users.findOneByOrFail({ id });
await this.users.findOneOrFail({ where: { id } });`))).toEqual([
      'read User .findOneBy where(email eq dto.email) -> row?',
      'read User .findOneByOrFail where(id eq id) one -> row!',
      'read User .findOneOrFail where(id eq id) one -> row!',
    ]);
  });

  it('find, findBy, findAndCount', () => {
    expect(operations(service(`await this.users.find();
await this.users.findBy({ role });
const [a, n] = await this.users.findAndCount({ where: { role } });
await this.users.findAndCountBy({ role })`))).toEqual([
      'read User .find -> rows',
      'read User .findBy where(role eq role) -> rows',
      'read User .findAndCount where(role eq role) -> [rows, count]',
      'read User .findAndCountBy where(role eq role) -> [rows, count]',
    ]);
  });

  it('exists, count', () => {
    expect(operations(service(`await this.users.exists({ where: { role } });
await this.users.existsBy({ role });
await this.users.count({ where: { role } });
await this.users.countBy({ role });
await this.users.count();
await this.users.exist({where:{role}})`))).toEqual([
      'read User .exists where(role eq role) -> boolean',
      'read User .existsBy where(role eq role) -> boolean',
      'read User .count where(role eq role) -> count',
      'read User .countBy where(role eq role) -> count',
      'read User .count -> count',
      'read User .exist where(role eq role) -> boolean',
    ]);
  });

  it('aggregates', () => {
    expect(operations(service(`await this.users.maximum('n', { role });
await this.users.sum('points', { role });
await this.users.minimum('n');
await this.users.average('n', {});`))).toEqual([
      'read User .maximum where(role eq role) -> max n',
      'read User .sum where(role eq role) -> sum points',
      'read User .minimum -> min n',
      'read User .average -> average n',
    ]);
  });

  it('preload is a read by the key', () => {
    expect(operations(service(`await this.users.preload({ id, ...dto });`))).toEqual([
      'read User .preload where(id eq id) one -> row?',
    ]);
  });

  it('0.2 finds', () => {
    expect(operations(service(`await this.users.findOne(id);
await this.users.findOne({ email: dto.email });
await this.users.findByIds(ids);
await this.users.findOne(id, { relations: ['roles'] });
await this.users.findOne(options);
await this.users.find({ role })`))).toEqual([
      'read User .findOne where(id eq id) one -> row?',
      'read User .findOne where(email eq dto.email) -> row?',
      'read User .findByIds where(id in ids) -> rows',
      'read User .findOne where(id eq id) joins User.roles one -> row?',
      'read User.roles .findOne where(?) nested roles',
      'read User .findOne where(?) lock ? -> row?',
      'read User .find where(role eq role) -> rows',
    ]);
  });

  it('relations', () => {
    expect(operations(service(`await this.users.findOne({ where: { id }, relations: { roles: { rights: true }, team: false } });
await this.users.find({ relations: ['a.b'] });`))).toEqual([
      'read User .findOne where(id eq id) joins User.roles, User.roles.rights one -> row?',
      'read User.roles .findOne where(?) nested roles',
      'read User.roles.rights .findOne where(?) nested roles.rights',
      'read User .find joins User.a, User.a.b -> rows',
      'read User.a .find where(?) nested a',
      'read User.a.b .find where(?) nested a.b',
    ]);
  });

  it('order and take', () => {
    expect(operations(service(`await this.users.find({ order: { n: 'DESC' }, take: 1 });
await this.users.find({ order: { n: 'DESC' } });`))).toEqual([
      'read User .find by n -> rows',
      'read User .find -> rows',
    ]);
  });

  it('locks', () => {
    expect(operations(service(`await this.users.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
await this.users.findOne({ where: { id }, lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' } });
await this.users.findOne({ where: { id }, lock: { mode: 'pessimistic_read' } });
await this.users.findOne({ where: { id }, lock: { mode: 'pessimistic_write_or_fail' } });
await this.users.findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
await this.users.findOne({ where: { id }, lock: { mode: 'optimistic', version: 1 } });
await this.users.findOne({ where: { id }, lock: dto.lock });
await this.users.findOne({ where: { id }, ...dto.options });`))).toEqual([
      'read User .findOne where(id eq id) lock update one -> row?',
      'read User .findOne where(id eq id) lock update skip one -> row?',
      'read User .findOne where(id eq id) lock share one -> row?',
      'read User .findOne where(id eq id) lock update nowait one -> row?',
      'read User .findOne where(id eq id) lock no-key-update one -> row?',
      'read User .findOne where(id eq id) one -> row?',
      'read User .findOne where(id eq id) lock ? one -> row?',
      'read User .findOne where(id eq id, ?) lock ? one -> row?',
    ]);
  });

  it('where after a spread', () => {
    expect(operations(service(`await this.users.find({ ...dto, where: { role } });
await this.users.find({ where: { role }, ...dto });`))).toEqual([
      'read User .find where(role eq role) lock ? -> rows',
      'read User .find where(role eq role, ?) lock ? -> rows',
    ]);
  });
});

describe('predicates', () => {
  it('operators', () => {
    expect(operations(service(`await this.users.findBy({ a: In(ids), b: Not(1), c: IsNull(), d: Not(IsNull()), e: LessThan(2), f: MoreThan(3), g: Not(In(ids)) });`))).toEqual([
      'read User .findBy where(a in ids, b ne 1, c isNull, d notNull, e lt 2, f gt 3, g notIn ids) -> rows',
    ]);
  });

  it('relations', () => {
    expect(operations(service(`await this.users.findBy({ team: { id: dto.teamId }, owner: { role: { name: 'x' } } });`))).toEqual([
      `read User .findBy where(team.id eq dto.teamId, owner.role.name eq 'x') joins User.team, User.owner.role -> rows`,
    ]);
  });

  it('alternatives', () => {
    expect(operations(service(`await this.users.findOne({ where: [{ email: dto.email }, { name: dto.name }] });
await this.users.findOne({ where: [{ id }] });`))).toEqual([
      'read User .findOne where(|email eq dto.email, |name eq dto.name) -> row?',
      'read User .findOne where(id eq id) one -> row?',
    ]);
  });

  it('spreads and variables', () => {
    expect(operations(service(`await this.users.findBy({ ...dto, role });
await this.users.findBy(dto);
const where = { email: dto.email };
await this.users.findOne({ where });`))).toEqual([
      'read User .findBy where(role eq role, ...dto) -> rows',
      'read User .findBy where(...dto) -> rows',
      'read User .findOne where(email eq dto.email) -> row?',
    ]);
  });

  it('conditions that may vanish', () => {
    expect(operations(service(`await this.users.findBy({ a: null, b: undefined, c: role ? 1 : undefined, d: 2 });`))).toEqual([
      'read User .findBy where(d eq 2, ?) -> rows',
    ]);
  });
});

describe('writes', () => {
  it('save', () => {
    expect(operations(service(`await this.users.save(dto);
await this.users.save([dto, role]);
await this.users.save(ids.map((i) => ({ i })), { reload: false });
await this.users.save({ ...dto, id });`))).toEqual([
      'save User .save where(?) entity dto one several statements -> written',
      'save User .save where(?) entity dto one several statements -> written',
      'save User .save where(?) entity role one several statements -> written',
      'save User .save where(?) entity ids.map((i) => ({ i })) several statements -> written',
      'save User .save where(?) entity { ...dto, id } one several statements -> written',
    ]);
  });

  it('insert', () => {
    expect(operations(service(`await this.users.insert({ email: dto.email, ...dto });
await this.users.insert([{ a: 1 }, { a: 2 }]);
await this.users.insert(dto);`))).toEqual([
      'insert User .insert set(email=dto.email, ...dto) one -> {identifiers: written, generatedMaps: written}',
      'insert User .insert set(a=1, a=2) -> {identifiers: written, generatedMaps: written}',
      'insert User .insert set(...dto) one -> {identifiers: written, generatedMaps: written}',
    ]);
  });

  it('update', () => {
    expect(operations(service(`await this.users.update(id, { role });
await this.users.update({ id, role: 'new' }, { role: 'old' });
await this.users.update([1, 2], { role });
await this.users.update(dto.id, dto);
await this.users.update(where, { role });
await this.users.update(ids, { role });
await this.users.update({ id: In(ids) }, { n: () => 'n + 1' });`))).toEqual([
      'update User .update where(id eq id) set(role=role) one -> {affected: affected}',
      `update User .update where(id eq id, role eq 'new') set(role='old') one -> {affected: affected}`,
      'update User .update where(id in [1, 2]) set(role=role) -> {affected: affected}',
      'update User .update where(id eq dto.id) set(...dto) one -> {affected: affected}',
      'update User .update where(...where) set(role=role) -> {affected: affected}',
      'update User .update where(id in ids) set(role=role) -> {affected: affected}',
      `update User .update where(id in ids) set(n=increment('n + 1')) -> {affected: affected}`,
    ]);
  });

  it('atomic fragments', () => {
    expect(operations(service(`await this.users.update(id, { n: () => 'n + 1', stock: () => \`stock - \${dto.n}\`, x: () => 'GREATEST(x, 1)', 'b': () => '"b" * 2', userCount: () => 'user_count + 1' });`))).toEqual([
      `update User .update where(id eq id) set(n=increment('n + 1'), stock=decrement(dto.n), x=expression('GREATEST(x, 1)'), b=multiply('"b" * 2'), userCount=increment('user_count + 1')) one -> {affected: affected}`,
    ]);
  });

  it('upsert', () => {
    expect(operations(service(`await this.users.upsert({ email: dto.email, name: 'x' }, ['email']);
await this.users.upsert(dto, { conflictPaths: ['email'], skipUpdateIfNoValuesChanged: true });
await this.users.upsert([{ a: 1 }], { conflictPaths: { a: true } });`))).toEqual([
      `upsert User .upsert where(email eq dto.email) set(email=dto.email, name='x') update(email=dto.email, name='x') on conflict update one -> {identifiers: written, generatedMaps: written}`,
      'upsert User .upsert where(email eq) set(...dto) update(...dto) on conflict update one -> {identifiers: written, generatedMaps: written}',
      'upsert User .upsert where(a eq 1) set(a=1) update(a=1) on conflict update -> {identifiers: written, generatedMaps: written}',
    ]);
  });

  it('delete', () => {
    expect(operations(service(`await this.users.delete(id);
await this.users.delete({ role });
await this.users.softDelete({ id });
await this.users.delete(ids);
await this.users.restore(id);
await this.users.clear();`))).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(role eq role) -> {affected: affected}',
      'delete User .softDelete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id in ids) -> {affected: affected}',
      'update User .restore where(id eq id) set(deletedAt=opaque) one -> {affected: affected}',
      'delete User .clear -> {affected: affected}',
    ]);
  });

  it('remove', () => {
    expect(operations(service(`const u = await this.users.findOneBy({ id });
await this.users.remove(u);
await this.users.softRemove([u, dto]);
await this.users.recover(u);`))).toEqual([
      'read User .findOneBy where(id eq id) one -> row?',
      'delete User .remove where(?) entity u one several statements -> written',
      'delete User .softRemove where(?) entity u one several statements -> written',
      'delete User .softRemove where(?) entity dto one several statements -> written',
      'update User .recover where(?) set(deletedAt=opaque) entity u one several statements -> written',
    ]);
  });

  it('increment', () => {
    expect(operations(service(`await this.users.increment({ id }, 'points', 10);
await this.users.decrement({ id, points: MoreThan(9) }, 'points', dto.n);`))).toEqual([
      'update User .increment where(id eq id) set(points=increment(10)) one -> {affected: affected}',
      'update User .decrement where(id eq id, points gt 9) set(points=decrement(dto.n)) one -> {affected: affected}',
    ]);
  });
});
