/** What the settings name a driver's pool or database, written out; results and parameters differ by driver. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: {
    pg: "import { Pool } from 'pg'; export const value = new Pool(); export type Type = Pool;",
    postgres: "import postgres, { type Sql } from 'postgres'; export const value = postgres(); export type Type = Sql;",
    mysql2: "import mysql, { type Pool } from 'mysql2/promise'; export const value = mysql.createPool({}); export type Type = Pool;",
    mariadb: "import mariadb, { type Pool } from 'mariadb'; export const value = mariadb.createPool({}); export type Type = Pool;",
    'better-sqlite3': "import Database from 'better-sqlite3'; export const value = new Database(''); export type Type = Database.Database;",
  },
};
