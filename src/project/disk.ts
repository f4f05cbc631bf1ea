/**
 * Files outside the linted one, remembered as long as they don't change.
 *
 * In: absolute paths with forward slashes. Out: their content, parsed once; undefined where there is nothing to read.
 * Never assumed: that a file stays as it was (an editor's process lives for days).
 */
import { dirname, join } from 'node:path/posix';
import { entriesOf } from './directory.js';
import { readText, stateOf, whenChanged } from './world.js';

/**
 * A reader that parses a file once for each state of it.
 * @param parse must not throw
 * @param limit how many files are remembered before it starts anew
 */
export const createReader = <T>(parse: (text: string, path: string) => T, limit = 2000): ((path: string) => T | undefined) => {
  const known = new Map<string, { readonly value: T | undefined }>();
  whenChanged((changed) => {
    for (const path of changed) known.delete(path);
  });
  return (path) => {
    let found = known.get(path);
    if (!found) {
      if (known.size >= limit) known.clear();
      const text = stateOf(path)?.kind === 'file' ? readText(path) : undefined;
      known.set(path, (found = { value: text === undefined ? undefined : parse(text, path) }));
    }
    return found.value;
  };
};

/** A path with forward slashes, as all of `src/project` takes them. */
export const slashed = (path: string): string => path.replaceAll('\\', '/');

/** A file's folder and those above it, nearest first, up to the top of the repository or of the disk. */
export const foldersAbove = (file: string): readonly string[] => {
  const found: string[] = [];
  for (let folder = dirname(file); found.length < 40; folder = dirname(folder)) {
    found.push(folder);
    if (folder === dirname(folder) || entriesOf(folder).has('.git')) break;
  }
  return found;
};

/** The files under a folder whose name is accepted, in order of their paths; `node_modules` and folders that begin with a dot are left out. */
export const filesUnder = (folder: string, accepts: (name: string) => boolean, max = 2000): readonly string[] => {
  const found: string[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined && found.length < max; current = pending.pop()) {
    for (const [name, kind] of entriesOf(current)) {
      if (kind === 'folder' && name !== 'node_modules' && !name.startsWith('.')) pending.push(join(current, name));
      else if (kind === 'file' && accepts(name)) found.push(join(current, name));
    }
  }
  return found.sort();
};
