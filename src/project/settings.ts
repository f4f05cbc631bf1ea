/**
 * `settings['db-race']`: read once a file, checked once an object, with one clear error for a bad value.
 */
import { Minimatch } from 'minimatch';

export interface Settings {
  /** files in which nothing is reported, as globs from the working directory */
  readonly ignore: readonly string[];
}

/** Tests, fixtures, mocks, seeds, migrations, one-shot scripts: one client at a time. */
export const defaultIgnore: readonly string[] = [
  '**/*.{test,spec,e2e,e2e-spec,bench,stories}.*',
  '**/{test,tests,__tests__,__mocks__,__fixtures__,mocks,fixtures,e2e,e2e-tests,cypress,playwright,testing}/**',
  '**/{seed,seeds,seeders,seeding}/**',
  '**/{seed,seeds,seeder}.*',
  '**/*{.,-}{seed,seeder}.*',
  '**/{migration,migrations}/**',
  '**/{scripts,*-scripts}/**',
  '**/{populate,backfill}*.*',
];

const defaults: Settings = { ignore: defaultIgnore };
const checked = new WeakMap<object, Settings>();

const describe = (value: unknown): string => (typeof value === 'function' || typeof value === 'symbol' ? String(value) : JSON.stringify(value));

const fail = (setting: string, value: unknown, allowed: string): never => {
  throw new TypeError(`Invalid setting ${setting}: ${describe(value)}. Allowed: ${allowed}.`);
};

/**
 * The plugin's settings of a configuration.
 * @param all the configuration's `settings`
 * @throws TypeError when a setting is unknown or has a value that isn't allowed
 */
export const settingsOf = (all: unknown): Settings => {
  const own: unknown = typeof all === 'object' && all !== null && 'db-race' in all ? all['db-race'] : undefined;
  if (own === undefined) return defaults;
  if (typeof own !== 'object' || own === null || Array.isArray(own)) return fail("settings['db-race']", own, 'an object');
  const known = checked.get(own);
  if (known) return known;
  for (const key of Object.keys(own)) if (key !== 'ignore') fail(`settings['db-race'].${key}`, (own as Record<string, unknown>)[key], 'ignore');
  const ignore: unknown = 'ignore' in own ? own.ignore : undefined;
  if (ignore !== undefined && !(Array.isArray(ignore) && ignore.every((glob) => typeof glob === 'string'))) fail("settings['db-race'].ignore", ignore, 'an array of glob patterns (strings)');
  const settings: Settings = { ignore: (ignore as readonly string[] | undefined) ?? defaultIgnore };
  checked.set(own, settings);
  return settings;
};

const compiled = new WeakMap<Settings, (path: string) => boolean>();

/** Whether nothing is reported in a file. @param path from the working directory, with either separator */
export const isIgnored = (path: string, settings: Settings): boolean => {
  let matches = compiled.get(settings);
  if (!matches) {
    const patterns = settings.ignore.map((glob) => new Minimatch(glob, { dot: true }));
    matches = (candidate) => patterns.some((pattern) => pattern.match(candidate));
    compiled.set(settings, matches);
  }
  return matches(path.replaceAll('\\', '/'));
};
