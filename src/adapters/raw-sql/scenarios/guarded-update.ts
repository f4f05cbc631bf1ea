import postgres from 'postgres';

const sql = postgres('postgres://localhost/app');

export const start = async (id: string): Promise<void> => {
  const [job] = await sql`SELECT * FROM jobs WHERE id = ${id}`;
  if (job?.state !== 'idle') throw new Error('busy');
  await sql`UPDATE jobs SET state = 'running', tries = 0 WHERE id = ${id}`; // race: no-check-then-update
};

export const startOnce = async (id: string): Promise<void> => {
  const [job] = await sql`SELECT * FROM jobs WHERE id = ${id}`;
  if (job?.state !== 'idle') throw new Error('busy');
  const started = await sql`UPDATE jobs SET state = 'running', tries = 0 WHERE id = ${id} AND state = 'idle'`;
  if (started.count === 0) throw new Error('busy');
};

export const startOnceReturning = async (id: string): Promise<void> => {
  const [job] = await sql`SELECT * FROM jobs WHERE id = ${id}`;
  if (job?.state !== 'idle') throw new Error('busy');
  const [started] = await sql`UPDATE jobs SET state = 'running', tries = 0 WHERE id = ${id} AND state = 'idle' RETURNING id`;
  if (!started) throw new Error('busy');
};

export const claimNext = async (worker: string): Promise<void> => {
  const [job] = await sql`SELECT id FROM jobs WHERE state = 'idle' ORDER BY id LIMIT 1`;
  if (!job) return;
  await sql`UPDATE jobs SET state = 'running', worker = ${worker} WHERE id = ${job.id}`; // race: no-check-then-update
};

export const claimNextAtOnce = async (worker: string): Promise<unknown> => {
  const [job] = await sql`
    UPDATE jobs SET state = 'running', worker = ${worker}
    WHERE id = (SELECT id FROM jobs WHERE state = 'idle' ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING *`;
  return job;
};

export const rename = async (id: string, name: string): Promise<void> => {
  const [job] = await sql`SELECT id FROM jobs WHERE id = ${id}`;
  if (!job) throw new Error('not found');
  await sql`UPDATE jobs SET name = ${name} WHERE id = ${id}`;
};
