import mysql from 'mysql2/promise';

const pool = mysql.createPool({ uri: 'mysql://localhost/app' });

export const take = async (sku: string, by: number): Promise<void> => {
  const [rows] = await pool.query<mysql.RowDataPacket[]>('SELECT qty FROM stock WHERE sku = ?', [sku]);
  await pool.query('UPDATE stock SET qty = ? WHERE sku = ?', [rows[0]!.qty - by, sku]); // race: no-read-modify-write
};

export const takeOfOne = async (sku: string, by: number): Promise<void> => {
  const [[item]] = await pool.execute<mysql.RowDataPacket[]>('SELECT qty FROM stock WHERE sku = ?', [sku]);
  const qty = item!.qty - by;
  await pool.execute('UPDATE stock SET qty = ? WHERE sku = ?', [qty, sku]); // race: no-read-modify-write
};

export const takeAtomically = async (sku: string, by: number): Promise<void> => {
  const [rows] = await pool.query<mysql.RowDataPacket[]>('SELECT qty FROM stock WHERE sku = ?', [sku]);
  if (rows.length === 0) throw new Error('unknown');
  await pool.query('UPDATE stock SET qty = qty - ? WHERE sku = ?', [by, sku]);
};

export const takeLocked = async (sku: string, by: number): Promise<void> => {
  const connection = await pool.getConnection();
  await connection.beginTransaction();
  const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT qty FROM stock WHERE sku = ? FOR UPDATE', [sku]);
  await connection.query('UPDATE stock SET qty = ? WHERE sku = ?', [rows[0]!.qty - by, sku]);
  await connection.commit();
  connection.release();
};

export const takeLockedWithoutTransaction = async (sku: string, by: number): Promise<void> => {
  const [rows] = await pool.query<mysql.RowDataPacket[]>('SELECT qty FROM stock WHERE sku = ? FOR UPDATE', [sku]);
  await pool.query('UPDATE stock SET qty = ? WHERE sku = ?', [rows[0]!.qty - by, sku]); // race: no-read-modify-write
};
