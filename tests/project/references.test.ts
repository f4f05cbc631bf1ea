import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const prisma = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();`;

const schema = (mode = ''): string => `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")${mode}
}
model Post {
  id       String    @id
  comments Comment[]
}
model Comment {
  id     String @id
  postId String
  post   Post   @relation(fields: [postId], references: [id])
}`;

const remove = `import { prisma } from './prisma';
export const remove = (id: string) => prisma.post.delete({ where: { id } });`;

const comments = (mark: string): string => `import { prisma } from './prisma';
export async function comment(id: string, postId: string) {
  const post = await prisma.post.findUnique({ where: { id: postId } });
  if (!post) throw new Error('no such post');
  await prisma.comment.create({ data: { id, postId } });${mark}
}`;

const race = ' // race: no-check-then-reference';

const knexManifest = JSON.stringify({ name: 'app', dependencies: { knex: '3.0.0', pg: '8.0.0' } });

const migration = (reference: string): string => `export const up = (knex) => knex.schema
  .createTable('posts', (table) => { table.increments('id'); })
  .createTable('comments', (table) => { table.increments('id'); table.integer('post_id').unsigned()${reference}; });
export const down = (knex) => knex.schema.dropTable('comments');`;

const knex = `import knex from 'knex';
export const db = knex({ client: 'pg' });`;

const knexRemove = `import { db } from './db';
export const remove = (id: number) => db('posts').where({ id }).del();`;

const knexComments = (mark: string): string => `import { db } from './db';
export async function comment(id: number) {
  const post = await db('posts').where({ id }).first();
  if (!post) throw new Error('no such post');
  await db('comments').insert({ post_id: post.id });${mark}
}`;

const projects: Readonly<Record<string, Files>> = {
  'another file deletes the parent, and the schema declares the foreign key': { 'prisma/schema.prisma': schema(), 'src/prisma.ts': prisma, 'src/posts.ts': remove, 'src/comments.ts': comments(race) },
  'nobody deletes the parent': { 'prisma/schema.prisma': schema(), 'src/prisma.ts': prisma, 'src/comments.ts': comments('') },
  'only a test deletes the parent': { 'prisma/schema.prisma': schema(), 'src/prisma.ts': prisma, 'src/tests/posts.ts': remove, 'src/comments.ts': comments('') },
  'only a test of another name deletes the parent': {
    'prisma/schema.prisma': schema(), 'src/prisma.ts': prisma, 'src/comments.ts': comments(''),
    'src/posts.servertest.ts': `${remove}
describe('posts', () => { it('are gone', () => remove('1')); });`,
  },
  'another table is deleted where the parent is only read': {
    'prisma/schema.prisma': schema(), 'src/prisma.ts': prisma, 'src/comments.ts': comments(''),
    'src/posts.ts': `import { prisma } from './prisma';
export const count = () => prisma.post.count();
export const remove = (id: string) => prisma.comment.delete({ where: { id } });`,
  },
  'the client keeps the relations, and rows without their parent are left whatever comes first': { 'prisma/schema.prisma': schema('\n  relationMode = "prisma"'), 'src/prisma.ts': prisma, 'src/posts.ts': remove, 'src/comments.ts': comments('') },
  'a filter for all errors knows the violation': {
    'prisma/schema.prisma': schema(), 'src/prisma.ts': prisma, 'src/posts.ts': remove, 'src/comments.ts': comments(''),
    'src/errors.ts': `export const statusOf = (error: { code?: string }) => (error.code === 'P2003' ? 404 : 500);`,
  },
  'another handler knows the violation of its own insert': {
    'prisma/schema.prisma': schema(), 'src/prisma.ts': prisma, 'src/posts.ts': remove, 'src/comments.ts': comments(race),
    'src/likes.ts': `import { prisma } from './prisma';
export const like = (postId: string) => prisma.like.create({ data: { postId } }).catch((error) => { if (error.code !== 'P2003') throw error; });`,
  },
  'the foreign key of a migration': { 'package.json': knexManifest, 'migrations/1.ts': migration(`.references('id').inTable('posts')`), 'src/db.ts': knex, 'src/posts.ts': knexRemove, 'src/comments.ts': knexComments(race) },
  'a migration without the foreign key': { 'package.json': knexManifest, 'migrations/1.ts': migration(''), 'src/db.ts': knex, 'src/posts.ts': knexRemove, 'src/comments.ts': knexComments('') },
  'the foreign key of a migration in SQL': {
    'package.json': knexManifest, 'src/db.ts': knex, 'src/posts.ts': knexRemove, 'src/comments.ts': knexComments(race),
    'migrations/1.sql': 'CREATE TABLE posts (id serial PRIMARY KEY); CREATE TABLE comments (id serial PRIMARY KEY, post_id int, CONSTRAINT of_post FOREIGN KEY (post_id) REFERENCES posts (id));',
  },
  'the foreign key that a later migration drops': {
    'package.json': knexManifest, 'src/db.ts': knex, 'src/posts.ts': knexRemove, 'src/comments.ts': knexComments(''),
    'migrations/1.sql': 'CREATE TABLE posts (id serial PRIMARY KEY); CREATE TABLE comments (id serial PRIMARY KEY, post_id int REFERENCES posts);',
    'migrations/2.sql': 'ALTER TABLE comments DROP CONSTRAINT comments_post_id_fkey;',
  },
};

describe('references to rows that other files remove', () => {
  it.each(Object.entries(projects))('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});
