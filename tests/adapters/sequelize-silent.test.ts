/** Whose method is this? Calls in words that other libraries have, and the evidence that makes them Sequelize's. */
import { describe, expect, it } from 'vitest';
import { operations } from './print-sequelize.js';

const silent = (code: string): void => {
  expect(operations(code)).toEqual([]);
};

const count = (code: string): number => operations(code).length;

describe('look-alikes', () => {
  it('Mongoose', () => {
    silent("import { User } from './models/user'; import mongoose from 'mongoose'; User.findOne({ email }); User.create({ email }); User.findOne({ where: { email } });");
    silent("const User = require('./models/user'); User.findOne({ email }).then((user) => user.save()); User.create({ email }); User.findById(id); User.update({ _id }, { $set: { n: 1 } });");
  });

  it('TypeORM', () => {
    silent("import { Repository } from 'typeorm'; class S { constructor(private users: Repository<User>) {} run() { return this.users.findOne({ where: { id } }); } }");
    silent("import { User } from './entities/user'; User.findOne({ where: { id } }); User.update({ id }, { n: 1 });");
    silent("import { User } from './user'; User.findOne({ where: { id }, relations: ['roles'] });");
  });

  it('Prisma', () => {
    silent("db.user.update({ where: { id }, data: { n: 1 } }); db.user.count({ where: { id } }); prisma.user.findAll({ where: { id } });");
  });

  it('arrays, maps and services', () => {
    silent("const list = []; list.findAll({ where: 1 }); new Map().set('a', 1); cache.get('a'); userService.findOne({ where: { id } }); this.usersService.create(dto);");
    silent("import { UserService } from './services'; UserService.findOne({ where: { id } }); UserService.findAll();");
  });

  it('a transaction or a query of something else', () => {
    silent("db.query('SELECT id FROM users'); pool.query('UPDATE users SET n = 1', [id]);");
  });
});

describe('evidence', () => {
  it('a model of an index module, by one call that only Sequelize has', () => {
    expect(count("const { User, Role } = require('../models'); User.findByPk(id); Role.create({ name });")).toBe(2);
    expect(count("const db = require('../models'); db.user.findAll({ where: { id } }); db.role.create({ name });")).toBe(2);
  });

  it('update and destroy by a `where` in their options', () => {
    expect(count("import User from '../models/User'; User.update({ n: 1 }, { where: { id } }); User.destroy({ where: { id } });")).toBe(2);
  });

  it('classes, definitions, decorators, types', () => {
    expect(count("import { Model } from 'sequelize'; class User extends Model {} User.findOne({});")).toBe(1);
    expect(count("const User = sequelize.define('user', {}); User.create({ email });")).toBe(1);
    expect(count("import { Table, Model } from 'sequelize-typescript'; import { Base } from './base'; @Table class User extends Base {} User.create({});")).toBe(1);
    expect(count("import { InjectModel } from '@nestjs/sequelize'; class S { constructor(@InjectModel(User) private users: typeof User) {} run() { return this.users.create({}); } }")).toBe(1);
    expect(count("import { ModelStatic } from 'sequelize'; class S { constructor(private users: ModelStatic<User>) {} run() { return this.users.create({}); } }")).toBe(1);
  });

  it('the same decorator of another library', () => {
    silent("import { InjectModel } from '@nestjs/mongoose'; class S { constructor(@InjectModel('User') private users: Model<User>) {} run() { return this.users.create({}); } }");
  });
});
