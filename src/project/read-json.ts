/** JSON files of the project (package.json), read once a version. */
import { createReader } from './disk.js';

type Json = Readonly<Record<string, unknown>>;

const read = createReader((text): Json | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : undefined;
  } catch {
    return undefined;
  }
});

/** The object in a JSON file; undefined when there is none or it can't be read. Never throws. */
export const readJson = (path: string): Json | undefined => read(path);
