/**
 * Rows and checks that go through objects of the project's own classes: results, options, values and entities with getters.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const schema = `datasource db {
  provider = "postgresql"
  url = env("DATABASE_URL")
}
model Topic {
  id    String @id
  slug  String @unique
  title String
  likes Int
}
`;

const result = `export class Result<T> {
  readonly isFailure: boolean;
  private readonly error: string | null;
  private readonly value: T | null;
  private constructor(private readonly isSuccess: boolean, error?: string | null, value?: T | null) {
    if (isSuccess && error) throw new Error('either a value or an error');
    this.isFailure = !isSuccess;
    this.error = error ?? null;
    this.value = value ?? null;
    Object.freeze(this);
  }
  static ok<U>(value?: U): Result<U> { return new Result<U>(true, null, value ?? null); }
  static fail<U>(error: string): Result<U> { return new Result<U>(false, error, null); }
  isFailed(): boolean { return !this.isSuccess; }
  getError(): string { return this.error as string; }
  getValue(): T {
    if (!this.isSuccess) throw new Error('no value');
    return this.value as T;
  }
}
`;

const values = `export abstract class ValueObject<T extends object> {
  protected readonly props: T;
  constructor(props: T) { this.props = Object.freeze(props); }
}
`;

const slug = `import { Result } from './result';
import { ValueObject } from './value-object';
export class Slug extends ValueObject<{ text: string }> {
  private constructor(props: { text: string }) { super(props); }
  static create(text: string): Result<Slug> {
    const trimmed = text.trim();
    if (trimmed.length === 0) return Result.fail<Slug>('empty');
    return Result.ok(new Slug({ text: trimmed }));
  }
  get text(): string { return this.props.text; }
}
`;

const topic = `import { Result } from './result';
import { Slug } from './slug';
export class Topic {
  private constructor(private readonly id: string, private readonly slug: Slug, private title: string, private likes: number) {}
  static create({ id, slug, title, likes }: { id: string; slug: Slug; title: string; likes: number }): Result<Topic> {
    return Result.ok(new Topic(id, slug, title, likes));
  }
  getId(): string { return this.id; }
  getSlug(): Slug { return this.slug; }
  getTitle(): string { return this.title; }
  getLikes(): number { return this.likes; }
  like(): Result<void> {
    if (this.likes > 99) return Result.fail('enough');
    this.likes = this.likes + 1;
    return Result.ok();
  }
}
`;

const port = `import type { Result } from './result';
import type { Slug } from './slug';
import type { Topic } from './topic';
export interface Topics {
  find(slug: Slug): Promise<Result<Topic | null>>;
  get(slug: Slug): Promise<Result<Topic>>;
  save(topic: Topic): Promise<Result<void>>;
}
`;

const repository = `import { PrismaClient } from '@prisma/client';
import { Result } from './result';
import { Slug } from './slug';
import { Topic } from './topic';
import type { Topics } from './topics';
export class PrismaTopics implements Topics {
  constructor(private readonly prisma: PrismaClient) {}
  async find(slug: Slug): Promise<Result<Topic | null>> {
    const row = await this.prisma.topic.findUnique({ where: { slug: slug.text } });
    if (!row) return Result.ok<Topic | null>(null);
    const topic = this.toTopic(row);
    if (topic.isFailure) return Result.fail(topic.getError());
    return Result.ok<Topic | null>(topic.getValue());
  }
  async get(slug: Slug): Promise<Result<Topic>> {
    const row = await this.prisma.topic.findUnique({ where: { slug: slug.text } });
    if (!row) return Result.fail('no such topic');
    return this.toTopic(row);
  }
  async save(topic: Topic): Promise<Result<void>> {
    const columns = { slug: topic.getSlug().text, title: topic.getTitle(), likes: topic.getLikes() };
    await this.prisma.topic.upsert({ where: { KEY }, create: { id: topic.getId(), ...columns }, update: columns });
    return Result.ok();
  }
  private toTopic(row: { id: string; slug: string; title: string; likes: number }): Result<Topic> {
    const slug = Slug.create(row.slug);
    if (slug.isFailure) return Result.fail(slug.getError());
    return Topic.create({ id: row.id, slug: slug.getValue(), title: row.title, likes: row.likes });
  }
}
`;

const layers = (key = 'id: topic.getId()'): Files => ({
  'prisma/schema.prisma': schema, 'result.ts': result, 'value-object.ts': values, 'slug.ts': slug, 'topic.ts': topic, 'topics.ts': port, 'prisma-topics.ts': repository.replace('KEY', key),
});

const useCase = (lines: string): string => `import { randomUUID } from 'node:crypto';
import { Result } from './result';
import { Slug } from './slug';
import { Topic } from './topic';
import type { Topics } from './topics';
export class OpenTopic {
  constructor(private readonly topics: Topics) {}
  async execute(input: { title: string; other: string }): Promise<Result<void>> {
    const slug = Slug.create(input.title);
    if (slug.isFailed()) return Result.fail(slug.getError());
${lines}
  }
}
`;

const opening = (of = 'slug'): string => `    const topic = Topic.create({ id: randomUUID(), slug: ${of}.getValue(), title: input.title, likes: 0 });
    if (topic.isFailure) return Result.fail(topic.getError());`;

const looking = `    const known = await this.topics.find(slug.getValue());
    if (known.isFailure) return Result.fail(known.getError());`;

const option = `export class Option<T> {
  private constructor(private readonly inner: T | undefined, private readonly full: boolean) {}
  static some<U>(inner: U): Option<U> { return new Option<U>(inner, true); }
  static none<U>(): Option<U> { return new Option<U>(undefined, false); }
  get isNone(): boolean { return !this.full; }
}
`;

const options = (guard: string, mark = ''): Files => ({
  'prisma/schema.prisma': schema,
  'option.ts': option,
  'topics.ts': `import { PrismaClient } from '@prisma/client';
import { Option } from './option';
const db = new PrismaClient();
async function find(slug: string) {
  const row = await db.topic.findUnique({ where: { slug } });
  return row ? Option.some(row) : Option.none();
}
export async function open(id: string, slug: string, title: string) {
  const topic = await find(slug);
  if (${guard}) await db.topic.create({ data: { id, slug, title, likes: 0 } });${mark}
}
`,
});

const cases: Readonly<Record<string, Files>> = {
  'Race because two find that the result holds no topic': {
    ...layers(),
    'open.ts': useCase(`${looking}
    if (known.getValue()) return Result.fail('there already');
${opening()}
    return this.topics.save(topic.getValue()); // race: no-check-then-create`),
  },
  'Safe because it is asked only whether the look-up went well': {
    ...layers(),
    'open.ts': useCase(`${looking}
${opening()}
    return this.topics.save(topic.getValue());`),
  },
  'Safe because the topic that is saved has another slug': {
    ...layers(),
    'open.ts': useCase(`${looking}
    if (known.getValue()) return Result.fail('there already');
    const other = Slug.create(input.other);
    if (other.isFailed()) return Result.fail(other.getError());
${opening('other')}
    return this.topics.save(topic.getValue());`),
  },
  'Safe because the one upsert is by the slug that was looked for': {
    ...layers('slug: topic.getSlug().text'),
    'open.ts': useCase(`${looking}
    if (known.getValue()) return Result.fail('there already');
${opening()}
    return this.topics.save(topic.getValue());`),
  },
  'Race because the failure says that there is no topic': {
    ...layers(),
    'open.ts': useCase(`    const known = await this.topics.get(slug.getValue());
    if (!known.isFailed()) return Result.ok();
${opening()}
    return this.topics.save(topic.getValue()); // race: no-check-then-create`),
  },
  'Race because the likes are counted in memory; the topic is there': {
    ...layers(),
    'like.ts': useCase(`${looking}
    const topic = known.getValue();
    if (!topic) return Result.fail('no such topic');
    if (topic.getLikes() > 50) return Result.fail('enough');
    const liked = topic.like();
    if (liked.isFailure) return Result.fail(liked.getError());
    return this.topics.save(topic); // race: no-read-modify-write`),
  },
  'Race because a getter of an option says that there is none': options('topic.isNone', ' // race: no-check-then-create'),
  'Safe because nothing is asked of the option': options('topic'),
  'Safe because what the constructor does is not understood': {
    ...options('topic.isNone'),
    'option.ts': option.replace('{}', '{ for (const part of Object.keys(inner ?? {})) this[part] = true; }').replace('!this.full', 'this.inner === undefined'),
  },
};

describe('results and values in objects', () => {
  for (const [name, files] of Object.entries(cases)) {
    it(name, () => {
      expect(reportsOf(files)).toEqual(marksOf(files));
    });
  }
});
