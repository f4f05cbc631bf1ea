/**
 * How to tell that a guard of tests/wrong-guards went wrong: by kind, the rows that are there before, what the requests ask for, and what must not be
 * seen. The code is the suite's own, in the words of pg, mysql2 and sqlite.
 */
import type { DatabaseKind } from '../databases.js';
import { countDiffers, duplicate, succeeded, type Outcome, type Program } from '../scenario.js';

/** What is asked of both guards of a kind. */
interface Ask extends Omit<Program, 'source' | 'title'> {
  /** what the wrong guard does; an error of another kind shows nothing */
  readonly symptom: RegExp;
}

/** A kind's question; the right guard may be about something else. */
export interface Question extends Ask {
  readonly right?: Ask;
  /** of the server's messages */
  readonly language?: string;
  /** no race: the wrong guard goes wrong also when one request comes after the other */
  readonly always?: true;
  /** where the slug of a tag is no key: only the lock keeps it from being there twice */
  readonly keylessOn?: DatabaseKind;
}

/** Failures of transactions that are tried again. */
const conflicts = ['40001', '40P01', 'ER_LOCK_DEADLOCK'];

/** The unique key's violation, which the code doesn't answer. */
const violation = /^error (23505|ER_DUP_ENTRY|SQLITE_CONSTRAINT): .*(unique|duplicate)/i;

/** An order that is paid once. */
const paying: Ask = {
  tables: ['orders', 'teams', 'payments'],
  setup: ["INSERT INTO orders (id, status, total, version) VALUES ('order', 'open', 0, 1)", "INSERT INTO teams (id) VALUES ('team 0'), ('team 1')"],
  args: (client) => ['order', `user ${client}`, `team ${client}`],
  answers: ['not open'],
  wrong: (outcome) => (succeeded(outcome) > 1 ? 'the order is paid twice' : undefined),
  symptom: /paid twice/,
};

/** An order whose payment is credited once. */
const crediting: Ask = {
  tables: ['orders', 'wallets'],
  setup: ["INSERT INTO orders (id, status, total, version) VALUES ('order', 'open', 0, 1)", "INSERT INTO wallets (id, balance, points) VALUES ('user', 0, 0)"],
  args: () => ['order', 'user', 1],
  answers: ['not open', 'changed meanwhile'],
  wrong: ({ rows }) => (rows.wallets?.[0]?.['points'] === 10 ? undefined : `credited ${String(rows.wallets?.[0]?.['points'])} points, not 10`),
  symptom: /credited 20/,
};

const takenFrom = (outcome: Outcome): string | undefined => {
  const balance = Number(outcome.rows.wallets?.find(({ id }) => id === 'wallet')?.['balance']);
  if (balance < 0) return `overdrawn: ${balance}`;
  return balance === 100 - 60 * succeeded(outcome) ? undefined : `lost update: ${balance} are left of 100 after ${succeeded(outcome)} times 60`;
};

/** A wallet that holds enough for one of two. */
const spending: Ask = {
  tables: ['wallets'],
  setup: ["INSERT INTO wallets (id, balance, points) VALUES ('wallet', 100, 0), ('recipient 0', 0, 0), ('recipient 1', 0, 0)"],
  args: () => ['wallet', 60],
  answers: ['too little'],
  wrong: takenFrom,
  symptom: /lost update|overdrawn/,
};

/** A tag that is there once, and no error for whoever comes second. */
const tagging: Ask = {
  tables: ['tags', 'logs'],
  args: (client, round) => [`news-${round}`, `user ${client}`],
  answers: ['busy'],
  wrong: (outcome) => duplicate(outcome, 'tags', ['slug']) ?? countDiffers(outcome, 'tags', 1),
  symptom: violation,
};

const locked: Question = { ...tagging, symptom: /duplicate row/, keylessOn: 'postgresql' };

/** A team with one seat left. */
const joining: Ask = {
  tables: ['teams', 'members', 'users'],
  setup: ["INSERT INTO teams (id) VALUES ('team')", "INSERT INTO users (id) VALUES ('user 0'), ('user 1')", `INSERT INTO members (team_id, user_id) VALUES ${['a', 'b', 'c', 'd'].map((user) => `('team', '${user}')`).join(', ')}`],
  args: (client) => ['team', `user ${client}`, new Date('2026-01-01')],
  answers: ['full', 'busy'],
  wrong: ({ rows }) => ((rows.members?.length ?? 0) > 5 ? `${String(rows.members?.length)} members in a team of 5` : undefined),
  symptom: /6 members/,
};

/** Someone who joins a team once. */
const joiningOnce: Ask = {
  ...joining,
  setup: ["INSERT INTO teams (id) VALUES ('team')"],
  args: () => ['team', 'user'],
  wrong: (outcome) => duplicate(outcome, 'members', ['team_id', 'user_id']),
};

/** By the names of the kinds. */
export const questions: Readonly<Record<string, Question>> = {
  'advisory-lock-on-another-key': locked,
  'advisory-lock-outside-a-transaction': locked,
  'bare-transaction': paying,
  'bare-transaction-insert': tagging,
  // a row that no database takes, which is no duplicate
  'blanket-catch': {
    tables: ['tags'],
    args: () => [null, { status: () => ({ end: () => undefined }) }],
    answers: ['23502', 'ER_BAD_NULL_ERROR', 'SQLITE_CONSTRAINT'],
    wrong: (outcome) => (succeeded(outcome) > 0 ? 'a row that was refused is answered as one that is there' : undefined),
    symptom: /refused/,
    always: true,
  },
  'busy-flag': paying,
  'catch-of-another-insert': tagging,
  'check-not-repeated': paying,
  'conflict-on-another-key': { ...tagging, args: (client, round) => [`${round}-${client}`, `news-${round}`, 'red'] },
  'count-ignored': crediting,
  'count-tested-wrongly': crediting,
  'guard-before-atomic-write': spending,
  'handler-of-another-error': tagging,
  'limit-of-one': paying,
  'lock-in-an-earlier-transaction': paying,
  'lock-on-an-absent-row': { ...locked, symptom: /duplicate row|^error ER_LOCK_DEADLOCK/, right: joiningOnce },
  'lock-on-another-row': { ...spending, args: (client) => ['wallet', `recipient ${client}`, 60] },
  'lock-on-another-table': paying,
  'lock-on-the-own-row': joining,
  'lock-outside-a-transaction': paying,
  'message-text': { ...tagging, language: 'de_DE', symptom: /^error ER_DUP_ENTRY: Doppelter Eintrag/, always: true },
  mutex: paying,
  'parent-lock-after-the-count': joining,
  'parent-lock-at-repeatable-read': joining,
  'read-again-without-a-lock': paying,
  'read-committed': { ...spending, answers: ['too little', ...conflicts] },
  'read-through-outer-client': spending,
  'repeatable-read-count': { ...joining, answers: ['full', ...conflicts] },
  'repeatable-read-on-mysql': spending,
  'return-without-await': tagging,
  'set-in-flight': paying,
  'share-lock': { ...paying, symptom: /^error (40P01|ER_LOCK_DEADLOCK)/ },
  'shared-promise': tagging,
  'skip-locked-parent': joining,
  'snapshot-before-lock': joining,
  'touch-of-another-row': joining,
  'try-lock-ignored': locked,
  'used-after-a-violation': { ...tagging, symptom: /^error 25P02/, always: true },
  'value-read-before-the-lock': spending,
  'version-compared-in-memory': {
    ...crediting,
    tables: ['orders'],
    setup: ["INSERT INTO orders (id, status, total, version) VALUES ('order', 'open', 0, 1)"],
    args: (client) => ['order', 1, client + 1],
    wrong: (outcome) => (succeeded(outcome) > 1 ? 'both changes of one version are answered as saved' : undefined),
    symptom: /answered as saved/,
  },
  'version-in-the-where-count-ignored': crediting,
  'write-through-outer-client': { ...paying, symptom: /^error (55P03|ER_LOCK_WAIT_TIMEOUT)/, always: true },
  'wrong-error-shape': { ...tagging, always: true },
  'zero-rows-then-insert': { ...tagging, args: (client, round) => [`news-${round}`, `color ${client}`] },
};
