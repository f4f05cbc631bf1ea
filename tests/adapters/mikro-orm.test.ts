import { describe, expect, it } from 'vitest';
import { dialect } from '../../src/adapters/mikro-orm/index.js';
import { factsOf } from './print-facts.js';

const head = "import { LockMode, raw, sql, wrap, type EntityManager, type EntityRepository } from '@mikro-orm/core'; import { User, Team } from './entities';";
/** The body begins in line 2. */
const facts = (code: string): readonly string[] => factsOf(dialect, `${head} export const f = async (em: EntityManager, users: EntityRepository<User>, id: string, email: string, dto: any) => {\n${code}\n};`);
const plain = (code: string): readonly string[] => facts(code).map((line) => line.replaceAll(' [either]', ''));

describe('reads', () => {
  it('of managers and repositories', () => {
    expect(plain(`await em.findOne(User, id);
await em.findOneOrFail(User, { email }, { lockMode: LockMode.PESSIMISTIC_READ });
await users.find({ $or: [{ email }, { id }], age: { $gte: 18 }, team: { id } });
await users.findAll({ where: { email: null } });
await em.findAndCount('User', [id]);
await em.count(User);`).map((line) => line.replace(/ \[transaction\]/, ''))).toEqual([
      'read mikro-orm:User where(id eq id) -> row',
      'read mikro-orm:User where(email eq email) lock share -> row',
      'read mikro-orm:User where(|email eq email, |id eq id, age gte 18, team.id eq id) -> rows',
      'read mikro-orm:User where(email isNull) -> rows',
      'read mikro-orm:User where(id in [id]) -> tuple',
      'read mikro-orm:User -> number',
    ]);
  });

  it('a condition that may be undefined leaves the predicate open, an object of conditions is spread', () => {
    expect(plain(`await em.findOne(User, { email: dto.email ?? undefined });
await em.findOne(User, dto);`)).toEqual(['read mikro-orm:User where(?) -> row', 'read mikro-orm:User where(...dto) -> row']);
  });

  it('an optimistic lock locks nothing', () => {
    expect(plain('await em.findOne(User, id, { lockMode: LockMode.OPTIMISTIC, lockVersion: 1 });')).toEqual(['read mikro-orm:User where(id eq id) [transaction] -> row']);
  });

  it('the table of an entity that is a parameter is unknown', () => {
    expect(plain('await em.findOne(dto, id);')).toEqual(['read ? where(id eq id) -> row']);
  });
});

describe('writes that are sent at once', () => {
  it('statements', () => {
    expect(plain(`await em.insert(User, { email });
await em.nativeUpdate(User, { id }, { n: raw('n + 1'), m: sql\`m - \${dto.by}\` });
await em.nativeDelete(User, id);
await em.upsert(User, { email, n: 1 }, { onConflictFields: ['email'] });
await em.upsert(User, { email }, { onConflictAction: 'ignore' });`)).toEqual([
      'insert mikro-orm:User set(email=email) -> nothing',
      "update mikro-orm:User where(id eq id) set(n=increment(), m=decrement(dto.by)) -> affected",
      'delete mikro-orm:User where(id eq id) -> affected',
      'upsert mikro-orm:User where(email eq email) set(email=email, n=1) on conflict update -> written',
      'insert mikro-orm:User set(email=email) on conflict ignore -> written',
    ]);
  });

  it('query builders', () => {
    expect(plain(`await em.createQueryBuilder(User).update({ email }).where({ id }).execute();
await em.qb(User).select('*').where({ email }).getSingleResult();
await em.qb(User).select('*').where('email = ?', [email]).getResult();
await users.createQueryBuilder().delete({ id }).execute();`)).toEqual([
      'update mikro-orm:User where(id eq id) set(email=email) -> object',
      'read mikro-orm:User where(email eq email) -> row',
      'read mikro-orm:User where(?) -> rows',
      'delete mikro-orm:User where(id eq id) -> object',
    ]);
  });
});

describe('the unit of work', () => {
  it('changes of rows, persists, creates and removes are sent by the next flush', () => {
    expect(plain(`const user = await em.findOneOrFail(User, id);
user.email = email;
user.n += 1;
user.n++;
em.assign(user, { email });
wrap(user).assign(dto);
em.persist(new Team());
em.create(Team, { id });
em.remove(user);
await em.flush();`)).toEqual([
      'read mikro-orm:User where(id eq id) -> row',
      'update mikro-orm:User where(?) set(email=email) -> written sent line 11',
      'update mikro-orm:User where(?) set(n=user.n += 1) -> written sent line 11',
      'update mikro-orm:User where(?) set(n=user.n++) -> written sent line 11',
      'update mikro-orm:User where(?) set(email=email) -> written sent line 11',
      'update mikro-orm:User where(?) set(...dto) -> written sent line 11',
      'save mikro-orm:Team where(?) -> nothing sent line 11',
      'insert mikro-orm:Team set(id=id) -> written sent line 11',
      'delete mikro-orm:User where(?) -> nothing sent line 11',
    ]);
  });

  it('nothing is written where no flush is in view', () => {
    expect(plain(`const user = await em.findOneOrFail(User, id);
user.email = email;
em.persist(new Team());`)).toEqual(['read mikro-orm:User where(id eq id) -> row']);
  });

  it('a flush in another branch, or behind a return, doesn\'t send', () => {
    expect(plain(`const user = await em.findOneOrFail(User, id);
if (dto.a) { user.email = email; return; }
if (dto.b) user.email = email; else await em.flush();`)).toEqual(['read mikro-orm:User where(id eq id) -> row']);
  });

  it('what is made here isn\'t changed in the database', () => {
    expect(plain(`const team = new Team();
team.name = email;
em.persist(team);
await em.flush();`)).toEqual(['save mikro-orm:Team where(?) -> nothing sent line 5']);
  });

  it('what is given to a call, or changed inside, is written by the flush', () => {
    expect(plain(`const user = await em.findOneOrFail(User, id);
user.tags.push(email);
await em.flush();`)).toEqual(['read mikro-orm:User where(id eq id) -> row', 'save mikro-orm:User where(?) -> nothing']);
  });

  it('the end of a transaction sends', () => {
    expect(plain(`await em.transactional(async (tx) => {
const user = await tx.findOneOrFail(User, id);
user.email = email;
});`)).toEqual(['callback default', 'read mikro-orm:User where(id eq id) [transaction] -> row', 'update mikro-orm:User where(?) set(email=email) [transaction] -> written sent line 2']);
  });
});

describe('transactions', () => {
  it('begin, commit, and locks', () => {
    expect(facts(`await em.begin({ isolationLevel: 'serializable' });
const user = await em.findOneOrFail(User, id);
await em.lock(user, LockMode.PESSIMISTIC_WRITE);
await em.refresh(user);
await em.commit();
await em.rollback();`)).toEqual([
      'begin serializable',
      'read mikro-orm:User where(id eq id) [transaction] -> row',
      'lock mikro-orm:User where(id eq user) lock update [transaction] -> nothing',
      'read mikro-orm:User where(id eq user) [transaction] -> row',
      'commit',
      'rollback',
    ]);
  });

  it('the injected manager joins, a fork doesn\'t', () => {
    expect(factsOf(dialect, `${head} class Users { constructor(private readonly em: EntityManager) {}
async f(id: string) {
const fork = this.em.fork();
await this.em.transactional(async () => { await this.em.nativeDelete(User, id); await fork.nativeDelete(User, id); });
} }`)).toEqual(['callback default', 'delete mikro-orm:User where(id eq id) [transaction] -> affected', 'delete mikro-orm:User where(id eq id) -> affected']);
  });
});

describe('silent', () => {
  it('TypeORM\'s manager of the same name', () => {
    expect(factsOf(dialect, 'import { EntityManager } from \'typeorm\'; import { User } from \'./user\'; export const f = async (em: EntityManager, id: string) => { await em.findOne(User, { where: { id } }); await em.save(id); };')).toEqual([]);
  });

  it('streams and caches that flush', () => {
    expect(factsOf(dialect, 'export const f = async (out, store) => { out.persist(1); await out.flush(); const row = await store.findOne(1); row.n = 1; await store.flush(); };')).toEqual([]);
  });
});
