/**
 * The data of a race's message: every placeholder that the rules' messages use.
 */
import { isKnown } from '../operations/known.js';
import type { Candidate } from '../races/candidate.js';
import { asksForSpellings, uniquenessOf } from '../races/uniqueness.js';
import { schemaOf, uniqueViolationOf } from '../resolve/schema-of.js';
import { lineOf, mentionCall, mentionColumns, mentionElsewhere, mentionTable } from './mention.js';

/** What the messages of a race say. */
export const raceData = (candidate: Candidate): Readonly<Record<string, string>> => {
  const { read, write, lock, columns, existsBranch } = candidate;
  return {
    columns: mentionColumns(columns) || mentionTable(write),
    readLine: String(lineOf(read)),
    write: mentionCall(write),
    readTable: mentionTable(read),
    lockLine: lock ? String(lineOf(lock)) : '',
    lockTable: lock ? mentionTable(lock) : '',
    reason: write.operation.emulated ?? 'its shape rules that out',
    elsewhere: mentionElsewhere(candidate.model, read, write),
    outcome: `: ${outcomeOf(candidate)}${existsBranch === 'throw' || existsBranch === 'return' ? answer(candidate) : ''}`,
    number: numberOutcome(candidate),
    mark: candidate.mark === undefined ? '' : `\`${candidate.mark}\``,
  };
};

const mentionViolation = ({ write }: Candidate): string => {
  const uniqueViolation = uniqueViolationOf(write.operation);
  return /^the unique violation/.test(uniqueViolation) ? uniqueViolation.replace(/^the/, 'a') : `a unique violation (${uniqueViolation})`;
};

/** What becomes of the second insert, by the keys that the schema declares. */
const outcomeOf = (candidate: Candidate): string => {
  if (asksForSpellings(candidate)) return 'two rows, or a unique violation';
  const uniqueness = uniquenessOf(candidate);
  switch (uniqueness.kind) {
    case 'unique':
      return mentionViolation(candidate);
    case 'none':
      return 'two rows';
    case 'weak':
      return `two rows, or ${mentionViolation(candidate)} where the ${uniqueness.key.kind} unique key on ${mentionColumns(uniqueness.key.columns)} applies`;
    case 'unknown':
      return 'two rows, or a unique violation';
  }
};

const answer = (candidate: Candidate): string => (uniquenessOf(candidate).kind === 'none' ? '' : ' in place of the answer that the check gives');

/** What becomes of a number that two requests count up to. */
const numberOutcome = (candidate: Candidate): string => {
  const schema = schemaOf(candidate.write.operation);
  if (!isKnown(schema) || !schema?.complete) return `two rows get the same ${mentionColumns(candidate.columns) || 'number'}, or the second fails on its unique key`;
  const guards = schema.keys.filter((key) => key.columns.some((column) => candidate.columns.includes(column)));
  if (guards.length === 0) return `two rows get the same ${mentionColumns(candidate.columns) || 'number'}`;
  return guards.some((key) => key.kind === 'full') ? `both take the same ${mentionColumns(candidate.columns) || 'number'}, and the second gets ${mentionViolation(candidate)}` : `two rows get the same ${mentionColumns(candidate.columns) || 'number'}, or the second fails on its unique key`;
};
