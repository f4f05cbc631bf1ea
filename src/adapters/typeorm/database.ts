/**
 * The database behind TypeORM: by the drivers that the package depends on; where there are several, by the `type` in the data source's options.
 * Source: TypeORM, `DataSourceOptions`, "Installing a driver".
 */
import { resolve } from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Database } from '../../operations/schema.js';
import { createReader, filesUnder, slashed } from '../../project/disk.js';
import { driverDatabases } from '../../project/drivers.js';
import { packagesAround } from '../../project/workspaces.js';
import { openFile } from '../../resolve/other-file.js';
import type { Resolver } from '../../resolve/resolver.js';

const types: Readonly<Record<string, Database>> = {
  postgres: 'postgresql', 'aurora-postgres': 'postgresql', mysql: 'mysql', mariadb: 'mariadb', 'aurora-mysql': 'mysql', sqlite: 'sqlite', 'better-sqlite3': 'sqlite', sqljs: 'sqlite', expo: 'sqlite', mssql: 'sqlserver',
  mongodb: 'mongodb', cockroachdb: 'cockroachdb',
};

const answers = new WeakMap<Resolver, Known<Database>>();

/** The database of a file's data source. Never throws. */
export const databaseOf = (at: Resolver): Known<Database> => {
  let answer = answers.get(at);
  if (answer === undefined) answers.set(at, (answer = at.project.database ?? find(slashed(resolve(at.project.cwd, at.filename)))));
  return answer;
};

const find = (file: string): Known<Database> => {
  for (const one of packagesAround(file)) {
    const found = driverDatabases(one);
    const [only] = found;
    if (only === undefined) continue;
    // MariaDB is reached by MySQL's driver, CockroachDB by PostgreSQL's
    const inOptions = found.size > 1 || only === 'mysql' || only === 'postgresql' ? optionsIn(one.folder) : undefined;
    return inOptions ?? (found.size === 1 ? only : unknown);
  }
  return unknown;
};

/** Whether a file makes a data source or its options. */
const isDataSource = (text: string): boolean => /\bDataSource(?:Options)?\b|TypeOrmModule\s*\.\s*forRoot|TypeOrmModuleOptions|TypeOrmOptionsFactory|\bcreateConnection\b/.test(text) && /\btype\s*:/.test(text);

const readSource = createReader((text, path): readonly string[] => {
  if (!isDataSource(text)) return [];
  const at = openFile(path);
  return at ? typesIn(at) : [];
});

/** How many files are looked through for a data source's options. */
const limit = 2000;

/** The one database that all data sources of a package name. */
const optionsIn = (folder: string): Database | undefined => {
  const sources = filesUnder(folder, (name) => /\.[cm]?[jt]s$/.test(name) && !/\.(?:spec|test|e2e-spec)\./.test(name), limit).filter((path) => !/\/(?:tests?|__tests__|e2e|migrations?|dist)\//.test(path.slice(folder.length)));
  if (sources.length >= limit) return undefined;
  const named = new Set(sources.flatMap((path) => (readSource(path) ?? []).flatMap((type) => types[type] ?? [])));
  const [only, another] = named;
  return another === undefined ? only : undefined;
};

/** The values of `type` in objects that look like a connection's options. */
const typesIn = (at: Resolver): readonly string[] => {
  const found: string[] = [];
  const pending: TSESTree.Node[] = [at.sourceCode.ast];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'ObjectExpression') {
      const { entries } = at.object(node);
      const type = at.text(entries.get('type')?.value);
      if (type !== undefined && ['host', 'url', 'database', 'entities', 'synchronize', 'port', 'username'].some((key) => entries.has(key))) found.push(type);
    }
    for (const key of at.sourceCode.visitorKeys[node.type] ?? []) {
      const child: unknown = Reflect.get(node, key);
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) pending.push(one);
    }
  }
  return found;
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value;
