/**
 * `settings['db-race']`: read once a file, checked once an object, with one clear error for a bad value.
 */
import { Minimatch } from 'minimatch';
import { databases, isDatabase, type Database } from '../operations/schema.js';

/** How far the analysis of one linted file goes into other files; what lies beyond is unknown. */
export interface Budget {
  /** files that a chain of calls may lead through */
  readonly depth: number;
  /** files that are opened */
  readonly files: number;
  /** milliseconds that may pass in reading files that aren't at hand; the file at which they run out is still read */
  readonly milliseconds: number;
}

export interface Settings {
  /** files in which nothing is reported, as globs from the working directory */
  readonly ignore: readonly string[];
  /** the database of all files under these settings; undefined: the project's files say it */
  readonly database: Database | undefined;
  /** how far calls are followed into other files of the project; `false`: each file stands for itself */
  readonly crossFile: Budget | false;
  /** where the Prisma schema lies, as paths or globs from the working directory; undefined: it is looked for */
  readonly schema: readonly string[] | undefined;
  /** whether one process alone runs the service, so that a lock in its memory is one */
  readonly singleInstance: boolean;
  /** functions that run their callback under a lock that all processes share, as `name` or `module#name` */
  readonly locks: readonly string[];
  /** functions that run their callback in a transaction, as `name` or `module#name` */
  readonly transactions: readonly string[];
  /** what modules out of view export: clients, by `module#name`, each with its data layer */
  readonly clients: Readonly<Record<string, string>>;
  /** base classes of repositories, likewise */
  readonly repositories: Readonly<Record<string, string>>;
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

/** How far the analysis goes unless a configuration says it. */
export const defaultBudget: Budget = { depth: 3, files: 120, milliseconds: Infinity };
const mostOf: Readonly<Record<keyof Budget, number>> = { depth: 8, files: 10_000, milliseconds: 600_000 };

const defaults: Settings = { ignore: defaultIgnore, database: undefined, schema: undefined, crossFile: defaultBudget, singleInstance: false, locks: [], transactions: [], clients: {}, repositories: {} };
const names: readonly string[] = ['ignore', 'database', 'schema', 'crossFile', 'singleInstance', 'locks', 'transactions', 'clients', 'repositories'];
const functionNames = "an array of names of functions, 'name' or 'module#name'";
const exportNames = "an object that gives names of exports, 'module#name', their data layers";
const checked = new WeakMap<object, Settings>();

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** `acquireLock`, `withLock`; `@acme/locks#withLock`, `./lock.js#withLock`. */
const functionName = /^(?:[^#\s]+#)?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const isFunctionNames = (value: unknown): value is readonly string[] => isTexts(value) && value.every((name) => functionName.test(name));

/** `@acme/db#prisma`, `./db.js#default`. */
const exportName = /^[^#\s]+#[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const isNamedExports = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.entries(value).every(([name, layer]) => exportName.test(name) && typeof layer === 'string');

const describe = (value: unknown): string => (typeof value === 'function' || typeof value === 'symbol' ? String(value) : JSON.stringify(value));

/** Throws the error for a bad value. */
export const refuseSetting = (setting: string, value: unknown, allowed: string): never => {
  throw new TypeError(`Invalid setting ${setting}: ${describe(value)}. Allowed: ${allowed}.`);
};

/** @throws TypeError when it isn't `true`, `false` or an object of whole numbers */
const budgetOf = (given: unknown): Budget | false => {
  if (given === undefined || given === true) return defaultBudget;
  if (given === false) return false;
  const setting = "settings['db-race'].crossFile";
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return refuseSetting(setting, given, `true, false, or an object with ${Object.keys(mostOf).join(', ')}`);
  const budget: Record<keyof Budget, number> = { ...defaultBudget };
  for (const [key, value] of Object.entries(given) as [string, unknown][]) {
    if (!isLimit(key)) return refuseSetting(`${setting}.${key}`, value, Object.keys(mostOf).join(', '));
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > mostOf[key]) return refuseSetting(`${setting}.${key}`, value, `a whole number from 1 to ${String(mostOf[key])}`);
    budget[key] = value;
  }
  return budget;
};

const isLimit = (key: string): key is keyof Budget => Object.hasOwn(mostOf, key);

/**
 * The plugin's settings of a configuration.
 * @param all the configuration's `settings`
 * @throws TypeError when a setting is unknown or has a value that isn't allowed
 */
export const settingsOf = (all: unknown): Settings => {
  const own: unknown = typeof all === 'object' && all !== null && 'db-race' in all ? all['db-race'] : undefined;
  if (own === undefined) return defaults;
  if (typeof own !== 'object' || own === null || Array.isArray(own)) return refuseSetting("settings['db-race']", own, 'an object');
  const known = checked.get(own);
  if (known) return known;
  const given = own as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) if (!names.includes(key)) refuseSetting(`settings['db-race'].${key}`, given[key], names.join(', '));
  const { ignore, database, schema, crossFile, singleInstance, locks, transactions, clients, repositories } = given;
  if (ignore !== undefined && !isTexts(ignore)) refuseSetting("settings['db-race'].ignore", ignore, 'an array of glob patterns (strings)');
  if (database !== undefined && !isDatabase(database)) refuseSetting("settings['db-race'].database", database, databases.join(', '));
  if (schema !== undefined && !(typeof schema === 'string' && schema !== '') && !(isTexts(schema) && schema.length > 0)) refuseSetting("settings['db-race'].schema", schema, 'a path or glob of the Prisma schema (a string), or an array of them');
  if (singleInstance !== undefined && typeof singleInstance !== 'boolean') refuseSetting("settings['db-race'].singleInstance", singleInstance, 'true or false');
  if (locks !== undefined && !isFunctionNames(locks)) refuseSetting("settings['db-race'].locks", locks, functionNames);
  if (transactions !== undefined && !isFunctionNames(transactions)) refuseSetting("settings['db-race'].transactions", transactions, functionNames);
  if (clients !== undefined && !isNamedExports(clients)) refuseSetting("settings['db-race'].clients", clients, exportNames);
  if (repositories !== undefined && !isNamedExports(repositories)) refuseSetting("settings['db-race'].repositories", repositories, exportNames);
  const settings: Settings = {
    ignore: isTexts(ignore) ? ignore : defaultIgnore,
    database: isDatabase(database) ? database : undefined,
    crossFile: budgetOf(crossFile),
    schema: isTexts(schema) ? schema : typeof schema === 'string' ? [schema] : undefined,
    singleInstance: singleInstance === true,
    locks: isFunctionNames(locks) ? locks : [],
    transactions: isFunctionNames(transactions) ? transactions : [],
    clients: isNamedExports(clients) ? clients : {},
    repositories: isNamedExports(repositories) ? repositories : {},
  };
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
