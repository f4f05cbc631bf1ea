/** Sequelize's repairs of a check before an insert: findOrCreate, upsert, a caught UniqueConstraintError. */
import { testOffered, testRefused } from './sequelize-repairs.js';

testOffered([
  {
    name: 'Race because both find nothing; the row is all that the code wants',
    rule: 'no-check-then-create',
    code: `export async function city(code: string, label: string) {
  let row = await City.findOne({ where: { code } });
  if (!row) {
    row = await City.create({ code, label });
  }
  return row.id;
}
`,
    suggested: [
      `export async function city(code: string, label: string) {
  const [row] = await City.findOrCreate({ where: { code }, defaults: { code, label } });
  return row.id;
}
`,
      `export async function city(code: string, label: string) {
  let row = await City.findOne({ where: { code } });
  if (!row) {
    try {
      row = await City.create({ code, label });
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
      row = await City.findOne({ where: { code }, rejectOnEmpty: true });
    }
  }
  return row.id;
}
`,
    ],
  },
  {
    name: 'Race because the early return decides; inside a transaction only findOrCreate, which takes a savepoint',
    rule: 'no-check-then-create',
    code: `export const city = (code: string, label: string) => sequelize.transaction(async (t) => {
  const row = await City.findOne({ where: { code }, transaction: t });
  if (row) return row;
  return City.create({ code, label }, { transaction: t });
});
`,
    suggested: [
      `export const city = (code: string, label: string) => sequelize.transaction(async (t) => {
  const [row] = await City.findOrCreate({ where: { code }, defaults: { code, label }, transaction: t });
  return row;
});
`,
    ],
  },
  {
    name: 'Race because nothing is done when the row is there',
    rule: 'no-check-then-create',
    code: `export async function city(code: string) {
  const row = await City.findOne({ where: { code } });
  if (!row) await City.create({ code });
}
`,
    suggested: [
      `export async function city(code: string) {
  await City.findOrCreate({ where: { code } });
}
`,
      `export async function city(code: string) {
  const row = await City.findOne({ where: { code } });
  if (!row) {
    try {
      await City.create({ code });
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
    }
  }
}
`,
    ],
  },
  {
    name: 'Race because both branches write the same columns: one statement',
    rule: 'no-check-then-create',
    code: `export async function set(userId: number, key: string, value: string) {
  const pref = await Pref.findOne({ where: { userId, key } });
  if (pref) {
    await pref.update({ value });
  } else {
    await Pref.create({ userId, key, value });
  }
}
`,
    suggested: [
      `export async function set(userId: number, key: string, value: string) {
  await Pref.upsert({ userId, key, value }, { conflictFields: ['userId', 'key'] });
}
`,
    ],
  },
  {
    name: 'Race because the check answers with an error; the import is added',
    rule: 'no-check-then-create',
    code: `const { Op } = require('sequelize');
const { User } = require('../models');

exports.register = async (email) => {
  const user = await User.findOne({ where: { email } });
  if (user) throw new Error('taken');
  await User.create({ email });
};
`,
    suggested: [
      `const { Op, UniqueConstraintError } = require('sequelize');
const { User } = require('../models');

exports.register = async (email) => {
  const user = await User.findOne({ where: { email } });
  if (user) throw new Error('taken');
  try {
    await User.create({ email });
  } catch (error) {
    if (!(error instanceof UniqueConstraintError)) throw error;
    throw new Error('taken');
  }
};
`,
    ],
  },
]);

testRefused([
  {
    name: 'a violation in a transaction aborts it on PostgreSQL',
    rule: 'no-check-then-create',
    code: `export const register = (email: string) => sequelize.transaction(async (t) => {
  const user = await User.findOne({ where: { email }, transaction: t });
  if (user) throw new Error('taken');
  await User.create({ email }, { transaction: t });
});
`,
    because: 'PostgreSQL aborts the transaction',
  },
  {
    name: 'upsert would overwrite what only the insert sets',
    rule: 'no-check-then-create',
    code: `export async function set(userId: number, key: string, value: string) {
  const pref = await Pref.findOne({ where: { userId, key } });
  if (pref) {
    await pref.update({ value });
  } else {
    await Pref.create({ userId, key, value, source: 'web' });
  }
}
`,
    because: 'would overwrite `source`',
  },
]);
