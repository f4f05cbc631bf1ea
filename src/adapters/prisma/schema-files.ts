/**
 * Where the Prisma schema of a file lies.
 *
 * The nearest folder upwards that says so (`prisma.config.*`, `prisma.schema` in package.json, Prisma's default places, `--schema` in a script), else the
 * workspace package that the file's imports or its package's dependencies name, else the only schema of the workspace. Sources: Prisma CLI
 * reference ("Prisma schema location"), Prisma Config reference.
 * Never assumed: that a config can be run. It is read as text.
 */
import { resolve } from 'node:path';
import { dirname, join } from 'node:path/posix';
import { Minimatch } from 'minimatch';
import type { TSESTree } from '@typescript-eslint/utils';
import { entriesOf, isFile } from '../../project/directory.js';
import { filesUnder, foldersAbove, slashed } from '../../project/disk.js';
import { warnOnce } from '../../project/warn.js';
import { objectIn, packageIn, packagesAround, workspaceAround, type Package } from '../../project/workspaces.js';
import { exportOf } from '../../resolve/modules.js';
import { openFile } from '../../resolve/other-file.js';
import type { Resolver } from '../../resolve/resolver.js';

const isSchema = (name: string): boolean => name.endsWith('.prisma');

/** The files of a schema at a path: itself, or all in the folder and those below it. */
const filesAt = (path: string): readonly string[] => {
  if (isFile(path)) return [path];
  return filesUnder(path, isSchema, 500);
};

/** The files of the schema that a file is written against; empty when none is found. */
export const schemaFiles = (at: Resolver): readonly string[] => {
  const file = slashed(resolve(at.project.cwd, at.filename));
  const { schema } = at.project;
  if (schema !== undefined) return configured(schema, file, slashed(at.project.cwd));
  for (const folder of foldersAbove(file)) {
    const found = declaredIn(folder);
    if (found.length > 0) return found;
  }
  return inWorkspace(file, at);
};

/** What the settings name; of several schemas the one that shares the longest way with the file. */
const configured = (patterns: readonly string[], file: string, cwd: string): readonly string[] => {
  const named = patterns.map((pattern) => slashed(resolve(cwd, pattern)));
  const places = named.flatMap((path): readonly { readonly home: string; readonly files: readonly string[] }[] => {
    const files = filesAt(path);
    return files.length > 0 ? [{ home: path, files }] : matching(path).map((match) => ({ home: dirname(match), files: filesAt(match) }));
  });
  if (places.length === 0) warnOnce(`No Prisma schema at ${patterns.join(', ')} (settings['db-race'].schema). Linting goes on without it.`);
  const shared = (path: string): number => {
    const [left, right] = [path.split('/'), file.split('/')];
    const end = left.findIndex((part, index) => part !== right[index]);
    return end < 0 ? left.length : end;
  };
  // globs that meet in one package name the parts of one schema
  const homeOf = (path: string): string => packagesAround(path)[0]?.folder ?? dirname(path);
  const groups = new Map<string, Set<string>>();
  for (const { files } of places) for (const one of files) groups.set(homeOf(one), (groups.get(homeOf(one)) ?? new Set()).add(one));
  const [nearest] = [...groups].sort(([a], [b]) => shared(b) - shared(a));
  return nearest ? [...nearest[1]] : [];
};

/** The files that an absolute glob names. */
const matching = (glob: string): readonly string[] => {
  const parts = glob.split('/');
  const start = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  if (start < 0) return [];
  const matcher = new Minimatch(glob);
  const base = parts.slice(0, start).join('/');
  return filesUnder(base === '' ? '/' : base, isSchema).filter((path) => matcher.match(path));
};

const configs = ['prisma.config.ts', 'prisma.config.js', 'prisma.config.mts', 'prisma.config.mjs', 'prisma.config.cts', 'prisma.config.cjs'];
const defaults = ['schema.prisma', 'prisma/schema.prisma', 'prisma/schema'];

/** The schema that a folder says is its own. */
const declaredIn = (folder: string): readonly string[] => {
  const entries = entriesOf(folder);
  const config = configs.find((name) => entries.get(name) === 'file');
  const inConfig = config === undefined ? undefined : configuredIn(join(folder, config));
  const own = packageIn(folder);
  const inManifest = own && objectIn(own.json, 'prisma')['schema'];
  const source = inConfig !== undefined && config !== undefined ? join(folder, config) : join(folder, 'package.json');
  const named = inConfig ?? (typeof inManifest === 'string' ? join(folder, inManifest) : undefined);
  if (named !== undefined) {
    const files = filesAt(named);
    if (files.length === 0) warnOnce(`${source} says that the Prisma schema is at ${named}, where there is none. Linting goes on without it.`);
    else return files;
  }
  for (const name of defaults) {
    const [first = ''] = name.split('/');
    const files = entries.has(first) ? filesAt(join(folder, name)) : [];
    if (files.length > 0) return files;
  }
  return own ? inScripts(own) : [];
};

/** `prisma generate --schema=src/db/schema.prisma`, when all scripts agree. */
const inScripts = ({ folder, json }: Package): readonly string[] => {
  const scripts = Object.values(objectIn(json, 'scripts')).flatMap((script) => (typeof script === 'string' && script.includes('prisma') ? [script] : []));
  const named = new Set(scripts.flatMap((script) => [...script.matchAll(/\s--schema[= ]["']?([^\s"']+)/g)].flatMap(([, path]) => path ?? [])));
  const [only, another] = named;
  return only === undefined || another !== undefined ? [] : filesAt(join(folder, only));
};

/** `export default defineConfig({ schema: 'prisma' })`, `schema: path.join('prisma', 'schema')`. */
const configuredIn = (config: string): string | undefined => {
  const at = openFile(config);
  const place = at && exportOf('default', at);
  if (!place) return undefined;
  const exported = place.at.constant(place.node);
  const argument = exported.type === 'CallExpression' ? exported.arguments[0] : exported;
  const value = argument && place.at.object(argument).entries.get('schema')?.value;
  const path = value && pathOf(value, place.at);
  return path === undefined ? undefined : slashed(resolve(dirname(config), path));
};

const pathOf = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const text = at.text(node);
  if (text !== undefined) return text;
  const call = at.constant(node);
  const callee = call.type === 'CallExpression' ? call.callee : undefined;
  const name = callee?.type === 'MemberExpression' ? callee.property : callee;
  if (call.type !== 'CallExpression' || name?.type !== 'Identifier' || !/^(?:join|resolve|normalize)$/.test(name.name)) return undefined;
  const parts = call.arguments.map((argument) => (isHere(argument) ? '.' : at.text(argument)));
  return parts.every((part) => part !== undefined) ? join(...parts) : undefined;
};

/** `__dirname`, `import.meta.dirname`, `process.cwd()`: the config's own folder. */
const isHere = (node: TSESTree.Node): boolean => {
  if (node.type === 'Identifier') return node.name === '__dirname';
  if (node.type === 'CallExpression') return node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && node.callee.property.name === 'cwd';
  return node.type === 'MemberExpression' && node.object.type === 'MetaProperty' && node.property.type === 'Identifier' && node.property.name === 'dirname';
};

/** A schema of another package of the workspace: of one that the file imports, that its package depends on, or the only one. */
const inWorkspace = (file: string, at: Resolver): readonly string[] => {
  const packages = workspaceAround(file);
  if (packages.length === 0) return [];
  const byName = new Map(packages.flatMap((one) => (one.name === undefined ? [] : [[one.name, one] as const])));
  const imported = [...at.imports.keys()].flatMap((module) => byName.get(packageName(module)) ?? []);
  const needed = [...(packagesAround(file)[0]?.dependencies ?? [])].flatMap((name) => byName.get(name) ?? []);
  return firstOf(imported) ?? onlyOf(needed) ?? onlyOf(packages) ?? [];
};

const packageName = (module: string): string => module.split('/').slice(0, module.startsWith('@') ? 2 : 1).join('/');

const firstOf = (packages: readonly Package[]): readonly string[] | undefined => packages.map(({ folder }) => declaredIn(folder)).find((files) => files.length > 0);

const onlyOf = (packages: readonly Package[]): readonly string[] | undefined => {
  const found = packages.map(({ folder }) => declaredIn(folder)).filter((files) => files.length > 0);
  return found.length === 1 ? found[0] : undefined;
};
