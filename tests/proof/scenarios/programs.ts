/** What the scenarios of all data layers have in common: the rows that are there, what clients ask for, and what must have come of it. */
import { countDiffers, differs, gave, succeeded, type Program } from '../scenario.js';

type Frame = Omit<Program, 'title' | 'source'>;

/** Every client sets the one value of a key: one row. `run(handle, owner, name, value)` */
export const oneSetting: Frame = {
  tables: ['setting'],
  args: (client, round) => ['ada', `theme ${round}`, `value ${client}`],
  wrong: (outcome) => countDiffers(outcome, 'setting', 1),
};

/** Every client needs the same tag: one row, and no error. `run(handle, slug, label)` */
export const oneTag: Frame = {
  tables: ['tag'],
  args: (_, round) => [`news-${round}`, 'News'],
  wrong: (outcome) => countDiffers(outcome, 'tag', 1),
};

/** Every client wants one address: one gets it, the others are told that it's taken. `run(handle, email, name)` */
export const oneAccount: Frame = {
  tables: ['account'],
  args: (client, round) => [`ada${round}@example.org`, `client ${client}`],
  answers: ['taken'],
  wrong: (outcome) => (succeeded(outcome) === 1 ? countDiffers(outcome, 'account', 1) : 'not one client succeeded'),
};

/** Every client wants to rename its own account to one address. `run(handle, id, email)` */
export const oneRename: Frame = {
  tables: ['account'],
  setup: [0, 1, 2, 3, 4, 5, 6, 7].map((client) => `INSERT INTO account (id, email, name) VALUES (${client + 1}, 'old${client}@example.org', 'client ${client}')`),
  args: (client, round) => [client + 1, `ada${round}@example.org`],
  answers: ['taken'],
  wrong: (outcome) => (succeeded(outcome) === 1 ? undefined : 'not one client succeeded'),
};

const wallet = { tables: ['wallet'], setup: ["INSERT INTO wallet (id, points, note) VALUES (1, 10, '')"] } as const;

/** Every client adds 5. `run(handle, id, amount)` */
export const earning: Frame = { ...wallet, args: () => [1, 5], wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 + 5 * succeeded(outcome)) };

/** Every client takes 1, and there is enough for all. `run(handle, id, amount)` */
export const spending: Frame = { ...wallet, args: () => [1, 1], wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 - succeeded(outcome)) };

/** Every client adds 1 and leaves a note. `run(handle, id, note)` */
export const noting: Frame = { ...wallet, args: (client) => [1, `client ${client}`], wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 + succeeded(outcome)) };

/** One client gives a new note, the others leave it as it is. `run(handle, id, note)` */
export const keeping: Frame = { ...wallet, args: (client) => [1, client === 0 ? 'new' : undefined], wrong: (outcome) => differs(outcome, 'wallet', 'note', 'new') };

/** Every client appends its word: all are there. `run(handle, id, word)` */
export const appending: Frame = {
  ...wallet,
  args: (client) => [1, `w${client}`],
  answers: ['note changed in the meantime'],
  wrong: (outcome) => {
    const words = String(outcome.rows.wallet?.[0]?.['note']).split(' ').filter(Boolean).length;
    return words > 0 && words === succeeded(outcome) ? undefined : `lost update: ${words} words of ${succeeded(outcome)} clients`;
  },
};

/** Every client sets a key of its own in one document: all are there. `run(handle, id, key)` */
export const documenting: Frame = {
  tables: ['note'],
  setup: ["INSERT INTO note (id, title, text, data) VALUES (1, 'a', 'b', '{\"old\": [1, {\"b\": 2.5, \"a\": null}]}')"],
  args: (client) => [1, `k${client}`],
  answers: ['data changed in the meantime'],
  wrong: (outcome) => {
    const data: unknown = outcome.rows.note?.[0]?.['data'];
    const document: unknown = typeof data === 'string' ? JSON.parse(data) : data;
    const keys = document === null || typeof document !== 'object' ? 0 : Object.keys(document).length;
    return keys > 1 && keys === 1 + succeeded(outcome) ? undefined : `lost update: ${keys} keys after ${succeeded(outcome)} clients`;
  },
};

/** Every client takes 6 of 10: one can. `run(handle, id, amount)` gives `paid`. */
export const payingOnce: Frame = {
  ...wallet,
  args: () => [1, 6],
  answers: ['too little'],
  wrong: (outcome) => (gave(outcome, 'paid') === 1 ? differs(outcome, 'wallet', 'points', 4) : `overdrawn: paid ${gave(outcome, 'paid')} times`),
};

/** Every client claims one job: one can. `run(handle, id, worker)` gives `claimed`. */
export const claimingOnce: Frame = {
  tables: ['job'],
  setup: ["INSERT INTO job (id, state, tries) VALUES (1, 'queued', 0)"],
  args: (client) => [1, `worker ${client}`],
  answers: ['not queued'],
  wrong: (outcome) => (gave(outcome, 'claimed') === 1 ? undefined : `double transition: ${gave(outcome, 'claimed')} clients claimed the job`),
};

/** Every client claims all that is queued: each job once. `run(handle, worker)` gives the ids of its jobs. */
export const claimingAll: Frame = {
  tables: ['job'],
  setup: ["INSERT INTO job (id, state, tries) VALUES (1, 'queued', 0)", "INSERT INTO job (id, state, tries) VALUES (2, 'queued', 0)"],
  args: (client) => [`worker ${client}`],
  wrong: ({ results }) => {
    const claimed = results.flatMap((result) => (result.kind === 'value' ? (result.value as readonly number[]) : []));
    return claimed.length === 2 ? undefined : `double transition: ${claimed.length} claims of 2 jobs`;
  },
};
