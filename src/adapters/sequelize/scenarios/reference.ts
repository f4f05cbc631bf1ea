import { DataTypes, Model, Sequelize } from 'sequelize';

const sequelize = new Sequelize('postgres://localhost/app');
class Post extends Model {}
Post.init({ title: DataTypes.STRING }, { sequelize });
class Comment extends Model {}
Comment.init({ postId: { type: DataTypes.INTEGER, references: { model: Post } } }, { sequelize });

export const remove = (id: number) => Post.destroy({ where: { id } });

export async function comment(postId: number) {
  const post = await Post.findByPk(postId);
  if (!post) throw new Error('no such post');
  await Comment.create({ postId }); // race: no-check-then-reference
}

export const commentLocked = (postId: number) =>
  sequelize.transaction(async (transaction) => {
    const post = await Post.findByPk(postId, { transaction, lock: transaction.LOCK.KEY_SHARE });
    if (!post) throw new Error('no such post');
    await Comment.create({ postId }, { transaction });
  });
