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

describe('query builder', () => {
  it('select', () => {
    expect(operations(service(`await this.users.createQueryBuilder('u').where('u.email = :e AND u.x = :y', { e: dto.email, y: id }).andWhere('u.state = \\'new\\'').orderBy('u.n', 'DESC').getOne();`))).toEqual([
      'read User .getOne where(email eq dto.email, x eq id, state eq "new") by n -> row?',
    ]);
  });

  it('terminals', () => {
    expect(operations(service(`const q = () => this.users.createQueryBuilder('u');
await this.users.createQueryBuilder('u').getMany();
await this.users.createQueryBuilder('u').where({ role }).getCount();
await this.users.createQueryBuilder('u').getExists();
await this.users.createQueryBuilder('u').getOneOrFail();
await this.users.createQueryBuilder('u').getManyAndCount();
await this.users.createQueryBuilder('u').getRawMany();
await q().where('u.id = :id', { id }).getOne()`))).toEqual([
      'read User .getMany -> rows',
      'read User .getCount where(role eq role) -> count',
      'read User .getExists -> boolean',
      'read User .getOneOrFail -> row!',
      'read User .getManyAndCount -> [rows, count]',
      'read User .getRawMany -> rows',
      'read User .getOne where(id eq id, ?) one -> row?',
    ]);
  });

  it('aggregates', () => {
    expect(operations(service(`const { max } = await this.users.createQueryBuilder('u').select('MAX(u.n)', 'max').where('u.team = :t', { t: id }).getRawOne();
await this.users.createQueryBuilder('u').select('COALESCE(SUM(u.n), 0)', 'total').addSelect('COUNT(*)', 'c').getRawOne();`))).toEqual([
      'read User .getRawOne where(team eq id) -> {max: max n}',
      'read User .getRawOne -> {total: sum n, c: count}',
    ]);
  });

  it('orWhere, brackets, in', () => {
    expect(operations(service(`await this.users.createQueryBuilder('u').where('u.a = :a', { a: 1 }).orWhere('u.b = :b', { b: 2 }).getMany();
await this.users.createQueryBuilder('u').where('u.a = :a', { a: 1 }).andWhere(new Brackets((q) => q.where('u.b = 1'))).getMany();
await this.users.createQueryBuilder('u').where('u.id IN (:...ids)', { ids }).getMany();
await this.users.createQueryBuilder().whereInIds(ids).getMany();`))).toEqual([
      'read User .getMany where(|a eq 1, |b eq 2) -> rows',
      'read User .getMany where(a eq 1, b eq 1) -> rows',
      'read User .getMany where(id in ids) -> rows',
      'read User .getMany where(id in ids) -> rows',
    ]);
  });

  it('joins', () => {
    expect(operations(service(`await this.users.createQueryBuilder('u').leftJoinAndSelect('u.roles', 'r').leftJoin('r.rights', 'g').innerJoin(Team, 't', 't.id = u.teamId').where('r.name = :n', { n: 'x' }).andWhere('t.id = :t', { t: 1 }).getOne();`))).toEqual([
      `read User .getOne where(roles.name eq 'x', t.id eq 1) joins User.roles, User.roles.rights, Team -> row?`,
      'read User.roles .getOne where(?) nested roles',
    ]);
  });

  it('locks', () => {
    expect(operations(service(`await this.users.createQueryBuilder('u').setLock('pessimistic_write').setOnLocked('skip_locked').where('u.id = :id', { id }).getOne();
await this.users.createQueryBuilder('u').setLock('pessimistic_read').getMany();`))).toEqual([
      'read User .getOne where(id eq id) lock update skip one -> row?',
      'read User .getMany lock share -> rows',
    ]);
  });

  it('insert', () => {
    expect(operations(service(`await this.users.createQueryBuilder().insert().into(User).values({ email: dto.email }).orIgnore().execute();
await this.ds.createQueryBuilder().insert().into(User).values([{ user_id: id }, dto]).orUpdate(['name'], ['user_id']).execute();
await this.ds.createQueryBuilder().insert().into(User).values({ userId: id, n: 1 }).orUpdate(['n'], ['user_id']).execute();`))).toEqual([
      'insert User .insert set(email=dto.email) on conflict ignore one -> {identifiers: written, generatedMaps: written}',
      'upsert User .insert where(user_id eq id) set(user_id=id, ...dto) update(?) on conflict update -> {identifiers: written, generatedMaps: written}',
      'upsert User .insert where(userId eq id) set(userId=id, n=1) update(n=1) on conflict update one -> {identifiers: written, generatedMaps: written}',
    ]);
  });

  it('update', () => {
    expect(operations(service(`await this.users.createQueryBuilder().update().set({ n: () => 'n + 1', role }).where('id = :id AND n < seats', { id }).execute();
await this.ds.createQueryBuilder().update(User).set({ points: () => 'points - :by' }).where('id = :id').setParameters({ id, by: dto.n }).execute();
await this.users.createQueryBuilder().update(User, { role }).where({ id }).execute();`))).toEqual([
      `update User .update where(id eq id, ?) set(n=increment('n + 1'), role=role) one -> {affected: affected}`,
      'update User .update where(id eq id) set(points=decrement(dto.n)) one -> {affected: affected}',
      'update User .update where(id eq id) set(role=role) one -> {affected: affected}',
    ]);
  });

  it('delete', () => {
    expect(operations(service(`await this.users.createQueryBuilder().delete().where('id = :id', { id }).execute();
await this.ds.createQueryBuilder().delete().from(User).where('team = :t', { t: 1 }).execute();
await this.users.createQueryBuilder().softDelete().where('id = :id', { id }).execute();`))).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(team eq 1) -> {affected: affected}',
      'delete User .softDelete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('manager and entity', () => {
    expect(operations(service(`await this.ds.transaction(async (m) => { await m.createQueryBuilder(User, 'u').setLock('pessimistic_write').where('u.id = :id', { id }).getOne(); });
await this.ds.createQueryBuilder().select('u').from(User, 'u').where('u.id = :id', { id }).getOne();`))).toEqual([
      'read User .getOne where(id eq id) lock update one -> row? [transaction m]',
      'read User .getOne where(id eq id) one -> row?',
    ]);
  });

  it('built over several statements', () => {
    expect(operations(service(`const qb = this.users.createQueryBuilder('u').where('u.a = :a', { a: 1 });
qb.andWhere('u.b = :b', { b: 2 });
if (role) { qb.andWhere('u.c = :c', { c: 3 }); } const n = await qb.getCount();
return qb.getMany();`))).toEqual([
      'read User .getCount where(a eq 1, b eq 2, ?) -> count',
      'read User .getMany where(a eq 1, b eq 2, ?) -> rows',
    ]);
  });

  it('unconditional, reassigned', () => {
    expect(operations(service(`let qb = this.users.createQueryBuilder('u');
qb = qb.where('u.a = :a', { a: 1 });
qb.setLock('pessimistic_write');
return qb.getOne();`))).toEqual([
      'read User .getOne where(a eq 1) lock update -> row?',
    ]);
  });

  it('handed to a function', () => {
    expect(operations(service(`const qb = this.users.createQueryBuilder('u').where('u.a = :a', { a: 1 }); paginate(qb, dto);
return qb.getMany();`))).toEqual([
      'read User .getMany where(a eq 1, ?) -> rows',
    ]);
  });

  it('a builder parameter', () => {
    expect(operations(`${imports}import { SelectQueryBuilder } from 'typeorm';
async function f(qb: SelectQueryBuilder<User>, id) { return qb.andWhere('u.id = :id', { id }).getOne(); }`)).toEqual([
      `read User .getOne where(?) -> row? [either qb.andWhere('u.id = :id', { id })]`,
    ]);
  });

  it('query runner argument', () => {
    expect(operations(service(`const qr = this.ds.createQueryRunner();
await this.users.createQueryBuilder('u', qr).where('u.id = :id', { id }).getOne();`))).toEqual([
      'read User .getOne where(id eq id) one -> row? [transaction this.ds.createQueryRunner()]',
    ]);
  });

  it('unknown receiver', () => {
    expect(operations(`async function f(repos, id) { return repos.users.createQueryBuilder('u').where('u.id = :id', { id }).getOne(); }`)).toEqual([
      'read repo:users .getOne where(id eq id) one -> row?',
    ]);
  });
});

describe('relations', () => {
  it('add, remove, set', () => {
    expect(operations(service(`await this.users.createQueryBuilder().relation('roles').of(id).add(role);
await this.ds.createQueryBuilder().relation(User, 'roles').of(id).remove(role);
await this.ds.createQueryBuilder().relation(User, 'team').of(dto).set(null);
await this.ds.createQueryBuilder().relation(User, 'roles').of(id).addAndRemove(a, b);
await this.ds.createQueryBuilder().relation(User, 'roles').of(id).loadMany();`))).toEqual([
      'link User.roles .add where(id eq id) set(roles=role) -> nothing',
      'unlink User.roles .remove where(id eq id) set(roles=role) -> nothing',
      'link User.team .set where(id eq dto) set(team=null) -> nothing',
      'link User.roles .addAndRemove where(id eq id) set(roles=a) -> nothing',
      'unlink User.roles .addAndRemove where(id eq id) set(roles=b) -> nothing',
      'read User.roles .loadMany where(id eq id) -> rows',
    ]);
  });
});

describe('raw', () => {
  it('lock', () => {
    expect(operations(service(`await this.ds.query('SELECT * FROM users WHERE id = $1 FOR UPDATE', [id]);
await this.users.query('SELECT * FROM user_profiles p WHERE p.user_id = $1 LIMIT 1 FOR UPDATE SKIP LOCKED', [id]);`))).toEqual([
      'read User .query where(id eq id) lock update -> rows',
      'read sql:user_profiles .query where(user_id eq id) lock update skip -> rows',
    ]);
  });

  it('writes', () => {
    expect(operations(service(`await this.ds.query('UPDATE users SET n = n + $1, role = $2 WHERE id = $3 AND state = \\'new\\'', [dto.n, role, id]);
await this.ds.query(\`INSERT INTO users (email, n) VALUES ($1, 1) ON CONFLICT (email) DO NOTHING\`, [dto.email]);
await this.ds.query(\`DELETE FROM "user" WHERE id = \${id}\`);
await this.ds.manager.query('INSERT INTO users (email) VALUES (?) ON DUPLICATE KEY UPDATE n = n + 1', [dto.email]);`))).toEqual([
      'update User .query where(id eq id, state eq "new") set(n=increment(dto.n), role=role) -> [rows, affected]',
      'insert User .query set(email=dto.email, n=1) on conflict ignore one -> rows',
      'delete User .query where(id eq id) -> [rows, affected]',
      'upsert User .query where(?) set(email=dto.email) update(n=increment()) on conflict update one -> rows',
    ]);
  });

  it('advisory lock, aggregate', () => {
    expect(operations(service(`await this.ds.transaction(async (m) => { await m.query('SELECT pg_advisory_xact_lock($1)', [id]);
const [{ max }] = await m.query('SELECT MAX(n) AS max FROM users WHERE team = $1', [id]); });`))).toEqual([
      'lock ? .query lock update key id transaction -> nothing [transaction m]',
      'read User .query where(team eq id) -> [{max: max n}] [transaction m]',
    ]);
  });

  it('tag', () => {
    expect(operations(service(`await this.ds.sql\`SELECT * FROM users WHERE id = \${id}\`;`))).toEqual([
      'read User .sql where(id eq id) -> rows',
    ]);
  });

  it(`text that can't be read`, () => {
    expect(operations(service(`await this.ds.query(dto.sql);
await this.ds.query(dto.sql + " WHERE id = 1");`))).toEqual([
    ]);
  });
});
