import { sql } from 'bun';

export const number = async (team: string): Promise<void> => {
  const [{ last }] = await sql`SELECT COALESCE(MAX(number), 0) AS last FROM invoices WHERE team = ${team}`;
  await sql`INSERT INTO invoices ${sql({ team, number: last + 1 })}`; // race: no-max-plus-one
};

export const numberOfLast = async (team: string): Promise<void> => {
  const [previous] = await sql`SELECT number FROM invoices WHERE team = ${team} ORDER BY number DESC LIMIT 1`;
  await sql`INSERT INTO invoices (team, number) VALUES (${team}, ${(previous?.number ?? 0) + 1})`; // race: no-max-plus-one
};

export const numberUnderLock = async (team: string): Promise<void> => {
  await sql.begin(async (tx) => {
    await tx`SELECT id FROM teams WHERE id = ${team} FOR UPDATE`;
    const [{ last }] = await tx`SELECT MAX(number) AS last FROM invoices WHERE team = ${team}`;
    await tx`INSERT INTO invoices (team, number) VALUES (${team}, ${last + 1})`;
  });
};

export const numberSerially = async (team: string): Promise<void> => {
  await sql.begin('isolation level serializable', async (tx) => { // race: require-transaction-retry
    const [{ last }] = await tx`SELECT MAX(number) AS last FROM invoices WHERE team = ${team}`;
    await tx`INSERT INTO invoices (team, number) VALUES (${team}, ${last + 1})`;
  });
};
