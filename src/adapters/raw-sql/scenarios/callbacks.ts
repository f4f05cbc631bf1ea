import mysql from 'mysql2';
import { Pool } from 'pg';

const connections = mysql.createPool({ uri: 'mysql://localhost/app' });
const pool = new Pool();

type Done = (error: Error | null) => void;

export const register = (email: string, done: Done): void => {
  connections.query('SELECT id FROM users WHERE email = ?', [email], (error, rows: mysql.RowDataPacket[]) => {
    if (error) return done(error);
    if (rows.length > 0) return done(new Error('taken'));
    connections.query('INSERT INTO users (email) VALUES (?)', [email], (failure) => done(failure)); // race: no-check-then-create
  });
};

export const registerCaught = (email: string, done: Done): void => {
  connections.query('SELECT id FROM users WHERE email = ?', [email], (error, rows: mysql.RowDataPacket[]) => {
    if (error) return done(error);
    if (rows.length > 0) return done(new Error('taken'));
    connections.query('INSERT INTO users (email) VALUES (?)', [email], (failure) => {
      if (failure?.code === 'ER_DUP_ENTRY') return done(new Error('taken'));
      done(failure);
    });
  });
};

export const take = (sku: string, by: number, done: Done): void => {
  pool.query('SELECT qty FROM stock WHERE sku = $1', [sku], (error, result) => {
    if (error) return done(error);
    const left = result.rows[0].qty - by;
    pool.query('UPDATE stock SET qty = $2 WHERE sku = $1', [sku, left], (failure: Error | null) => done(failure)); // race: no-read-modify-write
  });
};

export const takeAtomically = (sku: string, by: number, done: Done): void => {
  pool.query('SELECT qty FROM stock WHERE sku = $1', [sku], (error, result) => {
    if (error || result.rows.length === 0) return done(error);
    pool.query('UPDATE stock SET qty = qty - $2 WHERE sku = $1', [sku, by], (failure: Error | null) => done(failure));
  });
};

export const set = (name: string, content: string, done: Done): void => {
  connections.query('UPDATE settings SET content = ? WHERE name = ?', [content, name], (error, result: mysql.ResultSetHeader) => {
    if (error) return done(error);
    if (result.affectedRows === 0) connections.query('INSERT INTO settings (name, content) VALUES (?, ?)', [name, content], (failure) => done(failure)); // race: no-update-then-create
  });
};
