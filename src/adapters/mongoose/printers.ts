/** Repairs in Mongoose's words: one printer a cure, each in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import type { Refusal } from '../../operations/repair.js';

const none = (): Refusal => ({ kind: 'refusal', reason: 'Write it by hand.' });

export const print: Dialect['print'] = { upsert: none, 'insert-ignore': none, 'catch-violation': none, 'atomic-increment': none, 'conditional-write': none, 'lock-read': none, 'drop-save': none };
