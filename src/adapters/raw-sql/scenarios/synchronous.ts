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

const open = (file: string): Database.Database => new Database(file);

/** What `open` gives is synchronous, whoever hands it on. */
export const registerWith = (connection: ReturnType<typeof open>, email: string): void => {
  if (connection.prepare('SELECT id FROM users WHERE email = ?').get(email)) throw new Error('taken');
  connection.prepare('INSERT INTO users (email) VALUES (?)').run(email);
};

export const registerWithLater = async (connection: ReturnType<typeof open>, email: string, check: (email: string) => Promise<void>): Promise<void> => {
  if (connection.prepare('SELECT id FROM users WHERE email = ?').get(email)) throw new Error('taken');
  await check(email);
  connection.prepare('INSERT INTO users (email) VALUES (?)').run(email); // race: no-check-then-create
};

/** Who waits for the invitation doesn't come to the write. */
export const registerOrInvite = async (email: string, isGuest: boolean, invite: (email: string) => Promise<void>): Promise<void> => {
  if (find.get(email)) throw new Error('taken');
  if (isGuest) {
    try {
      await invite(email);
      return;
    } catch (error) {
      throw new Error('not invited', { cause: error });
    }
  }
  db.prepare('INSERT INTO users (email) VALUES (?)').run(email);
};

export const inviteAndRegister = async (email: string, isGuest: boolean, invite: (email: string) => Promise<void>): Promise<void> => {
  if (find.get(email)) throw new Error('taken');
  if (isGuest) {
    try {
      await invite(email);
      return;
    } catch {
      // registered all the same
    }
  }
  db.prepare('INSERT INTO users (email) VALUES (?)').run(email); // race: no-check-then-create
};

interface Job {
  readonly state: string;
}

/** The state is taken over before anything is waited for. */
export const work = async (id: number, process: (id: number) => Promise<void>): Promise<void> => {
  const job = db.prepare('SELECT state FROM jobs WHERE id = ?').get(id) as Job;
  if (job.state !== 'queued') throw new Error('not queued');
  db.prepare("UPDATE jobs SET state = 'running' WHERE id = ?").run(id);
  await process(id);
  db.prepare("UPDATE jobs SET state = 'done' WHERE id = ?").run(id);
};

export const workLater = async (id: number, process: (id: number) => Promise<void>): Promise<void> => {
  const job = db.prepare('SELECT state FROM jobs WHERE id = ?').get(id) as Job;
  if (job.state !== 'queued') throw new Error('not queued');
  await process(id);
  db.prepare("UPDATE jobs SET state = 'done' WHERE id = ?").run(id); // race: no-check-then-update
};

const advance = async (id: number, isLast: boolean, process: (id: number) => Promise<void>): Promise<void> => {
  const run = db.prepare('SELECT step FROM runs WHERE id = ?').get(id) as { readonly step: number };
  if (isLast) {
    db.prepare('UPDATE runs SET step = ? WHERE id = ?').run(run.step + 1, id);
    return;
  }
  await process(id);
  db.prepare('UPDATE runs SET step = ? WHERE id = ?').run(run.step + 1, id); // race: no-read-modify-write
};

/** One call leads to both: what is waited for between them is in there. */
export const advanceRun = (id: number, isLast: boolean, process: (id: number) => Promise<void>): Promise<void> => advance(id, isLast, process);
