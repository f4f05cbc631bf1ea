/**
 * The source files of a package with their texts: what the whole project does to a table can be looked for there. Read once and again after a while.
 *
 * A first look by the text only; whoever asks looks at the code itself. Tests and their like are left out; a package that is too large has none.
 */
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { dirname, join } from 'node:path/posix';
import { entriesOf } from './directory.js';
import { nearestWith } from './packages.js';
import { isIgnored, settingsOf } from './settings.js';

/** Milliseconds after which a package is looked at anew. */
const trusted = 60_000;
/** Files of a package beyond which nothing is said of it, and characters of the texts that are kept. */
const maximumFiles = 4000;
const capacity = 40_000_000;

const skipped = new Set(['node_modules', 'dist', 'build', 'coverage', 'public', '__tests__', '__mocks__', 'test', 'tests', 'e2e']);

/** The source files under a folder; none where there are too many. */
export const sourcesUnder = (root: string, isSource: (name: string) => boolean): readonly string[] => {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const [name, kind] of entriesOf(folder)) {
      if (found.length > maximumFiles) return;
      if (kind === 'folder') {
        if (!name.startsWith('.') && !skipped.has(name)) visit(join(folder, name));
      } else if (isSource(name)) found.push(join(folder, name));
    }
  };
  visit(root);
  return found.length > maximumFiles ? [] : found;
};

/** The text of a file; empty when it can't be read. */
export const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

interface Package {
  readonly sources: readonly SourceText[];
  readonly at: number;
}

const packages = new Map<string, Package>();

/** `describe('…', …)`, `it('…', …)`: a test, whatever its name and folder. */
const isTest = (text: string): boolean => /^\s*(?:describe|it|test)\(\s*['"`]/m.test(text);

const isCode = (name: string): boolean => /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name);

/** The sources of the package around a file, each with its text as it was read last. */
export const sourcesAround = (file: string): readonly SourceText[] => {
  // a name without a place on a disk is in no package
  const root = isAbsolute(file) ? nearestWith(dirname(file), 'package.json') : undefined;
  if (root === undefined) return [];
  const known = packages.get(root);
  if (known && Date.now() - known.at < trusted) return known.sources;
  let left = capacity;
  const defaults = settingsOf(undefined);
  const sources = sourcesUnder(root, isCode).filter((path) => !isIgnored(path.slice(root.length + 1), defaults)).map((path) => ({ path, text: textOf(path) })).filter(({ text }) => !isTest(text));
  for (const { text } of sources) left -= text.length;
  const found = { sources: left < 0 ? [] : sources, at: Date.now() };
  packages.set(root, found);
  return found.sources;
};
