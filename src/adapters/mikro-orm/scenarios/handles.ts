import { EntityRepository, LockMode, MikroORM, Transactional, type EntityManager } from '@mikro-orm/postgresql';
import { Job, Room, Wallet } from './entities';

class RoomRepository extends EntityRepository<Room> {
  async open(name: string): Promise<void> {
    const room = await this.findOne({ name });
    if (room) return;
    this.em.persist(this.create({ name })); // race: no-check-then-create
    await this.em.flush();
  }
}

export class Rooms {
  constructor(
    private readonly orm: MikroORM,
    private readonly em: EntityManager,
    private readonly rooms: RoomRepository,
  ) {}

  async fork(name: string): Promise<void> {
    const em = this.orm.em.fork();
    const room = await em.findOne(Room, { name });
    if (!room) await em.persist(em.create(Room, { name })).flush(); // race: no-check-then-create
  }

  async byRepository(name: string): Promise<void> {
    const repository = this.em.getRepository(Room);
    const room = await repository.findOne({ name });
    if (!room) await repository.insert({ name }); // race: no-check-then-create
  }

  async injected(name: string): Promise<void> {
    if ((await this.rooms.count({ name })) === 0) await this.rooms.upsert({ name });
  }

  @Transactional()
  async start(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, id);
    if (job.state !== 'idle') throw new Error('busy');
    job.state = 'running'; // race: no-check-then-update
    await this.em.flush();
  }

  @Transactional()
  async startLocked(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (job.state !== 'idle') throw new Error('busy');
    job.state = 'running';
    await this.em.flush();
  }

  async explicitly(id: string, by: number): Promise<void> {
    await this.em.begin();
    try {
      const wallet = await this.em.findOneOrFail(Wallet, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      wallet.balance -= by;
      await this.em.commit();
    } catch (error) {
      await this.em.rollback();
      throw error;
    }
  }

  async explicitlyUnlocked(id: string, by: number): Promise<void> {
    await this.em.begin();
    const wallet = await this.em.findOneOrFail(Wallet, id);
    wallet.balance -= by; // race: no-read-modify-write
    await this.em.commit();
  }

  async joined(id: string, by: number): Promise<void> {
    await this.em.transactional(async () => {
      const wallet = await this.em.findOneOrFail(Wallet, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      wallet.balance -= by;
    });
  }

  async outside(id: string, by: number): Promise<void> {
    const fork = this.em.fork();
    await fork.transactional(async (tx) => {
      await tx.findOneOrFail(Wallet, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    });
    const wallet = await fork.findOneOrFail(Wallet, id);
    wallet.balance -= by; // race: no-read-modify-write
    await fork.flush();
  }
}

async function pay(tx: EntityManager): Promise<void> {
  const wallet = await tx.findOneOrFail(Wallet, 'main', { lockMode: LockMode.PESSIMISTIC_WRITE });
  wallet.balance -= 1;
  await tx.flush();
}

export const named = (em: EntityManager): Promise<void> => em.transactional(pay);

export const given = async (em: EntityManager, id: string): Promise<void> => {
  const job = await em.findOneOrFail(Job, { id });
  if (job.state !== 'idle') return;
  await em.createQueryBuilder(Job).update({ state: 'running', by: job.owner }).where({ id }).execute(); // race: no-check-then-update
};

export const givenConditionally = async (em: EntityManager, id: string): Promise<void> => {
  const job = await em.qb(Job).select('*').where({ id }).getSingleResult();
  if (job?.state !== 'idle') return;
  const result = await em.createQueryBuilder(Job).update({ state: 'running' }).where({ id, state: 'idle' }).execute();
  if (result.affectedRows === 0) throw new Error('busy');
};

export const untyped = async (container: { resolve: (name: string) => unknown }, name: string): Promise<void> => {
  const em = container.resolve('em') as EntityManager;
  const room = await em.findOne(Room, { name });
  if (!room) await em.persistAndFlush(em.create(Room, { name })); // race: no-check-then-create
};
