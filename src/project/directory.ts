/**
 * What lies in a folder: one listing a folder, kept while the folder doesn't change.
 */
import { readdirSync } from 'node:fs';
import { stateOf, whenChanged } from './world.js';

type Listing = ReadonlyMap<string, 'file' | 'folder' | 'other'>;

const listings = new Map<string, Listing>();
const nothing: Listing = new Map();

whenChanged((changed) => {
  for (const path of changed) listings.delete(path);
});

/** The entries of a folder; empty when there is none. Never throws. */
export const entriesOf = (folder: string): Listing => {
  let names = listings.get(folder);
  if (!names) listings.set(folder, (names = stateOf(folder)?.kind === 'folder' ? read(folder) : nothing));
  return names;
};

const read = (folder: string): Listing => {
  try {
    return new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other']));
  } catch {
    return nothing;
  }
};

/** Whether a path is a file (links count). */
export const isFile = (path: string): boolean => {
  const cut = path.lastIndexOf('/');
  const kind = entriesOf(path.slice(0, cut)).get(path.slice(cut + 1));
  return kind === 'other' ? stateOf(path)?.kind === 'file' : kind === 'file';
};
