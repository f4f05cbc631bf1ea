/** Models of other files, known by how a file uses them; and everything that only looks like one. */
import { describe, expect, it } from 'vitest';
import { dialect } from '../../src/adapters/mongoose/index.js';
import { operations } from './print-operations.js';

const count = (code: string): number => operations(code, dialect).length;

const proven = {
  'a call that exists nowhere else': "const User = require('../models/User'); User.findByIdAndUpdate(id, x); User.create({ a });",
  'an operator in an argument': "const User = require('../models/User'); User.find({ age: { $gt: 3 } }); User.create({ a });",
  'a key in an argument': "import User from './user'; User.findOne({ _id: id }); User.create({ a });",
  'a link of a query': "import User from './user'; User.findOne({ email }).lean(); User.create({ a });",
  'a document that is built and saved': "import User from './user'; async function f() { const u = new User({ a }); await u.save(); await User.findOne({ email }); }",
  'the key of what is read': "import User from './user'; async function f() { const u = await User.findOne({ email }); return u._id; } User.create({ a });",
  'the neighbour of a proven model': "import User from './models/user'; import Post from './models/post'; User.countDocuments({}); Post.create({ a });",
  'a class of the project beside an import of Mongoose': "import mongoose from 'mongoose'; import User from './user'; User.findOne({ email }); User.create({ a }); void mongoose;",
  'models in an object': 'async function f(models) { await models.Users.findOneAndUpdate({ _id }, x); await models.Users.create({ a }); }',
  'a collection of a database that is handed in': "async function f(db) { await db.collection('users').findOne({ a }); await db.collection('users').insertOne({ a }); }",
};

const silent = {
  'arrays': 'const list = [1]; list.find((x) => x); list.findOne; items.find({ a: 1 });',
  'maps and sets': "const m = new Map(); m.set('a', 1); m.update({ a: 1 });",
  Sequelize: "import User from './models/user'; User.findOne({ where: { a } }); User.create({ a }); User.update({ a }, { where: { b } });",
  'Sequelize, imported': "import { Model } from 'sequelize'; import User from './user'; User.findOne({ _id: 1 }); User.countDocuments({});",
  TypeORM: "import { Repository } from 'typeorm'; class S { constructor(private users: Repository<User>) {} a() { return this.users.findOne({ _id: 1 }); } }",
  'TypeORM, active record': "import { User } from './entity/user'; User.findOne({ where: { a }, relations: ['b'] }); User.create({ a }).save();",
  Prisma: "import { PrismaClient } from '@prisma/client'; const prisma = new PrismaClient(); prisma.user.deleteMany({ where: { a } }); prisma.user.updateMany({ where: { a }, data: { b } });",
  'a repository of the project': 'class S { constructor(private users: UserRepository) {} a(id) { this.users.findOneAndUpdate({ a }, { b }); this.users.create({ a }); } }',
  'a service': "import { userService } from './user.service'; userService.findById(id); userService.create({ a });",
  'a class that looks alike': "import User from './user'; User.findById(id); User.create({ a });",
  Firestore: "import { getFirestore } from 'firebase-admin/firestore'; const db = getFirestore(); db.collection('users').doc(id).update({ a }); db.collection('users').add({ a });",
  'a Vue wrapper': "wrapper.find('.a').exists(); wrapper.find({ ref: 'x' }).exists();",
  Payload: "payload.find({ collection: 'posts', where: { a } }); payload.create({ collection: 'posts', data: { a } });",
  'an object of this file': 'const store = { findOne() {}, create() {} }; store.findOne({ _id: 1 }); store.create({ a });',
  'a document of unknown origin': 'async function f(user) { await user.save(); await req.user.deleteOne(); }',
};

describe('a model of another file counts', () => {
  it.each(Object.entries(proven))('by %s', (_name, code) => {
    expect(count(code)).toBeGreaterThan(1);
  });
});

describe('no model', () => {
  it.each(Object.entries(silent))('%s', (_name, code) => {
    expect(operations(code, dialect)).toEqual([]);
  });
});
