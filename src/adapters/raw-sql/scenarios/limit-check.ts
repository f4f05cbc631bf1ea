import { createPool, sql } from 'slonik';

export const join = async (team: string, user: string): Promise<void> => {
  const pool = await createPool('postgres://localhost/app');
  const count = await pool.oneFirst(sql.unsafe`SELECT count(*) FROM members WHERE team = ${team}`);
  if (Number(count) >= 5) throw new Error('full');
  await pool.query(sql.unsafe`INSERT INTO members (team, member) VALUES (${team}, ${user})`); // race: no-racy-limit-check
};

export const joinUnderLock = async (team: string, user: string): Promise<void> => {
  const pool = await createPool('postgres://localhost/app');
  await pool.transaction(async (transaction) => {
    await transaction.one(sql.unsafe`SELECT id FROM teams WHERE id = ${team} FOR UPDATE`);
    const count = await transaction.oneFirst(sql.unsafe`SELECT count(*) FROM members WHERE team = ${team}`);
    if (Number(count) >= 5) throw new Error('full');
    await transaction.query(sql.unsafe`INSERT INTO members (team, member) VALUES (${team}, ${user})`);
  });
};

export const joinInBareTransaction = async (team: string, user: string): Promise<void> => {
  const pool = await createPool('postgres://localhost/app');
  await pool.transaction(async (transaction) => {
    const members = await transaction.any(sql.unsafe`SELECT member FROM members WHERE team = ${team}`);
    if (members.length >= 5) throw new Error('full');
    await transaction.query(sql.unsafe`INSERT INTO members (team, member) VALUES (${team}, ${user})`); // race: no-racy-limit-check
  });
};

/** Is the row there that goes? */
export const remove = async (team: string, user: string): Promise<void> => {
  const pool = await createPool('postgres://localhost/app');
  const found = await pool.query(sql.unsafe`SELECT role FROM members WHERE member = ${user} AND team = ${team}`);
  if (found.rowCount !== 1) throw new Error('no such member');
  await pool.query(sql.unsafe`DELETE FROM members WHERE member = ${user}`);
};

export const removeUnlessLast = async (team: string, user: string): Promise<void> => {
  const pool = await createPool('postgres://localhost/app');
  const found = await pool.query(sql.unsafe`SELECT role FROM members WHERE team = ${team}`);
  if (found.rowCount <= 1) throw new Error('the last member');
  await pool.query(sql.unsafe`DELETE FROM members WHERE team = ${team} AND member = ${user}`); // race: no-racy-limit-check
};
