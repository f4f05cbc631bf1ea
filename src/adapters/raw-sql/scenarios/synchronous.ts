import Database from 'better-sqlite3';

const db = new Database('app.db');
const find = db.prepare('SELECT id FROM users WHERE email = ?');

/** Nothing else runs in the process between the two. */
export const register = (email: string): void => {
  if (find.get(email)) throw new Error('taken');
  db.prepare('INSERT INTO users (email) VALUES (?)').run(email);
};

export const registerLater = async (email: string, check: (email: string) => Promise<void>): Promise<void> => {
  if (find.get(email)) throw new Error('taken');
  await check(email);
  db.prepare('INSERT INTO users (email) VALUES (@email)').run({ email }); // race: no-check-then-create
};

export const registerLaterAtOnce = async (email: string, check: (email: string) => Promise<void>): Promise<void> => {
  if (find.get(email)) throw new Error('taken');
  await check(email);
  db.prepare('INSERT OR IGNORE INTO users (email) VALUES (?)').run(email);
};
