import { literal } from 'sequelize';
import { Account, Wallet, sequelize } from '../models';

export async function addCoins(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  wallet.coins += n;
  await wallet.save(); // race: no-read-modify-write
}

export async function addCoinsByColumn(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  await wallet.update({ coins: wallet.getDataValue('coins') + n }); // race: no-read-modify-write
}

export async function addCoinsToOne(id: number, n: number) {
  const wallet = await Wallet.findOne({ where: { id }, raw: true });
  await Wallet.update({ coins: wallet.coins + n }, { where: { id } }); // race: no-read-modify-write
}

export async function addCoinsAtOnce(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  await wallet.increment('coins', { by: n });
  await Wallet.increment({ coins: n }, { where: { id } });
  await Wallet.update({ coins: literal(`coins + ${n}`) }, { where: { id } });
}

export async function patchSettings(id: number, patch: object) {
  const account = await Account.findByPk(id);
  const settings = { ...account.dataValues.settings, ...patch };
  account.set('settings', settings);
  await account.save(); // race: no-read-modify-write
}

export async function patchSettingsLocked(id: number, patch: object) {
  await sequelize.transaction(async (transaction) => {
    const account = await Account.findByPk(id, { transaction, lock: true });
    account.set('settings', { ...account.settings, ...patch });
    await account.save({ transaction });
  });
}

export async function reloadUnderLock(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  await sequelize.transaction(async (transaction) => {
    await wallet.reload({ transaction, lock: transaction.LOCK.UPDATE });
    wallet.coins += n;
    await wallet.save({ transaction });
  });
}

export async function editProfile(id: number, body: { name: string }) {
  const account = await Account.findByPk(id);
  account.name = body.name;
  account.set({ visitedAt: new Date() });
  await account.save();
}
