import { describe, expect, it } from 'vitest';
import { operations } from './print-typeorm.js';

describe('evidence', () => {
  it('InjectRepository without a type', () => {
    expect(operations(`import { InjectRepository } from '@nestjs/typeorm';
import { User } from './user';
class S { constructor(@InjectRepository(User) private users) {} a(id) { return this.users.delete(id); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('annotation only', () => {
    expect(operations(`import { Repository as R } from 'typeorm';
import { User as U } from './user';
class S { private readonly users: R<U>; a(id) { return this.users.delete(id); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('InjectEntityManager, InjectDataSource', () => {
    expect(operations(`import { InjectEntityManager, InjectDataSource } from '@nestjs/typeorm';
class S { constructor(@InjectEntityManager() private em, @InjectDataSource() private db) {} a(id) { this.em.delete(User, id); this.db.manager.delete(User, id); this.db.query('DELETE FROM user WHERE id = $1', [id]); } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete sql:user .query where(id eq id) -> [rows, affected]',
    ]);
  });

  it('getRepository of 0.2', () => {
    expect(operations(`import { getRepository, getManager, getConnection } from 'typeorm';
import { User } from './user';
export async function a(id) { const repo = getRepository(User); await repo.delete(id); await getManager().delete(User, id); await getConnection().getRepository(User).delete(id); await getConnection().transaction(async (m) => { await m.delete(User, id) }) }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected} [transaction m]',
    ]);
  });

  it('require', () => {
    expect(operations(`const { DataSource } = require('typeorm');
const AppDataSource = new DataSource({});
async function a(id) { await AppDataSource.getRepository('User').delete(id); await AppDataSource.manager.delete('User', id); }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('EntitySchema', () => {
    expect(operations(`const { EntitySchema } = require('typeorm');
const Users = new EntitySchema({ name: 'User' });
const db = require('./db');
async function a(id) { await db.getRepository(Users).delete(id); }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('imported data source', () => {
    expect(operations(`import { AppDataSource } from './data-source';
import { User } from './user';
const repo = AppDataSource.getRepository(User);
export const users = () => AppDataSource.getRepository(User);
async function a(id) { await repo.delete(id); await users().delete(id); await AppDataSource.manager.save(User, { id }); await AppDataSource.transaction(async (t) => { await t.save(User, { id }) }) }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'save User .save where(?) entity { id } one several statements -> written',
      'save User .save where(?) entity { id } one several statements -> written [transaction t]',
    ]);
  });

  it('a project wrapper with a context', () => {
    expect(operations(`import { TransactionalConnection, Product } from '@vendure/core';
class S { constructor(private connection: TransactionalConnection) {} async a(ctx, id) { await this.connection.getRepository(ctx, Product).delete(id); await this.connection.rawConnection.getRepository(Product).delete(id); await this.connection.withTransaction(ctx, async (inner) => { await this.connection.getRepository(inner, Product).delete(id) }) } }`)).toEqual([
      'delete Product .delete where(id eq id) one -> {affected: affected} [either this.connection.getRepository(ctx, Product)]',
      'delete Product .delete where(id eq id) one -> {affected: affected}',
      'delete Product .delete where(id eq id) one -> {affected: affected} [transaction this.connection.getRepository(inner, Product)]',
    ]);
  });

  it('extend', () => {
    expect(operations(`import { dataSource } from './data-source';
import { User } from './user';
export const UserRepository = dataSource.getRepository(User).extend({ byName(name) { return this.findOneBy({ name }); } });
async function a(id) { await UserRepository.delete(id); }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('class extends Repository', () => {
    expect(operations(`import { Repository, DataSource } from 'typeorm';
import { User } from './user';
export class UserRepository extends Repository<User> { constructor(ds: DataSource) { super(User, ds.createEntityManager()); } async a(id) { await this.delete(id); await this.manager.delete(User, id); return this.createQueryBuilder('u').where('u.id = :id', { id }).getOne(); } }
class S { constructor(private repo: UserRepository) {} b(id) { return this.repo.delete(id) } }`)).toEqual([
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'read User .getOne where(id eq id) one -> row?',
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('EntityRepository of 0.2', () => {
    expect(operations(`import { EntityRepository, AbstractRepository } from 'typeorm';
@EntityRepository(User)
class Users extends AbstractRepository { a(id) { return this.repository.findOne({ where: { id } }); } b(id) { return this.manager.delete(User, id) } }`)).toEqual([
      'read User .findOne where(id eq id) one -> row?',
      'delete User .delete where(id eq id) one -> {affected: affected}',
    ]);
  });

  it('active record in the file', () => {
    expect(operations(`import { BaseEntity, Entity } from 'typeorm';
@Entity() export class User extends BaseEntity { n = 0; async bump() { this.n += 1; await this.save(); } }
async function a(id) { const u = await User.findOneBy({ id }); u.n += 1; await u.save(); await User.delete(id); const v = new User(); await v.save(); await v.remove() }`)).toEqual([
      'save User .save where(?) entity this one several statements -> written',
      'read User .findOneBy where(id eq id) one -> row?',
      'save User .save where(?) entity u one several statements -> written',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'save User .save where(?) entity v one several statements -> written',
      'delete User .remove where(?) entity v one several statements -> written',
    ]);
  });

  it('active record imported', () => {
    expect(operations(`import { User } from './user';
async function a(id) { const u = await User.findOneBy({ id }); u.n += 1; await u.save(); await User.delete(id); const v = new User(); await v.save(); await User.save(v) }`)).toEqual([
      'read User .findOneBy where(id eq id) one -> row?',
      'save User .save where(?) entity u one several statements -> written',
      'delete User .delete where(id eq id) one -> {affected: affected}',
      'save User .save where(?) entity v one several statements -> written',
      'save User .save where(?) entity v one several statements -> written',
    ]);
  });

  it('custom repository class of another file', () => {
    expect(operations(`import { UserRepository } from './user.repository';
class S { constructor(private readonly users: UserRepository) {} async a(id, dto) { const u = await this.users.findOne({ where: { id } }); await this.users.save(dto) } async b(id, dto) { const u = await this.users.findOneBy({ id }); await this.users.save(u) } }`)).toEqual([
      'read repo:UserRepository .findOne where(id eq id) one -> row?',
      'save repo:UserRepository .save where(?) entity dto one several statements -> written',
      'read repo:UserRepository .findOneBy where(id eq id) one -> row?',
      'save repo:UserRepository .save where(?) entity u one several statements -> written',
    ]);
  });

  it('custom repository class and its entity', () => {
    expect(operations(`import { UserRepository } from './user.repository';
import { User } from './user.entity';
class S { constructor(private readonly repo: UserRepository) {} async a(email) { const u = await this.repo.findOneBy({ email }); if (!u) await this.repo.save(User.from(email)) } }`)).toEqual([
      'read User .findOneBy where(email eq email) -> row?',
      'save User .save where(?) entity User.from(email) one several statements -> written',
    ]);
  });

  it('a name and the form of the arguments', () => {
    expect(operations(`async function a(userRepository, id) { const u = await userRepository.findOne({ where: { id } }); return u; }
async function b(users, id) { return users.findOneBy({ id }); }`)).toEqual([
      'read repo:userRepository .findOne where(id eq id) one -> row? [either userRepository]',
      'read repo:users .findOneBy where(id eq id) one -> row? [either users]',
    ]);
  });

  it('subscriber event', () => {
    expect(operations(`import { EventSubscriber, InsertEvent } from 'typeorm';
import { User } from './user';
class S { afterInsert(event: InsertEvent<User>) { return event.manager.delete(User, 1); } }`)).toEqual([
      'delete User .delete where(id eq 1) one -> {affected: affected} [transaction event.manager]',
    ]);
  });

  it('test module', () => {
    expect(operations(`import { DataSource } from 'typeorm';
import { getRepositoryToken } from '@nestjs/typeorm';
async function a(app) { const repo = app.get(getRepositoryToken(User)); await repo.delete(1); await app.get(DataSource).manager.delete(User, 1) }`)).toEqual([
      'delete User .delete where(id eq 1) one -> {affected: affected}',
      'delete User .delete where(id eq 1) one -> {affected: affected}',
    ]);
  });
});

describe('active records of other files', () => {
  it('proven by conditions', () => {
    expect(operations(`import { User } from './models';
await User.findOne({ where: { id } });
await User.findOneBy({ id });
await User.save(user);`)).toEqual([
      'read User .findOne where(id eq id) one -> row?',
      'read User .findOneBy where(id eq id) one -> row?',
      'save User .save where(?) entity user one several statements -> written',
    ]);
  });

  it('options that only TypeORM has', () => {
    expect(operations(`import { User } from './models';
await User.findOne({ where: { id }, relations: ['team'] });
await User.update({ id }, { n: 1 });`)).toEqual([
      'read User .findOne where(id eq id) joins User.team one -> row?',
      'read User.team .findOne where(?) nested team',
      'update User .update where(id eq id) set(n=1) one -> {affected: affected}',
    ]);
  });

  it('proven by create().save()', () => {
    expect(operations(`import { User } from 'database';
await User.create({ id }).save();
await User.findOne({ where: { id } });`)).toEqual([
      'save User .save where(?) entity User.create({ id }) one several statements -> written',
      'read User .findOne where(id eq id) one -> row?',
    ]);
  });

  it('classes of one module', () => {
    expect(operations(`import { User, Role } from './models';
await User.findOneBy({ id });
await Role.findOne({ where: { id } });`)).toEqual([
      'read User .findOneBy where(id eq id) one -> row?',
      'read Role .findOne where(id eq id) one -> row?',
    ]);
  });

  it('an entity in a file that imports TypeORM', () => {
    expect(operations(`import { In } from 'typeorm';
import { User } from '../entities/user';
await User.delete({ id: In(ids) });
const user = await User.createQueryBuilder('u').where('u.id = :id', { id }).getOne();
await user.save();`)).toEqual([
      'delete User .delete where(id in ids) -> {affected: affected}',
      'read User .getOne where(id eq id) one -> row?',
      'save User .save where(?) entity user one several statements -> written',
    ]);
  });

  it('a base class of another file', () => {
    expect(operations(`import { Entity } from 'typeorm';
import { Base } from './base';
@Entity() class User extends Base { bump() { return this.save(); } }
await User.findOne({ where: { id } });`)).toEqual([
      'save User .save where(?) entity this one several statements -> written',
      'read User .findOne where(id eq id) one -> row?',
    ]);
  });

  it('getDataSource()', () => {
    expect(operations(`import { db } from './db';
import { User } from './user';
await db.getDataSource().transaction(async (tx) => { await tx.delete(User, 1); });`)).toEqual([
      'delete User .delete where(id eq 1) one -> {affected: affected} [transaction tx]',
    ]);
  });
});
