import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain.js';
import type { Closure } from '../../src/races/candidate.js';
import { sourceOf } from '../resolve/source.js';

const imports = `import { Prisma, PrismaClient } from '@prisma/client';
import { DataSource, Repository } from 'typeorm';
import { User } from './user';
import { Order } from './order';
const db = new PrismaClient();
declare const ds: DataSource;
declare const users: Repository<User>;
declare const orders: Repository<Order>;

`;

/** The candidates of a file, a line each; lines count from the code's first. */
const fates = (code: string): string => {
  const text = explain(sourceOf(imports + code), 'file.ts');
  const candidates = text.slice(text.lastIndexOf('candidates'));
  return candidates.replaceAll(/ line (\d+)/g, (_, line: string) => ` line ${Number(line) - 9}`).replace(/^candidates\n {2}/, '').replaceAll('\n  ', '\n');
};

interface Fixture {
  readonly code: string;
  readonly expected: string;
  /** the same without the protection */
  readonly open: string;
  readonly reported: string;
}

const f = (body: string): string => `export async function f(input) {\n${body}\n}`;
