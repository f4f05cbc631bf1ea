import { Setting } from '../models';

export async function put(key: string, value: string) {
  const [affected] = await Setting.update({ value }, { where: { key } });
  if (affected === 0) {
    await Setting.create({ key, value }); // race: no-update-then-create
  }
}

export async function putOnce(key: string, value: string) {
  await Setting.upsert({ key, value }, { conflictFields: ['key'] });
}
