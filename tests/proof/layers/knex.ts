/** Knex: a query builder whose client can be held before each query, also those of transactions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import makeKnex, { type Knex } from 'knex';
import type { Database, DatabaseKind } from '../databases.js';
import type { Before, Layer } from './layer.js';

const drivers: Readonly<Record<DatabaseKind, readonly [string, string]>> = { postgresql: ['pg', 'pg'], mariadb: ['mysql2', 'mysql2'], sqlite: ['better-sqlite3', 'better-sqlite3'] };

/** The rows of the tables, as a project declares them for its builder. */
const tables = `declare module 'knex/types/tables.js' {
  interface Tables {
    account: { id: number; email: string; name: string };
    setting: { id: number; owner: string; name: string; value: string };
    tag: { id: number; slug: string; label: string };
    wallet: { id: number; points: number; note: string };
    job: { id: number; state: string; worker: string | null; tries: number };
  }
}
export {};
`;

const prepare = ({ kind }: Database, folder: string): void => {
  const [driver] = drivers[kind];
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scenarios', type: 'module', dependencies: { knex: '3', [driver]: '*' } }));
  writeFileSync(join(folder, 'src/tables.ts'), tables);
};

const configOf = ({ kind, url }: Database): Knex.Config => {
  const [, client] = drivers[kind];
  return kind === 'sqlite' ? { client, connection: { filename: url }, useNullAsDefault: true, pool: { min: 1, max: 1 } } : { client, connection: url, pool: { min: 0, max: 2 } };
};

interface Client {
  _query(connection: unknown, query: unknown): Promise<unknown>;
}

type ClientClass = new (config: Knex.Config) => Client;

/** The dialect's client, held before each query. A transaction makes its client of the same class, so its queries are held as well. */
const heldClient = async (config: Knex.Config, before: Before): Promise<ClientClass> => {
  const probe = makeKnex(config);
  const Base = (probe.client as object).constructor as ClientClass;
  await probe.destroy();
  return class extends Base {
    override async _query(connection: unknown, query: unknown): Promise<unknown> {
      await before();
      return super._query(connection, query);
    }
  };
};

export const knex: Layer = {
  id: 'knex',
  name: 'Knex',
  prepare,
  connect: async (database, _folder, before) => {
    const config = configOf(database);
    const builder = makeKnex({ ...config, client: (await heldClient(config, before)) as unknown as typeof Knex.Client });
    return { handle: builder, close: () => builder.destroy() };
  },
};
