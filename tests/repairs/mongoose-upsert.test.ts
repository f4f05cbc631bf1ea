/** upsert and insert-ignore of Mongoose code: what is offered, and the near misses. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'an insert that gives way',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Tag } from './models';
void mongoose;
export async function ensure(slug: string, color: string) {
  const tag = await Tag.findOne({ slug });
  if (!tag) {
    await Tag.create({ slug, color });
  }
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Tag } from './models';
void mongoose;
export async function ensure(slug: string, color: string) {
  const tag = await Tag.findOne({ slug });
  if (!tag) {
    await Tag.updateOne({ slug }, { $setOnInsert: { color } }, { upsert: true });
  }
}
`,
      `import mongoose from 'mongoose';
import { Tag } from './models';
void mongoose;
export async function ensure(slug: string, color: string) {
  const tag = await Tag.findOne({ slug });
  if (!tag) {
    try {
      await Tag.create({ slug, color });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
    }
  }
}
`,
    ],
  },
  {
    name: 'find, then update or insert',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Profile } from './models';
void mongoose;
export async function setTheme(userId: string, theme: string) {
  const profile = await Profile.findOne({ userId });
  if (profile) {
    profile.theme = theme;
    await profile.save();
  } else {
    await Profile.create({ userId, theme, createdBy: 'app' });
  }
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Profile } from './models';
void mongoose;
export async function setTheme(userId: string, theme: string) {
  await Profile.updateOne({ userId }, { $set: { theme }, $setOnInsert: { createdBy: 'app' } }, { upsert: true });
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'the new document is built elsewhere',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function ensure(slug: string, rest: object) {
  const tag = await Tag.findOne({ slug });
  if (!tag) {
    const made = await Tag.create({ slug, ...rest });
    console.log(made);
  }
}
`,
    because: "isn't written out field by field",
  },
  {
    name: 'the branches write different values',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function count(slug: string) {
  const tag = await Tag.findOne({ slug });
  if (tag) {
    tag.color = 'red';
    await tag.save();
  } else {
    await Tag.create({ slug, color: 'blue' });
  }
}
`,
    because: 'different values',
  },
]);
