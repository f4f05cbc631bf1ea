import { Account, Ledger, sequelize } from '../models';

export async function book(accountId: number, ledgerId: number, n: number) {
  await sequelize.transaction(async (t) => {
    await Ledger.findByPk(ledgerId, { transaction: t, lock: t.LOCK.UPDATE });
    const account = await Account.findByPk(accountId, { transaction: t });
    await account.update({ balance: account.balance - n }, { transaction: t }); // race: no-wrong-lock-target
  });
}

export async function bookLocked(accountId: number, n: number) {
  await sequelize.transaction(async (t) => {
    const account = await Account.findByPk(accountId, { transaction: t, lock: t.LOCK.UPDATE });
    await account.update({ balance: account.balance - n }, { transaction: t });
  });
}
