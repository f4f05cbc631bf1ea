/** Classes of entities in another file: what their constructors are given, and what their methods ask of a row and change in it. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const mikro = { 'package.json': JSON.stringify({ name: 'app', dependencies: { '@mikro-orm/core': '6.0.0', '@mikro-orm/postgresql': '6.0.0' } }) };
const typeorm = { 'package.json': JSON.stringify({ name: 'app', dependencies: { typeorm: '0.3.20', pg: '8.0.0' } }) };

const wallet = (library: string): string => `import { Entity, PrimaryKey, Property, PrimaryGeneratedColumn, Column } from '${library}';
@Entity()
export class Wallet {
  ${library === 'typeorm' ? '@PrimaryGeneratedColumn()' : '@PrimaryKey()'} id!: number;
  ${library === 'typeorm' ? '@Column()' : '@Property()'} owner: string;
  ${library === 'typeorm' ? '@Column()' : '@Property()'} cents = 0;
  ${library === 'typeorm' ? '@Column()' : '@Property()'} state = 'OPEN';
  constructor(owner: string) {
    this.owner = owner;
  }
  withdraw(cents: number) {
    if (this.cents < cents) throw new Error('too little');
    this.cents -= cents;
  }
  freeze() {
    this.state = 'FROZEN';
  }
  isFrozen() {
    return this.state === 'FROZEN';
  }
}
`;

const service = (body: string): string => `import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Wallet } from './wallet';
export class Wallets {
  constructor(private readonly em: EntityManager) {}
${body}
}
`;

const handed = (change: string, mark: string): string => `import { Repository } from 'typeorm';
import { Wallet } from './wallet';
export class Wallets {
  constructor(private readonly wallets: Repository<Wallet>) {}
  private async one(id: number) {
    const wallet = await this.wallets.findOneBy({ id });
    if (!wallet) throw new Error('none');
    return wallet;
  }
  async change(id: number, sent: { owner: string; state: string }) {
    const wallet = await this.one(id);
    const other = await this.wallets.findOneBy({ owner: sent.owner });
    if (other) throw new Error('has one');
    ${change};
    await this.wallets.save(wallet);${mark}
  }
}
`;

const cases: Readonly<Record<string, Files>> = {
  'Race because a method of the entity takes from what was read': {
    ...mikro,
    'wallet.ts': wallet('@mikro-orm/core'),
    'wallets.ts': service(`  async pay(id: number, cents: number) {
    const wallet = await this.em.findOneOrFail(Wallet, { id });
    wallet.withdraw(cents);
    await this.em.flush(); // race: no-read-modify-write
  }`),
  },
  'Safe because the row is locked when it is read': {
    ...mikro,
    'wallet.ts': wallet('@mikro-orm/core'),
    'wallets.ts': service(`  async pay(id: number, cents: number) {
    await this.em.transactional(async (em) => {
      const wallet = await em.findOneOrFail(Wallet, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      wallet.withdraw(cents);
    });
  }`),
  },
  'Safe because the method only asks': {
    ...mikro,
    'wallet.ts': wallet('@mikro-orm/core'),
    'wallets.ts': service(`  async rename(id: number, owner: string) {
    const wallet = await this.em.findOneOrFail(Wallet, { id });
    if (wallet.isFrozen()) throw new Error('frozen');
    wallet.owner = owner;
    await this.em.flush();
  }`),
  },
  'Race because the constructor keeps what was looked for': {
    ...mikro,
    'wallet.ts': wallet('@mikro-orm/core'),
    'wallets.ts': service(`  async open(owner: string) {
    const known = await this.em.findOne(Wallet, { owner });
    if (known) throw new Error('has one');
    const wallet = new Wallet(owner);
    await this.em.persistAndFlush(wallet); // race: no-check-then-create
  }`),
  },
  'Safe because the constructor keeps something else': {
    ...mikro,
    'wallet.ts': wallet('@mikro-orm/core').replace('this.owner = owner;', 'this.owner = crypto.randomUUID() + owner.length;'),
    'wallets.ts': service(`  async open(owner: string) {
    const known = await this.em.findOne(Wallet, { owner });
    if (known) throw new Error('has one');
    const wallet = new Wallet(owner);
    await this.em.persistAndFlush(wallet);
  }`),
  },
  'Race because a method changes the state of a row that is saved': {
    ...typeorm,
    'wallet.ts': wallet('typeorm'),
    'wallets.ts': `import { Repository } from 'typeorm';
import { Wallet } from './wallet';
export class Wallets {
  constructor(private readonly wallets: Repository<Wallet>) {}
  async close(id: number) {
    const wallet = await this.wallets.findOneByOrFail({ id });
    if (wallet.state !== 'OPEN') throw new Error('not open');
    wallet.freeze();
    await this.wallets.save(wallet); // race: no-check-then-update
  }
}
`,
  },
  'Race because a row that a helper gives, or throws, is given all that was sent': {
    ...typeorm,
    'wallet.ts': wallet('typeorm'),
    'wallets.ts': handed('Object.assign(wallet, sent)', ' // race: no-check-then-create'),
  },
  'No duplicate because what it is given leaves out the column that was looked for: only the other columns are stale': {
    ...typeorm,
    'wallet.ts': wallet('typeorm'),
    'wallets.ts': handed('Object.assign(wallet, { state: sent.state })', ' // race: no-stale-entity-save'),
  },
  'Race because the list that is saved is the one that was read, and one more; or without one': {
    ...typeorm,
    'post.ts': `import { Entity, PrimaryGeneratedColumn, Column } from 'typeorm';
@Entity()
export class Post {
  @PrimaryGeneratedColumn() id!: number;
  @Column('simple-array') tags!: string[];
}
`,
    'posts.ts': `import { Repository } from 'typeorm';
import { Post } from './post';
export class Posts {
  constructor(private readonly posts: Repository<Post>) {}
  async tag(id: number, tag: string) {
    const post = await this.posts.findOneByOrFail({ id });
    post.tags = [...post.tags, tag];
    await this.posts.save(post); // race: no-read-modify-write
  }
  async untag(id: number, tag: string) {
    const post = await this.posts.findOneByOrFail({ id });
    post.tags = post.tags.filter((other) => other !== tag);
    await this.posts.save(post); // race: no-read-modify-write
  }
}
`,
  },
  'No lost element because the list that is saved is the one that was sent': {
    ...mikro,
    'post.ts': `import { Entity, PrimaryKey, Property } from '@mikro-orm/core';
@Entity()
export class Post {
  @PrimaryKey() id!: number;
  @Property() tags!: string[];
}
`,
    'posts.ts': `import { EntityManager } from '@mikro-orm/postgresql';
import { Post } from './post';
export class Posts {
  constructor(private readonly em: EntityManager) {}
  async tag(id: number, tags: string[], more: string[]) {
    const post = await this.em.findOneOrFail(Post, { id });
    post.tags = [...tags, ...more];
    await this.em.flush();
  }
}
`,
  },
};

describe('an entity of another file', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
