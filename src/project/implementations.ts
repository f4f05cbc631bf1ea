/**
 * Which files of a package may hold the class that implements an interface: an index of class heads, made once and renewed after a while.
 *
 * A first look by the text only; whoever asks looks at the class itself.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { entriesOf } from './directory.js';
import { nearestWith } from './packages.js';

/** Milliseconds after which the index of a package is made anew. */
const trusted = 60_000;
/** Files of a package beyond which no index is made. */
const maximumFiles = 4000;

const head = /\bclass\s+\w+[^{}]*?\b(?:implements|extends)\s+([^{]+)\{/g;
const skipped = new Set(['node_modules', 'dist', 'build', 'coverage', 'public', '__tests__', '__mocks__', 'test', 'tests', 'e2e']);

interface Index {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly at: number;
}

const indexes = new Map<string, Index>();

const sourcesOf = (root: string): readonly string[] => {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const [name, kind] of entriesOf(folder)) {
      if (found.length > maximumFiles) return;
      if (kind === 'folder') {
        if (!name.startsWith('.') && !skipped.has(name)) visit(join(folder, name));
      } else if (/\.[cm]?ts$/.test(name) && !/\.(?:d|test|spec)\.[cm]?ts$/.test(name)) found.push(join(folder, name));
    }
  };
  visit(root);
  return found;
};

const indexOf = (root: string): Index => {
  const byName = new Map<string, string[]>();
  const files = sourcesOf(root);
  for (const file of files.length > maximumFiles ? [] : files) {
    for (const [, list = ''] of textOf(file).matchAll(head)) {
      for (const name of new Set(list.match(/[A-Za-z_$][\w$]*/g) ?? [])) {
        const known = byName.get(name);
        if (!known) byName.set(name, [file]);
        else if (!known.includes(file)) known.push(file);
      }
    }
  }
  return { byName, at: Date.now() };
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** The files of the package around a file in which a class's head names a type after `implements` or `extends`. */
export const filesImplementing = (name: string, from: string): readonly string[] => {
  const root = nearestWith(dirname(from), 'package.json');
  if (root === undefined) return [];
  let index = indexes.get(root);
  if (!index || Date.now() - index.at > trusted) indexes.set(root, (index = indexOf(root)));
  return index.byName.get(name) ?? [];
};
