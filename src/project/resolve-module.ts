/**
 * Which file of the project does a module specifier mean? Relative paths, `paths` and `baseUrl` of the nearest tsconfig, packages of
 * the workspace by their sources.
 *
 * Never into node_modules: what a library does is the adapters' to know. Never throws; undefined when it isn't a file of the project.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { createPathsMatcher, getTsconfig, type TsConfigResult } from 'get-tsconfig';
import { parse } from 'jsonc-parser';
import { entriesOf, isFile } from './directory.js';
import { nearestWith, packageSource } from './packages.js';
import { stateOf, whenChanged } from './world.js';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** `./user.js` means `./user.ts` where the latter is the source. */
const sourceExtensions: Readonly<Record<string, readonly string[]>> = { '.js': ['.ts', '.tsx'], '.jsx': ['.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };

const extensionOf = (path: string): string => /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '';

/** The source file at a path that may lack its extension, or be a folder with an index. */
export const probe = (path: string): string | undefined => {
  const extension = extensionOf(path);
  if (extension !== '' && !path.endsWith('.d.ts')) {
    const stem = path.slice(0, -extension.length);
    for (const other of sourceExtensions[extension] ?? []) if (isFile(stem + other)) return stem + other;
    if (isFile(path)) return path;
  }
  for (const other of extensions) if (isFile(path + other)) return path + other;
  const inside = entriesOf(path);
  const index = extensions.find((other) => inside.has(`index${other}`));
  return index === undefined ? undefined : join(path, `index${index}`);
};

type Matcher = (specifier: string) => readonly string[];

/** by the folders of files, and by those of their configs */
const matchers = new Map<string, { readonly matcher: Matcher | undefined }>();

/** The path mapping that holds for the files of a folder. */
const matcherOf = (folder: string): Matcher | undefined => {
  let known = matchers.get(folder);
  if (!known) {
    const home = nearestWith(folder, 'tsconfig.json') ?? nearestWith(folder, 'jsconfig.json');
    known = home === undefined ? { matcher: undefined } : (matchers.get(home) ?? { matcher: findMatcher(home) });
    if (home !== undefined) matchers.set(home, known);
    matchers.set(folder, known);
  }
  return known.matcher;
};

const findMatcher = (folder: string): Matcher | undefined => {
  try {
    const config = configAbove(folder);
    if (config) stateOf(config.path);
    const paths = config && createPathsMatcher(config);
    return paths ? (specifier) => paths(specifier) : undefined;
  } catch {
    // a tsconfig that can't be read maps nothing
    return undefined;
  }
};

/** The nearest tsconfig; where it only refers to others, the one that has paths. */
const configAbove = (folder: string): TsConfigResult | undefined => {
  const nearest = readConfig(folder, 'tsconfig.json') ?? readConfig(folder, 'jsconfig.json');
  if (!nearest || nearest.config.compilerOptions?.paths || !nearest.config.references) return nearest;
  for (const reference of nearest.config.references) {
    const path = join(dirname(nearest.path), reference.path);
    const referred = path.endsWith('.json') ? readConfig(dirname(path), path.slice(path.lastIndexOf('/') + 1)) : readConfig(path, 'tsconfig.json');
    if (referred?.config.compilerOptions?.paths) return referred;
  }
  return nearest;
};

/** A config whose `extends` isn't installed is read without it: what it says itself is still true. */
const readConfig = (folder: string, name: string): TsConfigResult | undefined => {
  try {
    return getTsconfig(folder, name) ?? undefined;
  } catch {
    const home = nearestWith(folder, name);
    const config: unknown = home === undefined ? undefined : parse(readFileSync(join(home, name), 'utf8'));
    return home === undefined || typeof config !== 'object' || config === null ? undefined : { path: join(home, name), config: config };
  }
};

const resolved = new Map<string, { readonly path: string | undefined }>();

whenChanged(() => {
  matchers.clear();
  resolved.clear();
});

/**
 * The file that a specifier means in a file.
 * @param from absolute path of the importing file, with forward slashes
 */
export const resolveModule = (specifier: string, from: string): string | undefined => {
  const folder = dirname(from);
  const key = `${folder}\0${specifier}`;
  let known = resolved.get(key);
  if (!known) resolved.set(key, (known = { path: find(specifier, folder) }));
  return known.path;
};

const find = (specifier: string, folder: string): string | undefined => {
  if (specifier.startsWith('.')) return outsideLibraries(probe(join(folder, specifier)));
  if (specifier.startsWith('node:') || specifier.startsWith('/')) return undefined;
  for (const candidate of matcherOf(folder)?.(specifier) ?? []) {
    const found = outsideLibraries(probe(candidate));
    if (found !== undefined) return found;
  }
  return outsideLibraries(packageSource(specifier, folder, probe));
};

const outsideLibraries = (path: string | undefined): string | undefined => (path === undefined || path.includes('/node_modules/') ? undefined : path);
