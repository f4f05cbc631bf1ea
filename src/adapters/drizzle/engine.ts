/** Which database a file's queries go to, by the drivers and table builders that it imports, or by what only one can do. */
import type { Resolver } from '../../resolve/resolver.js';
import { isDrizzleModule } from './names.js';

export type Engine = 'pg' | 'mysql' | 'sqlite';

const drivers: Readonly<Record<Engine, RegExp>> = {
  pg: /\/(?:pg-core|node-postgres|postgres-js|neon|neon-http|neon-serverless|vercel-postgres|pglite|aws-data-api|bun-sql|xata-http|pg-proxy|supabase)\b/,
  mysql: /\/(?:mysql-core|mysql2|planetscale-serverless|tidb-serverless|mysql-proxy|singlestore|singlestore-core)\b/,
  sqlite: /\/(?:sqlite-core|better-sqlite3|libsql|d1|bun-sqlite|expo-sqlite|sql-js|durable-sqlite|op-sqlite|sqlite-proxy)\b/,
};

const known = new WeakMap<Resolver, Engine | undefined>();

/** The one database that the file's imports name; undefined: none, or several. */
export const engineOf = (at: Resolver): Engine | undefined => {
  if (!known.has(at)) {
    const modules = [...at.imports.keys()].filter(isDrizzleModule);
    const [only, other] = (Object.keys(drivers) as readonly Engine[]).filter((engine) => modules.some((module) => drivers[engine].test(module)));
    known.set(at, other === undefined ? only : undefined);
  }
  return known.get(at);
};
