import { Job, User, Wallet, sequelize } from '../models';

export async function byName(email: string) {
  if (await User.findOne({ where: { email } })) throw new Error('taken');
  try {
    await User.create({ email });
  } catch (error) {
    if (error.name === 'SequelizeUniqueConstraintError') throw new Error('taken');
    throw error;
  }
}

export async function byDriverCode(email: string) {
  if (await User.findOne({ where: { email } })) throw new Error('taken');
  try {
    await User.create({ email });
  } catch (error) {
    if (error.original?.code === '23505') throw new Error('taken');
    throw error;
  }
}

export async function byWrongName(email: string) {
  if (await User.findOne({ where: { email } })) throw new Error('taken');
  try {
    await User.create({ email }); // race: no-check-then-create
  } catch (error) {
    if (error.name === 'SequelizeForeignKeyConstraintError') throw new Error('gone');
    throw error;
  }
}

export async function unmanaged(id: number) {
  const t = await sequelize.transaction();
  try {
    const job = await Job.findByPk(id, { transaction: t, lock: true });
    if (job.state !== 'queued') throw new Error('not queued');
    await job.update({ state: 'running' }, { transaction: t });
    await t.commit();
  } catch (error) {
    await t.rollback();
    throw error;
  }
}

export async function lockWithoutTransaction(id: number, n: number) {
  await sequelize.transaction(async (t) => {
    const wallet = await Wallet.findByPk(id, { lock: t.LOCK.UPDATE });
    wallet.coins += n;
    await wallet.save({ transaction: t }); // race: no-read-modify-write
  });
}

export async function unlocked(id: number) {
  await sequelize.transaction(async (t) => {
    const job = await Job.findByPk(id, { transaction: t });
    if (job.state !== 'queued') throw new Error('not queued');
    await job.update({ state: 'running' }, { transaction: t }); // race: no-check-then-update
  });
}

export async function spend(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  if (wallet.coins < n) throw new Error('too little');
  await wallet.decrement('coins', { by: n }); // race: no-check-then-update
}

export async function reward(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  if (wallet.coins > n) await wallet.increment('coins', { by: 1 });
}
