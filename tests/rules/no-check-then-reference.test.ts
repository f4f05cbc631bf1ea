import { raceTester } from './tester.js';

/** A client without a schema, and a function that deletes a post with its comments. */
const prisma = `import { prisma } from './prisma.js';
export const remove = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.comment.deleteMany({ where: { postId: id } });
    await tx.post.delete({ where: { id } });
  });`;

const tables = (references: string): string => `import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, serial, integer, text } from 'drizzle-orm/pg-core';
import { eq } from 'drizzle-orm';
const posts = pgTable('posts', { id: serial('id').primaryKey(), title: text('title') });
const comments = pgTable('comments', { id: serial('id').primaryKey(), postId: integer('post_id')${references}, text: text('text') });
const db = drizzle('postgres://localhost/app');`;

const entities = (relation: string): string => `import { Column, DataSource, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
@Entity()
class Post { @PrimaryGeneratedColumn() id!: number; @Column({ nullable: true }) closedAt!: Date }
@Entity()
class Comment { @PrimaryGeneratedColumn() id!: number; @Column() postId!: number; ${relation} }`;

const manyToOne = '@ManyToOne(() => Post) post!: Post;';

const mongoose = `import { Schema, model } from 'mongoose';
const Post = model('Post', new Schema({ title: String, hidden: Boolean }));
const Comment = model('Comment', new Schema({ post: { type: Schema.Types.ObjectId, ref: 'Post' }, text: String }));`;

const drizzleInsert = `export async function comment(postId: number, text: string) {
  const [post] = await db.select().from(posts).where(eq(posts.id, postId));
  if (!post) throw new Error('no such post');
  await db.~insert~(comments).values({ postId, text });
}`;

raceTester('no-check-then-reference', {
  invalid: [
    {
      name: 'Race because the parent may go after the last look at it, which is the one that counts',
      messageId: 'orphan',
      code: `${prisma}
async function insert(id: string) {
  const { title } = await prisma.post.findUniqueOrThrow({ where: { id } });
  await prisma.comment.~create~({ data: { postId: id, text: title } });
}
export const comment = async (id: string) => {
  const post = await prisma.post.findUnique({ where: { id } });
  if (!post) throw new Error('no such post');
  await insert(id);
};`,
      says: ['(line 8)'],
    },
    {
      name: 'Race because some calls don\'t take the second look',
      messageId: 'orphan',
      code: `${prisma}
export const comment = async (id: string, text?: string) => {
  const post = await prisma.post.findUnique({ where: { id } });
  if (!post) throw new Error('no such post');
  const title = text ?? (await prisma.post.findUniqueOrThrow({ where: { id } })).title;
  await prisma.comment.~create~({ data: { postId: id, text: title } });
};`,
      says: ['(line 8)'],
    },
    {
      name: 'Race because the child is made also where the parent was looked for',
      messageId: 'orphan',
      code: `${prisma}
export const comment = async (kind: string, id: string) => {
  if (kind === 'post') {
    await prisma.post.findUniqueOrThrow({ where: { id } });
  }
  if (kind !== 'page') await prisma.comment.~create~({ data: { postId: id } });
};`,
      says: ['(line 9)'],
    },
    {
      name: 'Race because the foreign key of the table refuses the insert',
      messageId: 'refused',
      code: `${tables('.references(() => posts.id)')}
export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));
${drizzleInsert}`,
      says: ['can delete the `posts` (line 7)', '(line 9)', 'fails with a foreign key violation (23503) on `postId`', 'FOR KEY SHARE'],
    },
    {
      name: 'Race because a foreign key over columns refuses the insert',
      messageId: 'refused',
      code: `import { drizzle } from 'drizzle-orm/mysql2';
import { mysqlTable, int, foreignKey } from 'drizzle-orm/mysql-core';
import { eq } from 'drizzle-orm';
const posts = mysqlTable('posts', { id: int('id').primaryKey() });
const comments = mysqlTable('comments', { postId: int('post_id') }, (table) => [foreignKey({ columns: [table.postId], foreignColumns: [posts.id] })]);
const db = drizzle('mysql://localhost/app');
export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));
export async function comment(id: number) {
  const [post] = await db.select().from(posts).where(eq(posts.id, id));
  if (!post) throw new Error('no such post');
  await db.~insert~(comments).values({ postId: post.id });
}`,
      says: ['ER_NO_REFERENCED_ROW_2, 1452'],
    },
    {
      name: 'Race because no foreign key is declared and the children are deleted with the parent',
      messageId: 'orphan',
      code: `${tables('')}
export async function remove(id: number) {
  await db.delete(comments).where(eq(comments.postId, id));
  await db.delete(posts).where(eq(posts.id, id));
}
${drizzleInsert}`,
      says: ['and what belongs to it (line 9)', '`postId` points to nothing: no foreign key is declared on it', 'Declare the foreign key'],
    },
    {
      name: 'Race because a transaction alone keeps nobody from deleting the parent',
      messageId: 'orphan',
      code: `${prisma}
export const comment = (postId: string, text: string) =>
  prisma.$transaction(async (tx) => {
    const post = await tx.post.findUnique({ where: { id: postId } });
    if (!post) throw new Error('no such post');
    await tx.comment.~create~({ data: { postId, text } });
  });`,
      says: ['fails with a foreign key violation (P2003) on `postId`, or, where the database has no such key, leaves a row'],
    },
    {
      name: 'Race because the row is read again and its key is taken from it',
      messageId: 'orphan',
      code: `${prisma}
export async function comment(slug: string, text: string) {
  const post = await prisma.post.findFirst({ where: { slug } });
  await prisma.comment.~create~({ data: { postId: post?.id ?? null, text } });
}`,
      says: ['(line 8)'],
    },
    {
      name: 'Race because the absence of the row throws',
      messageId: 'orphan',
      code: `${prisma}
export async function comment(input: { postId: string; text: string }) {
  await prisma.post.findUniqueOrThrow({ where: { id: input.postId } });
  await prisma.comment.~create~({ data: { ...input } });
}`,
      says: ['`postId`'],
    },
    {
      name: 'Race because the parent is deleted only where it has no children',
      messageId: 'orphan',
      code: `import { prisma } from './prisma.js';
export async function remove(id: string) {
  const comments = await prisma.comment.count({ where: { postId: id } });
  if (comments > 0) throw new Error('has comments');
  await prisma.post.delete({ where: { id } });
}
export async function comment(postId: string) {
  if ((await prisma.post.count({ where: { id: postId } })) === 0) throw new Error('no such post');
  await prisma.comment.~create~({ data: { postId } });
}`,
      says: ['(line 5)'],
    },
    {
      name: 'Race because the handler decides on the unique violation alone',
      messageId: 'refused',
      code: `${tables('.references(() => posts.id).unique()')}
export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));
export async function comment(postId: number) {
  const [post] = await db.select().from(posts).where(eq(posts.id, postId));
  if (!post) throw new Error('no such post');
  try {
    await db.~insert~(comments).values({ postId });
  } catch (error) {
    if (error.cause.code === '23505') throw new Error('taken');
    throw error;
  }
}`,
      says: ['23503'],
    },
    {
      name: 'Race because the relation of an entity is a foreign key',
      messageId: 'refused',
      code: `${entities(manyToOne)}
export class Comments {
  constructor(private readonly source: DataSource) {}
  remove(id: number) { return this.source.getRepository(Post).delete({ id }); }
  async add(postId: number) {
    const post = await this.source.getRepository(Post).findOneBy({ id: postId });
    if (!post) throw new Error('no such post');
    await this.source.getRepository(Comment).~insert~({ postId });
  }
}`,
      says: ['`Post` (line 8)'],
    },
    {
      name: 'Race because an entity that is saved takes the row as its relation',
      messageId: 'refused',
      code: `${entities(manyToOne)}
export class Comments {
  constructor(private readonly source: DataSource) {}
  remove(id: number) { return this.source.getRepository(Post).delete({ id }); }
  async add(id: number) {
    const post = await this.source.getRepository(Post).findOneByOrFail({ id });
    const comments = this.source.getRepository(Comment);
    await comments.~save~(comments.create({ post }));
  }
}`,
      says: ['on `post`'],
    },
    {
      name: 'Race because the row is marked as deleted, and its children too',
      messageId: 'flagged',
      code: `${entities(manyToOne)}
export class Comments {
  constructor(private readonly source: DataSource) {}
  remove(id: number) {
    return this.source.transaction(async (manager) => {
      await manager.softDelete(Comment, { postId: id });
      await manager.softDelete(Post, { id });
    });
  }
  async add(postId: number) {
    const post = await this.source.getRepository(Post).findOneBy({ id: postId });
    if (!post) throw new Error('no such post');
    await this.source.getRepository(Comment).~insert~({ postId });
  }
}`,
      says: ['can soft-delete the `Post`', 'FOR SHARE'],
    },
    {
      name: 'Race because the document is hidden together with what belongs to it',
      messageId: 'flagged',
      code: `${mongoose}
export async function hide(id: string) {
  await Post.updateOne({ _id: id }, { hidden: true });
  await Comment.updateMany({ post: id }, { text: '' });
}
export async function comment(id: string, text: string) {
  const post = await Post.findById(id);
  if (!post || post.hidden) throw new Error('no such post');
  await Comment.~create~({ post: id, text });
}`,
      says: ['can set `hidden` of the `Post`'],
    },
    {
      name: 'Race because MongoDB has no foreign keys',
      messageId: 'orphan',
      code: `${mongoose}
export async function remove(id: string) {
  await Comment.deleteMany({ post: id });
  await Post.findByIdAndDelete(id);
}
export async function comment(id: string, text: string) {
  const post = await Post.findById(id);
  if (!post) throw new Error('no such post');
  await Comment.~create~({ post: post._id, text });
}`,
      says: ['`post` points to nothing', 'in one transaction that writes the parent, too'],
    },
    {
      name: 'Race because the attribute of a model references another one',
      messageId: 'refused',
      code: `import { DataTypes, Model, Sequelize } from 'sequelize';
const sequelize = new Sequelize('postgres://localhost/app');
class Post extends Model {}
Post.init({ title: DataTypes.STRING }, { sequelize });
class Comment extends Model {}
Comment.init({ postId: { type: DataTypes.INTEGER, references: { model: Post } } }, { sequelize });
export const remove = (id: number) => Post.destroy({ where: { id } });
export async function comment(postId: number) {
  const post = await Post.findByPk(postId);
  if (!post) throw new Error('no such post');
  await Comment.~create~({ postId });
}`,
      says: ['ForeignKeyConstraintError'],
    },
    {
      name: 'Race because SQL deletes both',
      messageId: 'orphan',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function remove(id: number) {
  await pool.query('DELETE FROM comments WHERE post_id = $1', [id]);
  await pool.query('DELETE FROM posts WHERE id = $1', [id]);
}
export async function comment(postId: number, text: string) {
  const { rows } = await pool.query('SELECT id FROM posts WHERE id = $1', [postId]);
  if (rows.length === 0) throw new Error('no such post');
  await pool.~query~('INSERT INTO comments (post_id, text) VALUES ($1, $2)', [postId, text]);
}`,
      says: ['`posts` and what belongs to it (line 5)'],
    },
    {
      name: 'Race because Knex deletes both',
      messageId: 'orphan',
      code: `import knex from 'knex';
const db = knex({ client: 'mysql2' });
export async function remove(id: number) {
  await db('comments').where({ post_id: id }).del();
  await db('posts').where({ id }).del();
}
export async function comment(id: number) {
  const post = await db('posts').where({ id }).first();
  if (!post) throw new Error('no such post');
  await db('comments').~insert~({ post_id: post.id });
}`,
      says: ['ER_NO_REFERENCED_ROW_2'],
    },
    {
      name: 'Race because Kysely deletes both',
      messageId: 'orphan',
      code: `import { Kysely } from 'kysely';
interface Database { posts: { id: number }; comments: { post_id: number } }
export async function remove(db: Kysely<Database>, id: number) {
  await db.deleteFrom('comments').where('post_id', '=', id).execute();
  await db.deleteFrom('posts').where('id', '=', id).execute();
}
export async function comment(db: Kysely<Database>, id: number) {
  const post = await db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst();
  if (!post) throw new Error('no such post');
  await db.~insertInto~('comments').values({ post_id: id }).execute();
}`,
      says: ['(line 5)'],
    },
    {
      name: 'Race because a lock of the key doesn\'t keep anybody from marking the row',
      messageId: 'flagged',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function hide(id: number) {
  await pool.query('UPDATE posts SET hidden = true WHERE id = $1', [id]);
  await pool.query('DELETE FROM comments WHERE post_id = $1', [id]);
}
export async function comment(postId: number) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows: [post] } = await client.query('SELECT * FROM posts WHERE id = $1 AND hidden = false FOR KEY SHARE', [postId]);
  if (!post) throw new Error('no such post');
  await client.~query~('INSERT INTO comments (post_id) VALUES ($1)', [postId]);
  await client.query('COMMIT');
}`,
      says: ['can set `hidden` of the `posts`'],
    },
  ],
  valid: [
    {
      name: 'Safe because the violation is looked for in what a helper made of the promise',
      code: `${tables('.references(() => posts.id)')}
import { attempt } from './attempt';
export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));
export async function comment(postId: number, text: string) {
  const [post] = await db.select().from(posts).where(eq(posts.id, postId));
  if (!post) throw new Error('no such post');
  const added = await attempt(db.insert(comments).values({ postId, text }));
  if (added.error?.code === '23503') throw new Error('no such post');
}`,
    },
    {
      name: 'Safe because the child is made only where the parent wasn\'t looked for',
      code: `${prisma}
export const comment = async (kind: string, id: string) => {
  if (kind === 'post') {
    await prisma.post.findUniqueOrThrow({ where: { id } });
  }
  if (kind === 'page') await prisma.comment.create({ data: { postId: id } });
};`,
    },
    {
      name: 'Safe because the error that is given back is looked at',
      code: `import type { SupabaseClient } from '@supabase/supabase-js';
export async function remove(supabase: SupabaseClient, id: string) {
  await supabase.from('comments').delete().eq('post_id', id);
  await supabase.from('posts').delete().eq('id', id);
}
export async function comment(supabase: SupabaseClient, id: string) {
  const { data: post } = await supabase.from('posts').select('id').eq('id', id).maybeSingle();
  if (!post) throw new Error('no such post');
  const { error } = await supabase.from('comments').insert({ post_id: id });
  if (error?.code === '23503') throw new Error('no such post');
}`,
    },
    {
      name: 'Safe because the project never deletes the parent',
      code: `${tables('.references(() => posts.id)')}
${drizzleInsert.replaceAll('~', '')}`,
    },
    {
      name: 'Safe because such rows are left behind whatever comes first',
      code: `${tables('')}
export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));
${drizzleInsert.replaceAll('~', '')}`,
    },
    {
      name: 'Safe because the foreign key violation is caught',
      code: `${tables('.references(() => posts.id)')}
export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));
export async function comment(postId: number) {
  const [post] = await db.select().from(posts).where(eq(posts.id, postId));
  if (!post) throw new Error('no such post');
  try {
    await db.insert(comments).values({ postId });
  } catch (error) {
    if (error.cause.code === '23503') throw new Error('no such post');
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the parent is locked by its key, and can\'t be deleted',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function remove(id: number) {
  await pool.query('DELETE FROM comments WHERE post_id = $1', [id]);
  await pool.query('DELETE FROM posts WHERE id = $1', [id]);
}
export async function comment(postId: number) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT id FROM posts WHERE id = $1 FOR KEY SHARE', [postId]);
  if (rows.length === 0) throw new Error('no such post');
  await client.query('INSERT INTO comments (post_id) VALUES ($1)', [postId]);
  await client.query('COMMIT');
}`,
    },
    {
      name: 'Safe because the parent is locked for an update when it is read',
      code: `${tables('.references(() => posts.id)')}
export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));
export const comment = (postId: number) =>
  db.transaction(async (tx) => {
    const [post] = await tx.select().from(posts).where(eq(posts.id, postId)).for('update');
    if (!post) throw new Error('no such post');
    await tx.insert(comments).values({ postId });
  });`,
    },
    {
      name: 'Safe because the parent is written in the same transaction before',
      code: `${prisma}
export const comment = (postId: string) =>
  prisma.$transaction(async (tx) => {
    const post = await tx.post.findUnique({ where: { id: postId } });
    if (!post) throw new Error('no such post');
    await tx.post.update({ where: { id: postId }, data: { comments: { increment: 1 } } });
    await tx.comment.create({ data: { postId } });
  });`,
    },
    {
      name: 'Safe because an upsert of the parent in the same transaction makes or holds the row',
      code: `${prisma}
export const price = (id: string) =>
  prisma.$transaction(async (tx) => {
    const existing = await tx.post.findUnique({ where: { id } });
    if (existing && existing.locked) throw new Error('locked');
    const post = await tx.post.upsert({ where: { id }, create: { id }, update: { title: 'new' } });
    await tx.comment.create({ data: { postId: post.id } });
  });`,
    },
    {
      name: 'Safe because the transaction is SERIALIZABLE',
      code: `import { Prisma } from '@prisma/client';
${prisma}
export async function comment(postId: string) {
  for (let tries = 0; tries < 3; tries++) {
    try {
      return await prisma.$transaction(
        async (tx) => {
          const post = await tx.post.findUnique({ where: { id: postId } });
          if (!post) throw new Error('no such post');
          return tx.comment.create({ data: { postId } });
        },
        { isolationLevel: Prisma.TransactionIsolationLevel.Serializable },
      );
    } catch (error) {
      if (error.code !== 'P2034') throw error;
    }
  }
}`,
    },
    {
      name: 'Safe because the parent was inserted by this function',
      code: `${prisma}
export const publish = (title: string) =>
  prisma.$transaction(async (tx) => {
    const { id } = await tx.post.create({ data: { title } });
    const post = await tx.post.findUniqueOrThrow({ where: { id } });
    await tx.comment.create({ data: { postId: post.id } });
  });`,
    },
    {
      name: 'Safe because the insert points to another row than the one that was looked for',
      code: `${prisma}
export async function comment(id: string, other: string) {
  const post = await prisma.post.findUnique({ where: { id } });
  if (!post) throw new Error('no such post');
  await prisma.comment.create({ data: { postId: other } });
}`,
    },
    {
      name: 'Safe because whether the row is there decides nothing',
      code: `${prisma}
export async function comment(postId: string) {
  const post = await prisma.post.findUnique({ where: { id: postId } });
  console.log(post);
  await prisma.comment.create({ data: { postId } });
}`,
    },
    {
      name: 'Safe because the mark on the parent is nobody\'s business but its own',
      code: `${mongoose}
export async function hide(id: string) {
  await Post.updateOne({ _id: id }, { hidden: true });
}
export async function comment(id: string, text: string) {
  const post = await Post.findById(id);
  if (!post || post.hidden) throw new Error('no such post');
  await Comment.create({ post: id, text });
}`,
    },
    {
      name: 'Safe because the project sets the mark only to what the check wants',
      code: `${mongoose}
export async function show(id: string) {
  await Post.updateOne({ _id: id }, { hidden: false });
  await Comment.updateMany({ post: id }, { text: '' });
}
export async function comment(id: string, text: string) {
  const post = await Post.findById(id);
  if (!post || post.hidden) throw new Error('no such post');
  await Comment.create({ post: id, text });
}`,
    },
    {
      name: 'Safe because the database is in the process, and nothing runs between',
      code: `import Database from 'better-sqlite3';
const db = new Database('app.db');
export function remove(id: number) {
  db.prepare('DELETE FROM comments WHERE post_id = ?').run(id);
  db.prepare('DELETE FROM posts WHERE id = ?').run(id);
}
export function comment(postId: number) {
  const post = db.prepare('SELECT id FROM posts WHERE id = ?').get(postId);
  if (!post) throw new Error('no such post');
  db.prepare('INSERT INTO comments (post_id) VALUES (?)').run(postId);
}`,
    },
  ],
});
