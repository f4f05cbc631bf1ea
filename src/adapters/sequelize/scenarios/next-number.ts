import { Invoice, Project, sequelize } from '../models';

export async function invoice(projectId: number) {
  const last = await Invoice.max('number', { where: { projectId } });
  await Invoice.create({ projectId, number: (last ?? 0) + 1 }); // race: no-max-plus-one
}

export async function invoiceAfterLast(projectId: number) {
  const last = await Invoice.findOne({ where: { projectId }, order: [['number', 'DESC']] });
  await Invoice.create({ projectId, number: (last ? last.number : 0) + 1 }); // race: no-max-plus-one
}

export async function invoiceUnderLock(projectId: number) {
  await sequelize.transaction(async (t) => {
    await Project.findByPk(projectId, { transaction: t, lock: t.LOCK.UPDATE });
    const last = await Invoice.max('number', { where: { projectId }, transaction: t });
    await Invoice.create({ projectId, number: (last ?? 0) + 1 }, { transaction: t });
  });
}
