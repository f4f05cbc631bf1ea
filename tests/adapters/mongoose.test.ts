import { describe, expect, it } from 'vitest';
import { dialect } from '../../src/adapters/mongoose/index.js';
import { handles, operations } from './print-operations.js';

const head = `import mongoose, { model, Schema, Types } from 'mongoose';
const User = model('User', new Schema({}));
`;
const ops = (code: string): readonly string[] => operations(head + code, dialect);

describe('reads', () => {
  it('filters', () => {
    expect(ops(`User.findOne({ email, age: { $gte: 18, $lt: max }, state: { $in: ['a'] }, gone: null, seen: { $exists: true } });
User.find({ $or: [{ email }, { name }], 'address.city': city, items: { $elemMatch: { sku } } });
User.findOne({ $expr: x, name: { $not: /a/ } }); User.findOne({ ...filter, _id: id }); User.find();`)).toEqual([
      'read user .findOne where(email eq email, age gte 18, age lt max, state in [\'a\'], gone isNull, seen notNull) -> row?',
      'read user .find where(|email eq email, |name eq name, address.city eq city, items.sku eq sku) -> rows',
      'read user .findOne where(name other, ?) -> row?',
      'read user .findOne where(id eq id, ...filter) one -> row?',
      'read user .find -> rows',
    ]);
  });
  it('by key, existence, numbers', () => {
    expect(ops('User.findById(id); User.exists({ email }); User.countDocuments({ team }); User.estimatedDocumentCount(); User.distinct(\'email\', { team });')).toEqual([
      'read user .findById where(id eq id) one -> row?',
      'read user .exists where(email eq email) -> row?',
      'read user .countDocuments where(team eq team) -> count()',
      'read user .estimatedDocumentCount -> count()',
      'read user .distinct where(team eq team) -> rows',
    ]);
  });
  it('links of a query', () => {
    expect(ops(`User.findOne().sort({ n: -1 }).lean().exec(); User.find({ team }).sort('-n').limit(1); User.findById(id).orFail();
User.where('a').equals(1); User.find().where('age').gt(3).where('b', c); User.find({ team }).countDocuments();`)).toEqual([
      'read user .findOne by n -> row?',
      'read user .find where(team eq team) by n -> rows',
      'read user .findById where(id eq id) one -> row!',
      'read user .find where(age gt 3, b eq c) -> rows',
      'read user .find where(team eq team) -> count()',
    ]);
  });
  it('aggregates', () => {
    expect(ops("User.aggregate([{ $match: { team } }, { $group: { _id: null, total: { $sum: '$amount' }, n: { $sum: 1 }, last: { $max: '$n' } } }]);")).toEqual([
      'read user .aggregate where(team eq team) -> rows',
    ]);
  });
});

describe('writes', () => {
  it('inserts', () => {
    expect(ops('User.create({ email, ...rest }); User.create([{ email }, { email: b }], { session }); User.insertMany(list);')).toEqual([
      'insert user .create set(email=email, ...rest) one -> written',
      'insert user .create set(email=email, email=b) -> rows [transaction User]',
      'insert user .insertMany set(...list) -> rows',
    ]);
  });
  it('update operators', () => {
    expect(ops(`User.updateOne({ _id: id }, { name, $inc: { n: 1, m: -2 }, $push: { tags: t }, $addToSet: { ids: i }, $pull: { ids: j }, $unset: { old: 1 }, $set: { 'items.$.qty': q } });
User.updateMany({ team }, [{ $set: { n: { $add: ['$n', 1] } } }]);`)).toEqual([
      'update user .updateOne where(id eq id) set(name=name, n=increment(1), m=decrement(2), tags=push(t), ids=include(i), ids=exclude(j), old=null, items.qty=q) one -> { matchedCount: affected, modifiedCount: affected, n: affected, nModified: affected, upsertedCount: affected }',
      'update user .updateMany where(team eq team) set(n=expression({ $add: [\'$n\', 1] })) -> { matchedCount: affected, modifiedCount: affected, n: affected, nModified: affected, upsertedCount: affected }',
    ]);
  });
  it('find and change', () => {
    expect(ops('User.findOneAndUpdate({ email }, { $set: { name } }); User.findByIdAndUpdate(id, { name }, { new: true }); User.findOneAndDelete({ email }); User.findByIdAndDelete(id); User.deleteMany({ team });')).toEqual([
      'update user .findOneAndUpdate where(email eq email) set(name=name) -> row?',
      'update user .findByIdAndUpdate where(id eq id) set(name=name) one -> row?',
      'delete user .findOneAndDelete where(email eq email) -> row?',
      'delete user .findByIdAndDelete where(id eq id) one -> row?',
      'delete user .deleteMany where(team eq team) -> { deletedCount: affected, n: affected }',
    ]);
  });
  it('upserts', () => {
    expect(ops(`User.updateOne({ email }, { $set: { name }, $setOnInsert: { color } }, { upsert: true });
User.findOneAndUpdate({ key, until: { $lt: now } }, { until: later }, { upsert: true, returnDocument: 'after' });`)).toEqual([
      'upsert user .updateOne where(email eq email) set(email=email, name=name, color=color) update(name=name) -> { matchedCount: affected, modifiedCount: affected, n: affected, nModified: affected, upsertedCount: affected }',
      'upsert user .findOneAndUpdate where(key eq key, until lt now) set(key=key, until=later) update(until=later) perhaps one statement -> written',
    ]);
  });
  it('bulkWrite', () => {
    expect(ops('User.bulkWrite([{ updateOne: { filter: { email }, update: { $set: { name } }, upsert: true } }, { insertOne: { document: { email } } }]); User.bulkWrite(list.map((one) => ({ deleteOne: { filter: { _id: one } } })));')).toEqual([
      'upsert user .bulkWrite where(email eq email) set(email=email, name=name) update(name=name) -> nothing',
      'insert user .bulkWrite set(email=email) one -> nothing',
      'delete user .bulkWrite where(id eq one) one -> nothing',
    ]);
  });
  it('documents', () => {
    expect(ops('async function a(id, dto) { const user = await User.findById(id); user.set(dto); await user.save(); await user.updateOne({ name: 1 }); await user.deleteOne(); await new User(dto).save(); for (const one of await User.find()) await one.save({ session }); }')).toEqual([
      'read user .findById where(id eq id) one -> row?',
      'save user .save where(?) one several statements -> written',
      'update user .updateOne where(id eq user) set(name=1) one -> nothing',
      'delete user .deleteOne where(?) one -> { deletedCount: affected }',
      'save user .save where(?) one several statements -> written',
      'read user .find -> rows',
      'save user .save where(?) one several statements -> written [transaction one]',
    ]);
  });
  it('a lean object has no save', () => {
    expect(ops('async function a(id) { const user = await User.findById(id).lean(); await user.save(); }')).toEqual([
      'read user .findById where(id eq id) one -> row?',
    ]);
  });
});

describe('receivers', () => {
  it('models of connections, of Nest, of Typegoose, by their types', () => {
    expect(operations(`import mongoose, { Model, Connection } from 'mongoose';
import { InjectModel, InjectConnection } from '@nestjs/mongoose';
import { getModelForClass } from '@typegoose/typegoose';
const A = mongoose.models.Alpha || mongoose.model('Alpha', s);
const G = getModelForClass(Gamma);
interface BetaModel extends Model<IBeta> { x(): void }
class S { constructor(@InjectModel(Delta.name) private readonly m, private readonly typed: Model<EpsilonDocument>, @InjectConnection() private readonly c: Connection, private readonly b: BetaModel) {}
a(id) { A.deleteOne({ id }); G.deleteOne({ id }); this.m.deleteOne({ id }); this.typed.deleteOne({ id }); this.c.collection('zetas').deleteOne({ id }); this.c.model('Eta').deleteOne({ id }); this.b.deleteOne({ id }); } }`, dialect).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'delete alpha',
      'delete gamma',
      'delete delta',
      'delete epsilon',
      'delete zeta',
      'delete eta',
      'delete beta',
    ]);
  });
  it('this in statics and methods of a schema', () => {
    expect(ops(`const userSchema = new Schema({});
userSchema.statics.a = function (email) { return this.findOne({ email }); };
userSchema.methods.b = function () { return this.save(); };
userSchema.pre('save', async function () { await this.constructor.findOne({ email: 1 }); });`)).toEqual([
      'read user .findOne where(email eq email) -> row?',
      'save user .save where(?) one several statements -> written',
      'read user .findOne where(email eq 1) -> row?',
    ]);
  });
  it('the driver', () => {
    expect(operations(`import { MongoClient, Db } from 'mongodb';
const client = new MongoClient(uri); const users = client.db('x').collection('users');
class S { db: Db; async a(id) { await users.insertOne({ id }); await this.db.collection('orders').find({ id }).toArray(); } }`, dialect)).toEqual([
      'insert user .insertOne set(id=id) one -> { insertedId: written }',
      'read order .find where(id eq id) one -> rows',
    ]);
  });
});

describe('sessions', () => {
  it('each has one identity', () => {
    expect(handles(`${head}async function a(id) {
  const session = await mongoose.startSession();
  session.startTransaction();
  await User.findById(id).session(session);
  await User.updateOne({ id }, { a: 1 }, { session });
  await User.updateOne({ id }, { a: 1 });
  await session.commitTransaction();
}
async function b(id, session) { await User.findOne({ id }, null, { session }); await User.create([{ id }], { session: session ?? null }); }
mongoose.connection.transaction(async (s) => { await User.deleteOne({ id: 1 }, { session: s }); });`, dialect)).toEqual([
      'begin snapshot mongoose:session:#1',
      'transaction mongoose:session:#1 User',
      'transaction mongoose:session:#1 User',
      'client mongoose:client User',
      'transaction mongoose:session:#2 User',
      'either mongoose:session:#2 User',
      'callback snapshot mongoose:session:#3',
      'transaction mongoose:session:#3 User',
    ]);
  });
});
