/**
 * Which files of a package may hold the class that implements an interface: an index of class heads, made once and renewed after a while.
 *
 * A first look by the text only; whoever asks looks at the class itself.
 */
import { dirname } from 'node:path/posix';
import { nearestWith } from './packages.js';
import { sourcesUnder, textOf } from './source-files.js';

/** Milliseconds after which the index of a package is made anew. */
const trusted = 60_000;

const head = /\bclass\s+\w+[^{}]*?\b(?:implements|extends)\s+([^{]+)\{/g;

interface Index {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly at: number;
}

const indexes = new Map<string, Index>();

const isSource = (name: string): boolean => /\.[cm]?ts$/.test(name) && !/\.(?:d|test|spec)\.[cm]?ts$/.test(name);

const indexOf = (root: string): Index => {
  const byName = new Map<string, string[]>();
  for (const file of sourcesUnder(root, isSource)) {
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

/** The files of the package around a file in which a class's head names a type after `implements` or `extends`. */
export const filesImplementing = (name: string, from: string): readonly string[] => {
  const root = nearestWith(dirname(from), 'package.json');
  if (root === undefined) return [];
  let index = indexes.get(root);
  if (!index || Date.now() - index.at > trusted) indexes.set(root, (index = indexOf(root)));
  return index.byName.get(name) ?? [];
};
