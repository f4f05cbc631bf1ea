import { Transaction } from 'sequelize';
import { Member, Team, sequelize } from '../models';

export async function join(teamId: number, userId: number) {
  const members = await Member.count({ where: { teamId } });
  if (members >= 10) throw new Error('full');
  await Member.create({ teamId, userId }); // race: no-racy-limit-check
}

export async function joinUnderLock(teamId: number, userId: number) {
  await sequelize.transaction(async (t) => {
    await Team.findByPk(teamId, { transaction: t, lock: t.LOCK.UPDATE });
    const members = await Member.count({ where: { teamId }, transaction: t });
    if (members >= 10) throw new Error('full');
    await Member.create({ teamId, userId }, { transaction: t });
  });
}

export async function joinSerializable(teamId: number, userId: number) {
  await sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE }, async (transaction) => { // race: require-transaction-retry
    const { count } = await Member.findAndCountAll({ where: { teamId }, transaction });
    if (count >= 10) throw new Error('full');
    await Member.create({ teamId, userId }, { transaction });
  });
}
