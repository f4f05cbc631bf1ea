/**
 * From an open candidate to what is offered: a fix, suggestions, or advice with the reason why there is no edit.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import type { Patch } from '../operations/repair.js';
import type { Candidate } from '../races/candidate.js';

export interface Repairs {
  readonly fix: Patch | undefined;
  readonly suggestions: readonly Patch[];
  /** what to do, as the message's last sentence */
  readonly advice: string;
}

/** The repairs of a candidate, by the ladder of its shape. */
export const repairsOf = (candidate: Candidate, sourceCode: Readonly<TSESLint.SourceCode>): Repairs => {
  void candidate;
  void sourceCode;
  return { fix: undefined, suggestions: [], advice: '' };
};
