import { Op, UniqueConstraintError, type Transaction } from 'sequelize';
import { City, Pref, Subscriber, Tag, sequelize } from '../models';

export async function subscribe(email: string, name: string) {
  const known = await Subscriber.findOne({ where: { email } });
  if (known) throw new Error('subscribed already');
  return Subscriber.create({ email, name }); // race: no-check-then-create
}

export async function subscribeOnce(email: string, name: string) {
  const known = await Subscriber.findOne({ where: { email } });
  if (known) throw new Error('subscribed already');
  try {
    return await Subscriber.create({ email, name });
  } catch (error) {
    if (error instanceof UniqueConstraintError) throw new Error('subscribed already');
    throw error;
  }
}

export async function cityOf(code: string, label: string) {
  let city = await City.findOne({ where: { code } });
  if (!city) {
    city = await City.create({ code, label }); // race: no-check-then-create
  }
  return city.get('id');
}

export async function cityOfOnce(code: string, label: string) {
  const [city] = await City.findOrCreate({ where: { code }, defaults: { label } });
  return city.get('id');
}

export async function remember(userId: number, key: string, value: string) {
  const pref = await Pref.findOne({ where: { userId, key } });
  if (pref) {
    await pref.update({ value });
  } else {
    await Pref.create({ userId, key, value }); // race: no-check-then-create
  }
}

export async function rememberOnce(userId: number, key: string, value: string) {
  await Pref.upsert({ userId, key, value }, { conflictFields: ['user_id', 'key'] });
}

export async function addMissing(postId: number, names: string[]) {
  const tags = await Tag.findAll({ where: { postId } });
  const missing = names.filter((name) => !tags.some((tag) => tag.name === name));
  await Tag.bulkCreate(missing.map((name) => ({ postId, name }))); // race: no-check-then-create
}

export async function addMissingOnce(postId: number, names: string[]) {
  const tags = await Tag.findAll({ where: { postId } });
  const missing = names.filter((name) => !tags.some((tag) => tag.name === name));
  await Tag.bulkCreate(missing.map((name) => ({ postId, name })), { ignoreDuplicates: true });
}

export async function rename(id: number, email: string) {
  const taken = await Subscriber.count({ where: { email, id: { [Op.ne]: id } } });
  if (taken > 0) throw new Error('taken');
  await Subscriber.update({ email }, { where: { id } }); // race: no-check-then-create
}

export function subscribeInChain(email: string) {
  return Subscriber.findOne({ where: { email } }).then((known) => {
    if (known) return known;
    return Subscriber.create({ email }); // race: no-check-then-create
  });
}

export async function subscribeBySql(email: string, transaction: Transaction) {
  const known = await sequelize.query('SELECT id FROM subscribers WHERE email = :email', { replacements: { email }, type: 'SELECT', transaction });
  if (known.length > 0) return;
  await sequelize.query('INSERT INTO subscribers (email) VALUES (:email)', { replacements: { email }, transaction }); // race: no-check-then-create
}

export async function subscribeBySqlOnce(email: string) {
  await sequelize.query('INSERT INTO subscribers (email) VALUES (:email) ON CONFLICT (email) DO NOTHING', { replacements: { email } });
}
