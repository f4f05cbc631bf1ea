import { Sequelize } from 'sequelize';
import { Post, Tag } from '../models';

const sequelize = new Sequelize('sqlite::memory:');

export async function replaces(postId: string, names: string[]) {
  await Tag.destroy({ where: { postId } });
  await Tag.bulkCreate(names.map((name) => ({ postId, name }))); // race: no-racy-replace-all
}

export async function waitsForTheParent(postId: string, names: string[]) {
  await sequelize.transaction(async (transaction) => {
    await Post.update({ edited: true }, { where: { id: postId }, transaction });
    await Tag.destroy({ where: { postId }, transaction });
    await Tag.bulkCreate(names.map((name) => ({ postId, name })), { transaction });
  });
}
