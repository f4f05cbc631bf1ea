/** catch-violation of Mongoose code: what is offered, and the near misses. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'a promise whose branch throws',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { User } from './models';
void mongoose;
export async function register(email: string, name: string) {
  const taken = await User.findOne({ email });
  if (taken) throw new Error('taken');
  const user = await User.create({ email, name });
  return user._id;
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { User } from './models';
void mongoose;
export async function register(email: string, name: string) {
  const taken = await User.findOne({ email });
  if (taken) throw new Error('taken');
  const user = await User.create({ email, name }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
    throw new Error('taken');
  });
  return user._id;
}
`,
    ],
  },
  {
    name: 'a statement whose branch answers, with a comment before it',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { User } from './models';
void mongoose;
export async function signUp(req: Request, res: Response) {
  const taken = await User.findOne({ email: req.body.email });
  if (taken) {
    return res.status(409).json({ message: 'taken' });
  }
  const user = new User(req.body);
  // hashed by a hook
  await user.save();
  return res.json(user);
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { User } from './models';
void mongoose;
export async function signUp(req: Request, res: Response) {
  const taken = await User.findOne({ email: req.body.email });
  if (taken) {
    return res.status(409).json({ message: 'taken' });
  }
  const user = new User(req.body);
  // hashed by a hook
  try {
    await user.save();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
    return res.status(409).json({ message: 'taken' });
  }
  return res.json(user);
}
`,
    ],
  },
  {
    name: 'a variable that gets the row that came first',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Tag } from './models';
void mongoose;
export async function tagOf(slug: string, color: string) {
  let tag = await Tag.findOne({ slug });
  if (!tag) {
    tag = await Tag.create({ slug, color });
  }
  return tag;
}
`,
    suggested: [
      `import mongoose from 'mongoose';
import { Tag } from './models';
void mongoose;
export async function tagOf(slug: string, color: string) {
  let tag = await Tag.findOne({ slug });
  if (!tag) {
    tag = await Tag.create({ slug, color }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
      return Tag.findOne({ slug }).orFail();
    });
  }
  return tag;
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'in a transaction the duplicate key aborts it all',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function inTransaction(email: string) {
  await mongoose.connection.transaction(async (session) => {
    const taken = await User.findOne({ email }).session(session);
    if (taken) throw new Error('taken');
    await User.create([{ email }], { session });
  });
}
`,
    because: 'aborts the transaction',
  },
  {
    name: 'the branch uses the row in its answer',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function register(email: string) {
  const taken = await User.findOne({ email });
  if (taken) throw new Error(taken.name);
  await User.create({ email });
}
`,
    because: 'read it again there by hand',
  },
  {
    name: 'the check tests more than the row',
    rule: 'no-check-then-create',
    code: `import mongoose from 'mongoose';
import { Account, Job, Post, Tag, User } from './models';
void [mongoose, Account, Job, Post, Tag, User];
export async function register(email: string, force: boolean) {
  const taken = await User.findOne({ email });
  if (taken && !force) throw new Error('taken');
  await User.create({ email });
}
`,
    because: 'more than whether the row is there',
  },
]);
