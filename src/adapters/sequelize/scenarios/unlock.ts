import Redlock from 'redlock';
import { Sequelize } from 'sequelize';
import { Account } from '../models';

const sequelize = new Sequelize('postgres://localhost/app');
const redlock = new Redlock([]);

export async function releasedWithin(id: number) {
  const t = await sequelize.transaction();
  const lock = await redlock.acquire([String(id)], 5000);
  await Account.update({ closed: true }, { where: { id }, transaction: t });
  await lock.release(); // race: no-unlock-before-commit
  await t.commit();
}

export async function releasedAfter(id: number) {
  const t = await sequelize.transaction();
  const lock = await redlock.acquire([String(id)], 5000);
  await Account.update({ closed: true }, { where: { id }, transaction: t });
  await t.commit();
  await lock.release();
}
