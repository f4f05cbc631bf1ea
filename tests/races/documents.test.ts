/** What documents add to races: changed fields only, lists, paths, transactions that fail the second writer. Each case beside its near miss. */
import { describe, expect, it } from 'vitest';
import { lint } from '../rules/tester.js';

const head = `import mongoose, { model, Schema } from 'mongoose';
const Doc = model('Doc', new Schema({}));
const Other = model('Other', new Schema({}));
`;

/** The rules that report the body of an async function. */
const rulesOf = (body: string, more = ''): readonly string[] =>
  lint(`${head}${more}export async function f(id: string, x: any, y: any) {\n${body}\n}\n`).map(({ ruleId, message }) => ruleId?.replace('db-race/', '') ?? message);

const races: Readonly<Record<string, readonly [string, string]>> = {
  'Race because a field below a column is computed from itself': ['no-read-modify-write', 'const d = await Doc.findById(id).orFail(); d.a.n = d.a.n + 1; await d.save();'],
  'Race because an element found in a list is changed by its own value': ['no-read-modify-write', 'const d = await Doc.findById(id).orFail(); const i = d.items.findIndex((one) => one.sku === x); d.items[i].n += 1; await d.save();'],
  'Race because an object is replaced by a copy of it': ['no-read-modify-write', 'const d = await Doc.findById(id).orFail(); d.settings = { ...d.settings, x }; await d.save();'],
  'Race because a list is replaced without the version': ['no-read-modify-write', 'const d = await Doc.findById(id).lean().orFail(); await Doc.updateOne({ _id: id }, { tags: [...d.tags, x] });'],
  'Race because two may push the element that neither found': ['no-check-then-update', 'const d = await Doc.findById(id).orFail(); if (d.users.some((one) => one.user.equals(x))) throw new Error(); d.users.push({ user: x }); await d.save();'],
  'Race because a count goes with the element': ['no-check-then-update', 'const d = await Doc.findById(id).lean().orFail(); if (!d.users.includes(x)) { await Doc.updateOne({ _id: id }, { $addToSet: { users: x }, $inc: { n: 1 } }); }'],
  'Race because the list may be full by then': ['no-racy-limit-check', 'const d = await Doc.findById(id).lean().orFail(); if (d.users.length >= 5) throw new Error(); await Doc.updateOne({ _id: id }, { $push: { users: x } });'],
  'Race because the document that is renamed is another one for each request': ['no-check-then-create', 'if (await Doc.exists({ name: x })) throw new Error(); await Doc.updateOne({ _id: id }, { name: x });'],
  'Race because the read is outside of the transaction': ['no-read-modify-write', 'await mongoose.connection.transaction(async (session) => { const d = await Doc.findById(id).lean().orFail(); await Doc.updateOne({ _id: id }, { n: d.n + 1 }, { session }); });'],
  'Race because nobody found what both insert': ['no-update-then-create', 'const d = await Doc.findOneAndUpdate({ name: x }, { n: 1 }); if (!d) await Doc.create({ name: x, n: 1 });'],
};

const safe: Readonly<Record<string, string>> = {
  'Safe because a field that keeps what it was on some path is no new value': 'const d = await Doc.findById(id).orFail(); if (x) d.a.n = x; d.b = y; await d.save();',
  'Safe because another path of the column is computed': 'const d = await Doc.findById(id).orFail(); d.a.full = d.a.first + x; await d.save();',
  'Safe because a push is pushed by the database': 'const d = await Doc.findById(id).orFail(); d.tags.push(x); await d.save();',
  'Safe because a list that is replaced goes with its version': 'const d = await Doc.findById(id).orFail(); d.tags = d.tags.filter((one) => one !== x); await d.save();',
  'Safe because what was missed is not what is pushed': "const d = await Doc.findById(id).orFail(); if (!d.tags.includes('a')) d.tags.push('b'); await d.save();",
  'Safe because an element of a set is there once': 'const d = await Doc.findById(id).lean().orFail(); if (d.users.includes(x)) return; await Doc.updateOne({ _id: id }, { $addToSet: { users: x } });',
  'Safe because the filter repeats the test of the list': 'const d = await Doc.findById(id).lean().orFail(); if (d.users.includes(x)) throw new Error(); await Doc.updateOne({ _id: id, users: { $ne: x } }, { $push: { users: x } });',
  'Safe because the values that were looked for determine the one document that is changed': "if (await Doc.exists({ team: x, main: true })) return; const d = await Doc.findOne({ team: x }).orFail(); await Doc.updateOne({ _id: d._id }, { main: true });",
  'Safe because the second of two writers in transactions fails': 'await mongoose.connection.transaction(async (session) => { const d = await Doc.findById(id).session(session).lean().orFail(); await Doc.updateOne({ _id: id }, { n: d.n + 1 }, { session }); });',
  'Safe because the row of another table that is saved has no such column': 'const d = await Doc.findById(id).orFail(); const o = await Other.findById(id).orFail(); o.n = d.n + 1; await o.save();',
};

describe('documents', () => {
  it.each(Object.entries(races))('%s', (_name, [rule, body]) => {
    expect(rulesOf(body)).toEqual([rule]);
  });

  it.each(Object.entries(safe))('%s', (_name, body) => {
    expect(rulesOf(body)).toEqual([]);
  });

  it('Safe because every save checks the version', () => {
    expect(rulesOf('const d = await V.findById(id).orFail(); d.n += 1; await d.save();', "const V = model('V', new Schema({}, { optimisticConcurrency: true }));\n")).toEqual([]);
  });
});
