import { describe, expect, it } from 'vitest';
import { effects, extents, handles } from './print-typeorm.js';

describe('transactions', () => {
  it('callback', () => {
    expect(extents(`import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
class S { constructor(private ds: DataSource) {}
 a() { return this.ds.transaction(async (tx) => { await tx.delete(User, 1); }); } }`)).toEqual([
      'callback default transaction typeorm:tx:192:0 parameter 0',
    ]);
  });

  it('callback without a parameter', () => {
    expect(extents(`import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
class S { constructor(private ds: DataSource) {}
 a() { return this.ds.transaction(async () => {}); } }`)).toEqual([
      'callback default transaction typeorm:tx:192:0 parameter undefined',
    ]);
  });

  it('isolation', () => {
    expect(extents(`import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
class S { constructor(private ds: DataSource) {}
 a(level) { this.ds.transaction('REPEATABLE READ', async (tx) => {}); this.ds.manager.transaction(level, async (tx) => {}); } }`)).toEqual([
      'callback repeatable-read transaction typeorm:tx:209:0 parameter 0',
      'callback ? transaction typeorm:tx:263:0 parameter 0',
    ]);
  });

  it('a function of the file', () => {
    expect(extents(`import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
class S { constructor(private ds: DataSource) {}
 a() { const work = async (m: EntityManager) => {}; return this.ds.transaction(work); }
 b() { return this.ds.transaction(this.work); }
 work = async (m: EntityManager) => {}; }`)).toEqual([
      'callback default transaction typeorm:tx:178:0 parameter 0',
      'callback default transaction typeorm:tx:302:0 parameter 0',
    ]);
  });

  it('query runner', () => {
    expect(extents(`import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
class S { constructor(private ds: DataSource) {}
 async a() { const qr = this.ds.createQueryRunner(); await qr.startTransaction('SERIALIZABLE'); try { await qr.commitTransaction(); } catch { await qr.rollbackTransaction(); } } }`)).toEqual([
      'begin serializable transaction typeorm:runner:182',
      'commit typeorm:runner:182',
      'rollback typeorm:runner:182',
    ]);
  });

  it('a runner that is declared first', () => {
    expect(extents(`const { AppDataSource } = require('./data-source');
async function a() { let queryRunner; queryRunner = AppDataSource.createQueryRunner(); await queryRunner.startTransaction(); await queryRunner.commitTransaction(); }`)).toEqual([
      'begin default transaction typeorm:runner:104',
      'commit typeorm:runner:104',
    ]);
  });

  it('BEGIN as SQL', () => {
    expect(extents(`import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
async function a(qr: QueryRunner) { await qr.query('BEGIN ISOLATION LEVEL SERIALIZABLE'); await qr.query('COMMIT'); await qr.query('ROLLBACK'); }`)).toEqual([
      'begin serializable transaction typeorm:runner:109',
      'commit typeorm:runner:109',
      'rollback typeorm:runner:109',
    ]);
  });

  it('typeorm-transactional', () => {
    expect(extents(`import { Transactional, runInTransaction, IsolationLevel, Propagation } from 'typeorm-transactional';
class S {
 @Transactional() async a() {}
 @Transactional({ isolationLevel: IsolationLevel.SERIALIZABLE }) async b() {}
 @Transactional({ propagation: Propagation.NOT_SUPPORTED }) async c() {}
 async d() { await runInTransaction(async () => {}, { isolationLevel: 'SERIALIZABLE' }); } }`)).toEqual([
      'function default',
      'function serializable',
      'callback serializable client typeorm:client parameter undefined',
    ]);
  });

  it('a context', () => {
    expect(extents(`import { Transaction, TransactionalConnection } from '@vendure/core';
class S { constructor(private connection: TransactionalConnection) {}
 @Transaction() a(ctx) { return this.connection.withTransaction(ctx, async (inner) => {}); }
 @Transaction('manual') b(ctx) {} }`)).toEqual([
      'function default',
      'callback default transaction typeorm:tx:209:0 parameter 0',
    ]);
  });

  it('sessions of others', () => {
    expect(extents(`await session.startTransaction(); await session.commitTransaction(); await db.transaction(async (tx) => {}); await sequelize.transaction(async (t) => {});`)).toEqual([
    ]);
  });
});

describe('in memory', () => {
  it('create, merge, preload', () => {
    expect(effects(`import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
class S { constructor(private users: Repository<User>, private ds: DataSource) {}
 async a(dto, u) { this.users.create(dto); this.users.create(); this.users.create([dto]); this.users.merge(u, dto, { a: 1 }); this.ds.manager.create(User, dto); this.ds.manager.merge(User, u, dto); await this.users.preload({ id: 1, ...dto }); } }`)).toEqual([
      'allocates dto',
      'allocates ',
      'u <- dto, { a: 1 }',
      'allocates dto',
      'u <- dto',
      'this.users.preload({ id: 1, ...dto }) <- { id: 1, ...dto }',
    ]);
  });
});

describe('identity of handles', () => {
  const imports = `import { Repository, DataSource, EntityManager, QueryRunner } from 'typeorm';
import { User } from './user';
`;

  it('is the extent\'s for everything that its manager gives', () => {
    const [opened, ...inside] = handles(`${imports}class S { constructor(private ds: DataSource, private users: Repository<User>) {}
 a() { return this.ds.transaction(async (tx) => { await tx.delete(User, 1); await tx.getRepository(User).delete(1); await tx.withRepository(this.users).delete(1); await this.users.delete(1); }); } }`);
    expect(inside).toHaveLength(4);
    const id = opened?.replace('callback ', '');
    expect(inside.slice(0, 3)).toEqual([`delete transaction ${String(id)}`, `delete transaction ${String(id)}`, `delete transaction ${String(id)}`]);
    expect(inside[3]).toBe('delete client typeorm:client');
  });

  it('is the runner\'s from begin to end', () => {
    const found = handles(`${imports}async function a(ds: DataSource) { const qr = ds.createQueryRunner(); await qr.startTransaction(); const { manager } = qr; await manager.delete(User, 1); await qr.manager.delete(User, 1); await qr.commitTransaction(); }`);
    expect(new Set(found.map((line) => line.replace(/^.* /, ''))).size).toBe(1);
    expect(found).toHaveLength(4);
  });

  it('tells two transactions apart', () => {
    const found = handles(`${imports}async function a(ds: DataSource) { await ds.transaction(async (tx) => { await tx.delete(User, 1); }); await ds.transaction(async (tx) => { await tx.delete(User, 1); }); }`);
    expect(new Set(found.map((line) => line.replace(/^.* /, ''))).size).toBe(2);
  });
});
