/**
 * The data layers of the suite: how each writes a read, a write, a lock, a transaction.
 *
 * `lacks` says what a layer doesn't have, with the reason that the table gives for its empty cells.
 */
import drizzle from './layers/drizzle.mjs';
import knex from './layers/knex.mjs';
import kysely from './layers/kysely.mjs';
import mikroOrm from './layers/mikro-orm.mjs';
import mongoose from './layers/mongoose.mjs';
import mysql2 from './layers/mysql2.mjs';
import pg from './layers/pg.mjs';
import prisma from './layers/prisma.mjs';
import sequelize from './layers/sequelize.mjs';
import sqlite from './layers/sqlite.mjs';
import supabase from './layers/supabase.mjs';
import typeorm from './layers/typeorm.mjs';

export const layers = [prisma, typeorm, drizzle, sequelize, mongoose, knex, kysely, mikroOrm, pg, mysql2, sqlite, supabase];
