/**
 * What the analysis has seen of the disk: the state of every file and folder that was asked for, until something changes.
 *
 * Whatever is remembered of files anywhere in the plugin rests on these states, and is forgotten through `whenChanged`. They are looked at again
 * before a file is linted: always when it's the file of before (an editor lints one file again and again), else not more often than costs a thousandth
 * of the time. Never throws.
 */
import { readFileSync, statSync } from 'node:fs';

export interface State {
  readonly kind: 'file' | 'folder' | 'other';
  /** milliseconds since 1970 */
  readonly mtime: number;
  /** bytes */
  readonly size: number;
}

/** Milliseconds for which nothing is looked at again. */
const trusted = 100;

const states = new Map<string, State | undefined>();
const listeners: ((changed: ReadonlySet<string>) => void)[] = [];
let changes = 0;
let refreshAt = 0;
let last: string | undefined;

const look = (path: string): State | undefined => {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat && { kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other', mtime: stat.mtimeMs, size: stat.size };
  } catch {
    return undefined;
  }
};

/** The state of a path; undefined: nothing is there, or it can't be looked at. */
export const stateOf = (path: string): State | undefined => {
  if (!states.has(path)) states.set(path, look(path));
  return states.get(path);
};

/** The text of a file as it is now, without a byte order mark; undefined when it can't be read. */
export const readText = (path: string): string | undefined => {
  stateOf(path);
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
};

/** Calls back with the paths that have changed, whenever some have. */
export const whenChanged = (forget: (changed: ReadonlySet<string>) => void): void => {
  listeners.push(forget);
};

/** How often something has changed so far: what was concluded at the same number still holds. */
export const epoch = (): number => changes;

/** A file is about to be linted. */
export const beforeLinting = (filename: string): void => {
  const started = performance.now();
  const isAgain = filename === last;
  last = filename;
  if (!isAgain && started < refreshAt) return;
  const changed = new Set<string>();
  for (const [path, before] of states) {
    const now = look(path);
    if (now?.mtime === before?.mtime && now?.size === before?.size && now?.kind === before?.kind) continue;
    states.set(path, now);
    changed.add(path);
  }
  if (changed.size > 0) {
    changes++;
    for (const forget of listeners) forget(changed);
  }
  const ended = performance.now();
  refreshAt = ended + Math.max(trusted, 1000 * (ended - started));
};
