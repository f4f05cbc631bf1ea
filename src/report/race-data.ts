/**
 * The data of a race's message: every placeholder that the rules' messages use.
 */
import type { Candidate } from '../races/candidate.js';
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
    outcome: existsBranch === 'throw' || existsBranch === 'return' ? ': two rows, or a unique violation in place of the answer that the check gives' : ': two rows, or a unique violation',
  };
};
