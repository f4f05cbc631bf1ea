import { Op } from 'sequelize';
import { Coupon, Job, Order, sequelize } from '../models';
import { charge } from '../payments';

export async function start(id: number) {
  const job = await Job.findByPk(id);
  if (job.state !== 'queued') throw new Error('not queued');
  await job.update({ state: 'running' }); // race: no-check-then-update
}

export async function startOnce(id: number) {
  const [affected] = await Job.update({ state: 'running' }, { where: { id, state: 'queued' } });
  if (affected === 0) throw new Error('not queued');
}

export async function cancel(id: number) {
  const order = await Order.findOne({ where: { id } });
  if (order.status === 'shipped') throw new Error('shipped');
  order.status = 'cancelled';
  await order.save(); // race: no-check-then-update
}

export async function cancelLocked(id: number) {
  await sequelize.transaction(async (t) => {
    const order = await Order.findOne({ where: { id }, transaction: t, lock: t.LOCK.UPDATE });
    if (order.status === 'shipped') throw new Error('shipped');
    order.status = 'cancelled';
    await order.save({ transaction: t });
  });
}

export async function redeem(code: string) {
  const coupon = await Coupon.findOne({ where: { code, usedAt: null } });
  if (!coupon) throw new Error('used');
  await charge(coupon.amount);
  await Coupon.update({ usedAt: new Date() }, { where: { id: coupon.id } }); // race: no-check-then-update
}

export async function redeemOnce(code: string) {
  const [affected] = await Coupon.update({ usedAt: new Date() }, { where: { code, usedAt: null } });
  if (affected === 0) throw new Error('used');
}

export async function sweep() {
  const stale = await Job.findAll({ where: { state: 'running', startedAt: { [Op.lt]: new Date(Date.now() - 3600e3) } } });
  for (const job of stale) {
    await job.update({ state: 'failed' }); // race: no-check-then-update
  }
}

export async function editTitle(id: number, userId: number, title: string) {
  const order = await Order.findByPk(id);
  if (order.userId !== userId) throw new Error('forbidden');
  await order.update({ title });
}
