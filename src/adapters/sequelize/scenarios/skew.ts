import { DataTypes, Model, Sequelize } from 'sequelize';

const sequelize = new Sequelize('postgres://localhost/app');
class Order extends Model {
  declare status: string;
}
Order.init({ status: DataTypes.STRING }, { sequelize });
class Payment extends Model {}
Payment.init({ orderId: DataTypes.INTEGER, state: DataTypes.STRING }, { sequelize });

export async function cancel(id: number) {
  await Order.update({ status: 'cancelled' }, { where: { id } });
  await Payment.update({ state: 'refunded' }, { where: { orderId: id } });
}

export async function pay(orderId: number) {
  const order = await Order.findByPk(orderId);
  if (order?.status !== 'open') throw new Error('not open');
  await Payment.create({ orderId, state: 'new' }); // race: no-write-skew
}

export const payLocked = (orderId: number) =>
  sequelize.transaction(async (transaction) => {
    const order = await Order.findByPk(orderId, { transaction, lock: transaction.LOCK.SHARE });
    if (order?.status !== 'open') throw new Error('not open');
    await Payment.create({ orderId, state: 'new' }, { transaction });
  });
