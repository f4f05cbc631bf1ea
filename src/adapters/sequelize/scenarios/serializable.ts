import { Sequelize, Transaction } from 'sequelize';
import { Account } from '../models';

const sequelize = new Sequelize('postgres://localhost/app');

export async function once(id: number) {
  await sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE }, async (t) => { // race: require-transaction-retry
    await Account.update({ closed: true }, { where: { id }, transaction: t });
  });
}

export async function again(id: number) {
  let left = 3;
  while (left > 0) {
    try {
      return await sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE }, (t) => Account.update({ closed: true }, { where: { id }, transaction: t }));
    } catch (error) {
      left -= 1;
      if (left === 0) throw error;
    }
  }
}
