import { Account, sequelize } from '../models';

export async function withdraw(id: number, n: number) {
  const before = await Account.findByPk(id);
  if (before.balance < n) throw new Error('too little');
  await sequelize.transaction(async (t) => {
    await Account.findByPk(id, { transaction: t, lock: t.LOCK.UPDATE });
    await Account.update({ balance: before.balance - n }, { where: { id }, transaction: t }); // race: no-stale-read-before-lock
  });
}

export async function withdrawLocked(id: number, n: number) {
  await sequelize.transaction(async (t) => {
    const account = await Account.findByPk(id, { transaction: t, lock: t.LOCK.UPDATE });
    if (account.balance < n) throw new Error('too little');
    await Account.update({ balance: account.balance - n }, { where: { id }, transaction: t });
  });
}
