/**
 * Methods that override one of a base class and call it by `super`: in the same file, and in another one.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const base = `import { PrismaClient } from '@prisma/client';
export class Folders {
  constructor(protected readonly prisma: PrismaClient) {}
  async find(name: string, parentId?: string) {
    return this.prisma.folder.findFirst({ where: { name, parentId } });
  }
  async create(name: string, parentId?: string) {
    if (parentId) {
      const parent = await this.prisma.folder.findUnique({ where: { id: parentId } });
      if (!parent) throw new Error('no parent');
    }
    return this.prisma.folder.create({ data: { name, parentId } });
  }
}
`;

const named = (call: string): string => `export class NamedFolders extends Folders {
  async find(name: string) {
    return super.find(name.trim());
  }
  async create(name: string) {
    const taken = await super.find(name);
    if (taken) throw new Error('taken');
    ${call}
  }
}
`;

const race = 'return super.create(name); // race: no-check-then-create';
const other = 'return super.create(`copy of ${Date.now()}`);';

describe('calls of a base class\'s method', () => {
  it.each<[string, Files]>([
    ['Race because both are those of the base class in another file', { 'folders.ts': base, 'named.ts': `import { Folders } from './folders';\n${named(race)}` }],
    ['Safe because another name is taken', { 'folders.ts': base, 'named.ts': `import { Folders } from './folders';\n${named(other)}` }],
    ['Race because both are those of the base class in the file', { 'folders.ts': `${base}${named(race)}` }],
    ['Safe because another name is taken in the file', { 'folders.ts': `${base}${named(other)}` }],
    [
      'Race because a parent that must be there is no second look for the name',
      { 'folders.ts': base, 'named.ts': `import { Folders } from './folders';
export class Shared extends Folders {
  async add(name: string, parentId: string) {
    if (await this.find(name, parentId)) throw new Error('taken');
    return this.create(name, parentId); // race: no-check-then-create
  }
}
` },
    ],
    [
      'Safe for the caller because the base class looks for the name again',
      {
        'folders.ts': base.replace('return this.prisma.folder.create(', 'const again = await this.prisma.folder.findFirst({ where: { name, parentId } });\n    if (again) return again;\n    return this.prisma.folder.create(').replace('data: { name, parentId } });', 'data: { name, parentId } }); // race: no-check-then-create'),
        'named.ts': `import { Folders } from './folders';
export class Shared extends Folders {
  async add(name: string, parentId: string) {
    if (await this.find(name, parentId)) throw new Error('taken');
    return this.create(name, parentId);
  }
}
`,
      },
    ],
  ])('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
