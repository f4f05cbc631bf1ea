/**
 * Which files of a package may hold the class, or the object of functions, that implements an interface: an index of heads, made once and renewed after a while.
 *
 * A first look by the text only; whoever asks looks at the class or the object itself.
 */
import { dirname } from 'node:path/posix';
import { nearestWith } from './packages.js';
import { sourcesUnder, textOf } from './source-files.js';

/** Milliseconds after which the index of a package is made anew. */
const trusted = 60_000;

const head = /\bclass\s+\w+[^{}]*?\b(?:implements|extends)\s+([^{]+)\{/g;

/** `(db: Db): UserStore => ({`, `createUsers(db: Db): UserStore {`, `const users: UserStore = {` */
const maker = /(?:\)\s*:\s*(?:Promise<\s*)?|\bconst\s+\w+\s*:\s*)([A-Z]\w*)\s*>?\s*(?:=>\s*\(?\s*|=\s*)?\{/g;

/** Where an object may be made that implements an interface. */
export interface Making {
  readonly path: string;
  /** a character of the text within what makes it */
  readonly offset: number;
}

interface Index {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly makers: ReadonlyMap<string, readonly Making[]>;
  readonly at: number;
}

const indexes = new Map<string, Index>();

const isSource = (name: string): boolean => /\.[cm]?ts$/.test(name) && !/\.(?:d|test|spec)\.[cm]?ts$/.test(name);

const indexOf = (root: string): Index => {
  const byName = new Map<string, string[]>();
  const makers = new Map<string, Making[]>();
  for (const file of sourcesUnder(root, isSource)) {
    const text = textOf(file);
    for (const { 1: name = '', index } of text.matchAll(maker)) {
      const known = makers.get(name);
      if (known) known.push({ path: file, offset: index });
      else makers.set(name, [{ path: file, offset: index }]);
    }
    for (const [, list = ''] of text.matchAll(head)) {
      for (const name of new Set(list.match(/[A-Za-z_$][\w$]*/g) ?? [])) {
        const known = byName.get(name);
        if (!known) byName.set(name, [file]);
        else if (!known.includes(file)) known.push(file);
      }
    }
  }
  return { byName, makers, at: Date.now() };
};

const indexAround = (from: string): Index | undefined => {
  const root = nearestWith(dirname(from), 'package.json');
  if (root === undefined) return undefined;
  let index = indexes.get(root);
  if (!index || Date.now() - index.at > trusted) indexes.set(root, (index = indexOf(root)));
  return index;
};

/** The files of the package around a file in which a class's head names a type after `implements` or `extends`. */
export const filesImplementing = (name: string, from: string): readonly string[] => indexAround(from)?.byName.get(name) ?? [];

/** Where in the package around a file an object may be made that is said to be of a type. */
export const makersOf = (name: string, from: string): readonly Making[] => indexAround(from)?.makers.get(name) ?? [];
