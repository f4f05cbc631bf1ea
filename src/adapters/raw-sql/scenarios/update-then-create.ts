import mysql from 'mysql2/promise';
import { Pool } from 'pg';

const pool = new Pool();
const connections = mysql.createPool({ uri: 'mysql://localhost/app' });

export const set = async (name: string, content: string): Promise<void> => {
  const updated = await pool.query('UPDATE settings SET content = $2 WHERE name = $1', [name, content]);
  if (updated.rowCount === 0) await pool.query('INSERT INTO settings (name, content) VALUES ($1, $2)', [name, content]); // race: no-update-then-create
};

export const setInMysql = async (name: string, content: string): Promise<void> => {
  const [result] = await connections.execute<mysql.ResultSetHeader>('UPDATE settings SET content = ? WHERE name = ?', [content, name]);
  if (result.affectedRows === 0) await connections.execute('INSERT INTO settings (name, content) VALUES (?, ?)', [name, content]); // race: no-update-then-create
};

export const setAtOnce = async (name: string, content: string): Promise<void> => {
  await connections.execute('INSERT INTO settings (name, content) VALUES (?, ?) ON DUPLICATE KEY UPDATE content = VALUES(content)', [name, content]);
};
