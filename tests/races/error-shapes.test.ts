/** Where the driver's code stands on an error, by the versions and drivers in package.json. */
import { describe, expect, it } from 'vitest';
import { reportsOf } from '../project/project.js';

const withDependencies = (dependencies: Readonly<Record<string, string>>): string => JSON.stringify({ name: 'app', dependencies });
const rule = 'no-unsafe-constraint-catch';

const drizzle = `import { drizzle } from 'drizzle-orm/node-postgres';
import { tags } from './schema.js';
const db = drizzle(process.env.DATABASE_URL);
export async function add(name) {
  try {
    return await db.insert(tags).values({ name });
  } catch (error) {
    if (error.code === '23505') return null;
    throw error;
  }
}
`;

describe('Drizzle wraps the driver\'s error from 0.44 on', () => {
  it('reports the code on the error itself', () => {
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }), 'src/a.ts': drizzle })).toEqual([`src/a.ts 8 ${rule}`]);
  });

  it('is silent before, where the version isn\'t known, and where the cause is looked at', () => {
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.43.1', pg: '^8' }), 'src/a.ts': drizzle })).toEqual([]);
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': 'catalog:', pg: '^8' }), 'src/a.ts': drizzle })).toEqual([]);
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }), 'src/a.ts': drizzle.replace('error.code', '(error.cause ?? error).code') })).toEqual([]);
  });

  it('knows the constraint\'s name by the driver', () => {
    const named = drizzle.replace("error.code === '23505'", "error.cause.code === '23505' && error.cause.constraint_name === 'tags_name'");
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', pg: '^8' }), 'src/a.ts': named })).toEqual([`src/a.ts 8 ${rule}`]);
    expect(reportsOf({ 'package.json': withDependencies({ 'drizzle-orm': '^0.44.2', postgres: '^3' }), 'src/a.ts': named })).toEqual([]);
  });

  it('reports a server\'s code in a project that runs on SQLite, too, where the client doesn\'t say on which', () => {
    const either = drizzle.replace("import { drizzle } from 'drizzle-orm/node-postgres';\n", "import { db } from './db.js';\n").replace('const db = drizzle(process.env.DATABASE_URL);\n', '');
    const dependencies = withDependencies({ 'drizzle-orm': '^0.45.2', postgres: '^3', 'better-sqlite3': '^12' });
    expect(reportsOf({ 'package.json': dependencies, 'src/a.ts': either })).toEqual([`src/a.ts 7 ${rule}`]);
    expect(reportsOf({ 'package.json': dependencies, 'src/a.ts': either.replace('23505', 'SQLITE_CONSTRAINT_UNIQUE') })).toEqual([]);
  });
});

describe('Prisma with a driver adapter has no meta.target', () => {
  const predicate = `import { Codes } from './codes.js';
export const isEmailTaken = (error) => error.code === Codes.Unique && Array.isArray(error.meta?.target) && error.meta.target.includes('email');
`;
  const codes = "export enum Codes { Unique = 'P2002' }\n";

  it('reports the predicate in its own file', () => {
    expect(reportsOf({ 'package.json': withDependencies({ '@prisma/client': '7.8.0' }), 'src/taken.ts': predicate, 'src/codes.ts': codes })).toEqual([`src/taken.ts 2 ${rule}`]);
  });

  it('is silent with the Rust engine, and where both shapes are known', () => {
    expect(reportsOf({ 'package.json': withDependencies({ '@prisma/client': '5.20.0' }), 'src/taken.ts': predicate, 'src/codes.ts': codes })).toEqual([]);
    const both = predicate.replace("error.meta.target.includes('email')", "(error.meta.target.includes('email') || error.meta.driverAdapterError.cause.constraint.index === 'User_email_key')");
    expect(reportsOf({ 'package.json': withDependencies({ '@prisma/client': '7.8.0' }), 'src/taken.ts': both, 'src/codes.ts': codes })).toEqual([]);
  });

  it('is silent where a function is asked for what may be missing', () => {
    const taken = (target: string) => `import { Codes } from './codes.js';
import { fieldsOf } from './fields.js';
export const isEmailTaken = (error) => {
  if (error.code !== Codes.Unique) return false;
  const target = ${target};
  return Array.isArray(target) && target.includes('email');
};
`;
    const files = { 'package.json': withDependencies({ '@prisma/client': '7.8.0' }), 'src/codes.ts': codes };
    expect(reportsOf({ ...files, 'src/taken.ts': taken('error.meta?.target ?? []') })).toEqual([`src/taken.ts 6 ${rule}`]);
    expect(reportsOf({ ...files, 'src/taken.ts': taken('error.meta?.target ?? fieldsOf(error.meta)') })).toEqual([]);
    expect(reportsOf({ ...files, 'src/taken.ts': taken('error.meta ? error.meta.target : fieldsOf(error)') })).toEqual([]);
    // a function that is asked about something else doesn't look for the field
    const gated = taken('error.meta?.target').replace('if (', 'if (!isKnown(error) || ').replace('{ fieldsOf }', '{ isKnown }');
    expect(reportsOf({ ...files, 'src/taken.ts': gated })).toEqual([`src/taken.ts 6 ${rule}`]);
  });
});
