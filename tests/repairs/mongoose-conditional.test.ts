/** conditional-write of Mongoose code: what is offered, and the near misses. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'a document that is saved becomes updateOne',
    rule: 'no-check-then-update',
    code: `import mongoose from 'mongoose';
import { Job } from './models';
void mongoose;
export async function start(id: string) {
  const job = await Job.findById(id);
  if (job.state !== 'idle') throw new Error('busy');
  job.state = 'running';
  await job.save();
  return job;
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Job } from './models';
void mongoose;
export async function start(id: string) {
  const job = await Job.findById(id);
  if (job.state !== 'idle') throw new Error('busy');
  job.state = 'running';
  const { matchedCount } = await Job.updateOne({ _id: job._id, state: 'idle' }, { $set: { state: 'running' } });
  if (matchedCount === 0) throw new Error('busy');
  return job;
}
`,
    ],
  },
  {
    name: 'updateOne, whose matchedCount is looked at',
    rule: 'no-check-then-update',
    code: `import mongoose from 'mongoose';
import { Job } from './models';
void mongoose;
export async function startByUpdate(id: string) {
  const job = await Job.findById(id);
  if (job.state !== 'idle') {
    throw new Error('busy');
  }
  await Job.updateOne({ _id: id }, { $set: { state: 'running' } });
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Job } from './models';
void mongoose;
export async function startByUpdate(id: string) {
  const job = await Job.findById(id);
  if (job.state !== 'idle') {
    throw new Error('busy');
  }
  const { matchedCount } = await Job.updateOne({ _id: id, state: 'idle' }, { $set: { state: 'running' } });
  if (matchedCount === 0) {
    throw new Error('busy');
  }
}
`,
    ],
  },
  {
    name: 'a state in the read\'s filter',
    rule: 'no-check-then-update',
    code: `import mongoose from 'mongoose';
import { Job } from './models';
void mongoose;
export async function claim(id: string) {
  const job = await Job.findOne({ _id: id, state: 'idle' });
  if (!job) throw new Error('busy');
  await Job.findByIdAndUpdate(job._id, { state: 'running' });
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Job } from './models';
void mongoose;
export async function claim(id: string) {
  const job = await Job.findOne({ _id: id, state: 'idle' });
  if (!job) throw new Error('busy');
  const changed = await Job.findOneAndUpdate({ _id: job._id, state: 'idle' }, { state: 'running' });
  if (!changed) throw new Error('busy');
}
`,
    ],
  },
  {
    name: 'an element that must not be there',
    rule: 'no-check-then-update',
    code: `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function like(id: string, user: string) {
  const post = await Post.findById(id);
  if (post.likes.includes(user)) throw new Error('liked before');
  await Post.updateOne({ _id: id }, { $push: { likes: user } });
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function like(id: string, user: string) {
  const post = await Post.findById(id);
  if (post.likes.includes(user)) throw new Error('liked before');
  const { matchedCount } = await Post.updateOne({ _id: id, likes: { $ne: user } }, { $push: { likes: user } });
  if (matchedCount === 0) throw new Error('liked before');
}
`,
    ],
  },
  {
    name: 'a redundant save goes',
    rule: 'no-duplicate-save',
    code: `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function twice(text: string) {
  const post = new Post({ text });
  await post.save();
  await post.save();
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Post } from './models';
void mongoose;
export async function twice(text: string) {
  const post = new Post({ text });
  await post.save();
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'the document is changed by a method before it is saved',
    rule: 'no-check-then-update',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function start(id: string) {
  const job = await Job.findById(id);
  if (job.state !== 'idle') throw new Error('busy');
  job.prepare();
  job.state = 'running';
  await job.save();
}
`,
    because: "isn't all in view",
  },
  {
    name: 'the test is made by a function',
    rule: 'no-check-then-update',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function start(id: string) {
  const job = await Job.findById(id);
  if (isBusy(job.state)) throw new Error('busy');
  await Job.updateOne({ _id: id }, { state: 'running' });
}
`,
    because: "can't be put into a filter",
  },
  {
    name: 'the filter stands elsewhere',
    rule: 'no-check-then-update',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function start(id: string) {
  const filter = { _id: id };
  const job = await Job.findOne(filter);
  if (job.state !== 'idle') throw new Error('busy');
  await Job.updateOne(filter, { state: 'running' });
}
`,
    because: 'stands elsewhere',
  },
]);
