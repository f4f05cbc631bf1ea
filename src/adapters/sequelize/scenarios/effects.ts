import { Queue } from 'bullmq';
import { Sequelize } from 'sequelize';
import { Account } from '../models';

const sequelize = new Sequelize('postgres://localhost/app');
const jobs = new Queue('jobs');

export async function sentWithin(id: number) {
  await sequelize.transaction(async (t) => {
    await Account.update({ closed: true }, { where: { id }, transaction: t });
    await jobs.add('closed', { id }); // race: no-effects-before-commit
  });
}

export async function sentByHook(id: number) {
  await sequelize.transaction(async (t) => {
    t.afterCommit(() => jobs.add('closed', { id }));
    await Account.update({ closed: true }, { where: { id }, transaction: t });
  });
}
