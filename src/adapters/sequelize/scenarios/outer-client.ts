import { Sequelize } from 'sequelize';
import { Account, Ledger } from '../models';

const sequelize = new Sequelize('sqlite::memory:');

export async function escapes(id: number) {
  await sequelize.transaction(async (t) => {
    await Account.update({ closed: true }, { where: { id }, transaction: t });
    await Ledger.create({ accountId: id }); // race: no-outer-client-in-transaction
  });
}

export async function escapesBetween(id: number) {
  const t = await sequelize.transaction();
  try {
    await Account.update({ closed: true }, { where: { id }, transaction: t });
    await Ledger.create({ accountId: id }); // race: no-outer-client-in-transaction
    await t.commit();
  } catch (error) {
    await t.rollback();
    throw error;
  }
}

export async function joins(id: number) {
  await sequelize.transaction(async (t) => {
    await Account.update({ closed: true }, { where: { id }, transaction: t });
    await Ledger.create({ accountId: id }, { transaction: t });
  });
}
