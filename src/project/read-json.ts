/** JSON files of the project (package.json), read once a version. */
import { readFileSync, statSync } from 'node:fs';

const cache = new Map<string, { readonly mtime: number; readonly value: Readonly<Record<string, unknown>> | undefined }>();

/** The object in a JSON file; undefined when there is none or it can't be read. Never throws. */
export const readJson = (path: string): Readonly<Record<string, unknown>> | undefined => {
  const mtime = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const known = cache.get(path);
  if (known?.mtime === mtime) return known.value;
  let value: Readonly<Record<string, unknown>> | undefined;
  try {
    const parsed: unknown = mtime === 0 ? undefined : JSON.parse(readFileSync(path, 'utf8'));
    value = typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    value = undefined;
  }
  cache.set(path, { mtime, value });
  return value;
};
