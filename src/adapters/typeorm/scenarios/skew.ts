import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
class Order {
  @PrimaryGeneratedColumn() id!: number;
  @Column() status!: string;
}

@Entity()
class Payment {
  @PrimaryGeneratedColumn() id!: number;
  @Column() orderId!: number;
  @Column() state!: string;
}

export class Payments {
  constructor(private readonly source: DataSource) {}

  async cancel(id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.update(Order, { id }, { status: 'cancelled' });
      await manager.update(Payment, { orderId: id }, { state: 'refunded' });
    });
  }

  async pay(orderId: number): Promise<void> {
    const order = await this.source.getRepository(Order).findOneByOrFail({ id: orderId });
    if (order.status !== 'open') throw new Error('not open');
    await this.source.getRepository(Payment).insert({ orderId, state: 'new' }); // race: no-write-skew
  }

  async payLocked(id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const order = await manager.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_read' } });
      if (order.status !== 'open') throw new Error('not open');
      await manager.insert(Payment, { orderId: order.id, state: 'new' });
    });
  }
}
