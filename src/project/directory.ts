/**
 * What lies in a folder: one listing a folder, kept while the folder doesn't change.
 *
 * A listing is asked for again after a second, and read again when the folder's mtime moved: right in a long-lived editor process,
 * and cheap in a run over a repository.
 */
import { readdirSync, statSync } from 'node:fs';

interface Listing {
  readonly names: ReadonlyMap<string, 'file' | 'folder' | 'other'>;
  readonly mtime: number;
  checked: number;
}

/** Milliseconds for which a listing is trusted without a look. */
const trusted = 1000;

const listings = new Map<string, Listing>();
const nothing: Listing['names'] = new Map();

/** The entries of a folder; empty when there is none. Never throws. */
export const entriesOf = (folder: string): Listing['names'] => {
  const known = listings.get(folder);
  const now = Date.now();
  if (known && now - known.checked < trusted) return known.names;
  const mtime = mtimeOf(folder);
  if (known?.mtime === mtime) {
    known.checked = now;
    return known.names;
  }
  const names = mtime === 0 ? nothing : read(folder);
  listings.set(folder, { names, mtime, checked: now });
  return names;
};

const mtimeOf = (folder: string): number => {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  } catch {
    return 0;
  }
};

const read = (folder: string): Listing['names'] => {
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
  return kind === 'other' ? (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false) : kind === 'file';
};
