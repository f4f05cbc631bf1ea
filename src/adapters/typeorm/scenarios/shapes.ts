/** Every shape in TypeORM's idioms, each beside a near miss. */
import { DataSource, Repository } from 'typeorm';
import { Account, Booking, Invoice, Order, Room, Setting, User } from './entities';

export class Shapes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: Repository<User>,
    private readonly orders: Repository<Order>,
    private readonly accounts: Repository<Account>,
    private readonly invoices: Repository<Invoice>,
    private readonly bookings: Repository<Booking>,
    private readonly settings: Repository<Setting>,
  ) {}

  async createIfAbsent(email: string) {
    const known = await this.users.findOne({ where: { email } });
    if (!known) await this.users.insert({ email }); // race: no-check-then-create
  }

  async createBesideAnother(email: string, phone: string) {
    const known = await this.users.findOneBy({ phone });
    if (!known) await this.users.insert({ email });
  }

  async createAndCatch(email: string) {
    if (await this.users.existsBy({ email })) return;
    try {
      await this.users.insert({ email });
    } catch (error) {
      if (error.driverError.code !== '23505') throw error;
    }
  }

  async guardedUpdate(id: string) {
    const order = await this.orders.findOneByOrFail({ id });
    if (order.status !== 'open') throw new Error('closed');
    await this.orders.update({ id }, { status: 'paid' }); // race: no-check-then-update
  }

  async conditionalUpdate(id: string) {
    const order = await this.orders.findOneByOrFail({ id });
    if (order.status !== 'open') throw new Error('closed');
    const { affected } = await this.orders.update({ id, status: 'open' }, { status: 'paid' });
    if (!affected) throw new Error('closed');
  }

  async readModifyWrite(id: string, amount: number) {
    const account = await this.accounts.findOneByOrFail({ id });
    account.balance += amount;
    await this.accounts.save(account); // race: no-read-modify-write
  }

  async increment(id: string, amount: number) {
    await this.accounts.increment({ id }, 'balance', amount);
  }

  async nextNumber(orgId: string) {
    const last = await this.invoices.findOne({ where: { orgId }, order: { number: 'DESC' } });
    await this.invoices.insert({ orgId, number: (last?.number ?? 0) + 1 }); // race: no-max-plus-one
  }

  async limitCheck(roomId: string) {
    if ((await this.bookings.countBy({ roomId })) >= 10) throw new Error('full');
    await this.bookings.insert({ roomId }); // race: no-racy-limit-check
  }

  async limitUnderLock(roomId: string) {
    await this.dataSource.transaction(async (manager) => {
      await manager.findOneOrFail(Room, { where: { id: roomId }, lock: { mode: 'pessimistic_write' } });
      if ((await manager.countBy(Booking, { roomId })) >= 10) throw new Error('full');
      await manager.insert(Booking, { roomId });
    });
  }

  async updateThenCreate(key: string, value: string) {
    const { affected } = await this.settings.update({ key }, { value });
    if (!affected) await this.settings.insert({ key, value }); // race: no-update-then-create
  }

  async wrongLock(id: string, userId: string) {
    await this.dataSource.transaction(async (manager) => {
      await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
      const order = await manager.findOneByOrFail(Order, { id });
      if (order.status !== 'open') throw new Error('closed');
      await manager.update(Order, { id }, { status: 'paid' }); // race: no-wrong-lock-target
    });
  }

  async staleRead(id: string) {
    const order = await this.orders.findOneByOrFail({ id });
    await this.dataSource.transaction(async (manager) => {
      await manager.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (order.status !== 'open') throw new Error('closed');
      await manager.update(Order, { id }, { status: 'paid' }); // race: no-stale-read-before-lock
    });
  }

  async savedTwice(email: string) {
    const user = this.users.create({ email });
    await this.users.save(user);
    await this.users.save(user); // race: no-duplicate-save
  }
}
