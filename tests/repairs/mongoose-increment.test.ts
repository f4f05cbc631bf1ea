/** atomic-increment of Mongoose code: what is offered, and the near misses. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'a document of its own',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function sell(id: string, quantity: number) {
  const post = await Post.findById(id);
  post.stock -= quantity;
  await post.save();
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function sell(id: string, quantity: number) {
  const post = await Post.findById(id);
  post.$inc('stock', -quantity);
  await post.save();
}
`,
    ],
  },
  {
    name: 'a field below another',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function view(id: string) {
  const post = await Post.findById(id);
  post.stats.views++;
  await post.save();
  return post.title;
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function view(id: string) {
  const post = await Post.findById(id);
  post.$inc('stats.views', 1);
  await post.save();
  return post.title;
}
`,
    ],
  },
  {
    name: 'beside other fields of $set',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function viewLean(id: string) {
  const post = await Post.findById(id).lean();
  await Post.updateOne({ _id: id }, { $set: { views: (post.views || 0) + 1, seenAt: new Date() } });
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function viewLean(id: string) {
  await Post.updateOne({ _id: id }, { $set: { seenAt: new Date() }, $inc: { views: 1 } });
}
`,
    ],
  },
  {
    name: 'bare fields',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function viewBare(id: string) {
  const post = await Post.findById(id).lean();
  await Post.findByIdAndUpdate(id, { views: post.views + 1 });
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function viewBare(id: string) {
  await Post.findByIdAndUpdate(id, { $inc: { views: 1 } });
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'the field is also tested',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function pay(id: string, amount: number) {
  const account = await Account.findById(id);
  if (account.balance < amount) throw new Error('poor');
  account.balance -= amount;
  await account.save();
}
`,
    because: 'is also tested',
  },
  {
    name: 'what is added may be a string',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function append(id: string, text: string) {
  const post = await Post.findById(id);
  post.text += text;
  await post.save();
}
`,
    because: 'joins strings',
  },
  {
    name: 'the new value is used afterwards',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function view(id: string) {
  const post = await Post.findById(id);
  post.views += 1;
  await post.save();
  return post.views;
}
`,
    because: 'used afterwards',
  },
  {
    name: 'more than a sum',
    rule: 'no-read-modify-write',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function grow(id: string) {
  const post = await Post.findById(id);
  post.size = post.size * 2;
  await post.save();
}
`,
    because: 'more than a sum',
  },
]);
