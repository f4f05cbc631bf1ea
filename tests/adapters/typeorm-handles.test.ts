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

describe('managers', () => {
  it('entity first', () => {
    expect(operations(service(`await this.ds.manager.findOne(User, { where: { id } });
await this.ds.manager.save(User, dto);
await this.ds.manager.update(User, id, { role });
await this.ds.manager.delete(User, { id });
await this.ds.manager.increment(User, { id }, 'n', 1);
await this.ds.manager.insert(User, { a: 1 });
await this.ds.manager.count(User, { where: { role } });
await this.ds.manager.existsBy(User, { role });`))).toEqual([
      'read User .findOne where(id eq id) one -> row?',
      'save User .save where(?) entity dto one several statements -> written',
      'update User .update where(id eq id) set(role=role) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'update User .increment where(id eq id) set(n=increment(1)) one -> {affected: affected}',
      'insert User .insert set(a=1) one -> {identifiers: written, generatedMaps: written}',
      'read User .count where(role eq role) -> count',
      'read User .existsBy where(role eq role) -> boolean',
    ]);
  });

  it('the table of an entity in memory', () => {
    expect(operations(service(`const u = this.ds.manager.create(User, dto);
await this.ds.manager.save(u);
await this.ds.manager.save([u, new User()]);
await this.ds.manager.remove(u, { listeners: false });
const v = await this.users.findOneBy({ id });
await this.ds.manager.save(v);
await this.ds.manager.save(dto);
let w = await this.users.findOneBy({ id });
if (!w) { w = new User(); } await this.ds.manager.save(w);
for (const x of await this.users.find()) await this.ds.manager.save(x)`))).toEqual([
      'save User .save where(?) entity u one several statements -> written',
      'save User .save where(?) entity u one several statements -> written',
      'save User .save where(?) entity new User() one several statements -> written',
      'delete User .remove where(?) entity u one several statements -> written',
      'read User .findOneBy where(id eq id) one -> row?',
      'save User .save where(?) entity v one several statements -> written',
      'save ? .save where(?) entity dto one several statements -> written',
      'read User .findOneBy where(id eq id) one -> row?',
      'save User .save where(?) entity w one several statements -> written',
      'read User .find -> rows',
      'save User .save where(?) entity x one several statements -> written',
    ]);
  });

  it('a transaction callback', () => {
    expect(operations(service(`await this.ds.transaction(async (tx) => { await tx.findOneBy(User, { id });
await tx.getRepository(User).save(dto);
await tx.withRepository(this.users).save(dto);
await this.users.save(dto);
const r = tx.getRepository(User);
await r.delete(id); });`))).toEqual([
      'read User .findOneBy where(id eq id) one -> row? [transaction tx]',
      'save User .save where(?) entity dto one several statements -> written [transaction tx.getRepository(User)]',
      'save User .save where(?) entity dto one several statements -> written [transaction tx.withRepository(this.users)]',
      'save User .save where(?) entity dto one several statements -> written',
      'delete User .delete where(id eq id) one -> {affected: affected} [transaction r]',
    ]);
  });

  it('isolation, nested', () => {
    expect(operations(service(`await this.ds.manager.transaction('SERIALIZABLE', async (tx) => { await tx.transaction(async (inner) => { await inner.delete(User, id); }); });`))).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected} [transaction inner]',
    ]);
  });

  it('query runner', () => {
    expect(operations(service(`const qr = this.ds.createQueryRunner();
await qr.startTransaction();
await qr.manager.save(User, dto);
const { manager: m } = qr;
await m.delete(User, id);
await qr.manager.getRepository(User).delete(id);
await qr.commitTransaction();`))).toEqual([
      'save User .save where(?) entity dto one several statements -> written [transaction qr.manager]',
      'delete User .delete where(id eq id) one -> {affected: affected} [transaction m]',
      'delete User .delete where(id eq id) one -> {affected: affected} [transaction qr.manager.getRepository(User)]',
    ]);
  });

  it('optional manager', () => {
    expect(operations(`${imports}class S { constructor(private readonly users: Repository<User>) {}
 async a(id: string, manager?: EntityManager) { const m = manager ?? this.users.manager; await m.delete(User, id); await (manager ?? this.users.manager).save(User, { id }); const repo = manager ? manager.getRepository(User) : this.users; await repo.delete(id); await manager?.delete(User, id) }
 async b(id: string, manager: EntityManager) { await manager.delete(User, id); }
 async c(id: string, manager: EntityManager = this.users.manager) { await manager.delete(User, id); }
 async d(id: string, repo: Repository<User>) { await repo.delete(id); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected} [either m]',
      'save User .save where(?) entity { id } one several statements -> written [either manager ?? this.users.manager]',
      'delete User .delete where(id eq id) one -> {affected: affected} [either repo]',
      'delete User .delete where(id eq id) one -> {affected: affected} [either manager]',
      'delete User .delete where(id eq id) one -> {affected: affected} [transaction manager]',
      'delete User .delete where(id eq id) one -> {affected: affected} [either manager]',
      'delete User .delete where(id eq id) one -> {affected: affected} [either repo]',
    ]);
  });

  it('manager: any', () => {
    expect(operations(`import { Repository } from 'typeorm';
import { Doc } from './doc';
class S { async a(id: string, manager: any) { const d = await manager.findOne(Doc, { where: { id } }); d.n += 1; await manager.save(Doc, d); await manager.save(d); const r = manager.getRepository(Doc); await r.save(d) } }`)).toEqual([
      'read Doc .findOne where(id eq id) one -> row? [transaction manager]',
      'save Doc .save where(?) entity d one several statements -> written [transaction manager]',
      'save Doc .save where(?) entity d one several statements -> written [transaction manager]',
      'save Doc .save where(?) entity d one several statements -> written [transaction r]',
    ]);
  });
});

describe('bindings', () => {
  it('assigned in the constructor', () => {
    expect(operations(`import { Repository, DataSource, EntityManager, BaseEntity } from 'typeorm';
import { User } from './user';
class S { constructor(ds) { this.users = ds.getRepository(User); }
 a(id) { return this.users.delete(id); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('getter', () => {
    expect(operations(`import { Repository, DataSource, EntityManager, BaseEntity } from 'typeorm';
import { User } from './user';
class S { constructor(private ds: DataSource) {}
 get users() { return this.ds.getRepository(User); }
 a(id) { return this.users.delete(id); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('method that gives a repository', () => {
    expect(operations(`import { Repository, DataSource, EntityManager, BaseEntity } from 'typeorm';
import { User } from './user';
class S { constructor(private ds: DataSource) {}
 private repo(m?: EntityManager) { return m ? m.getRepository(User) : this.ds.getRepository(User); }
 a(id) { return this.repo().delete(id); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected} [either this.repo()]',
    ]);
  });

  it('alias and destructuring', () => {
    expect(operations(`import { Repository, DataSource, EntityManager, BaseEntity } from 'typeorm';
import { User } from './user';
class S { constructor(private users: Repository<User>) {}
 a(id) { const r = this.users; const { users } = this; r.delete(id); users.delete(id); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('statics of an active record', () => {
    expect(operations(`import { Repository, DataSource, EntityManager, BaseEntity } from 'typeorm';
import { User } from './user';
class A extends BaseEntity {
 static byName(n) { return this.findOneBy({ n }); }
 static b(id) { return A.getRepository().delete(id); } }`)).toEqual([
      'read A .findOneBy where(n eq n) -> row?',
      'delete A .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('members of a typed object', () => {
    expect(operations(`import { Repository, DataSource, EntityManager, BaseEntity } from 'typeorm';
import { User } from './user';
interface Deps { users: Repository<User>; ds: DataSource }
async function a(deps: Deps) { await deps.users.delete(1); await deps.ds.manager.delete(User, 2); }`)).toEqual([
      'delete User .delete where(id eq 1) one -> {affected: affected}',
      'delete User .delete where(id eq 2) one -> {affected: affected}',
    ]);
  });

  it('inherited repository', () => {
    expect(operations(`import { BaseService } from './base';
class S extends BaseService<User> { async a(id, dto) { await this.repository.findOne({ where: { id } }); await this.repository.save(dto); } }`)).toEqual([
      'read repo:repository .findOne where(id eq id) one -> row?',
      'save repo:repository .save where(?) entity dto one several statements -> written',
    ]);
  });

  it('lists', () => {
    expect(operations(`import { Repository, DataSource, EntityManager, BaseEntity } from 'typeorm';
import { User } from './user';
class S { constructor(private users: Repository<User>, private ds: DataSource) {}
 async a() { const list = await this.users.find(); await this.ds.manager.save(list); await this.ds.manager.save(list.filter((u) => u.n)); await this.ds.manager.save([1].map((n) => this.users.create({ n }))); } }`)).toEqual([
      'read User .find -> rows',
      'save User .save where(?) entity list several statements -> written',
      'save User .save where(?) entity list.filter((u) => u.n) several statements -> written',
      'save User .save where(?) entity [1].map((n) => this.users.create({ n })) several statements -> written',
    ]);
  });
});
