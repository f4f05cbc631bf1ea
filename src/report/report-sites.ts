/**
 * Reports of rules that look for other things than a check and its write: where a rule of that kind finds something, once a token, and only where no
 * race is reported.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { analysisOf } from '../analysis.js';
import type { FileModel } from '../model/build-model.js';
import type { Patch } from '../operations/repair.js';
import type { Candidate } from '../races/candidate.js';
import { enabledIn, reportFindings, type Finding } from './findings.js';
import { isSpokenFor, unspoken } from './report-races.js';

/** What a rule reports, at a node of the linted file. */
export interface Site {
  /** the token that is reported once */
  readonly node: TSESTree.Node;
  /** where the report stands, when that isn't the token itself */
  readonly at?: TSESTree.Node;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
  readonly suggestions?: readonly Patch[];
}

/**
 * A rule's listener.
 * @param find what the rule finds in a file, given the open races that no rule reports and the rules that are on; `file` is undefined where no data layer is in play
 */
export const reportSites = (context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>, find: (file: FileModel | undefined, open: readonly Candidate[], enabled: ReadonlySet<string>) => readonly Site[]): TSESLint.RuleListener =>
  reportFindings(context, () => {
    const analysis = analysisOf(context);
    const enabled = enabledIn(context);
    const seen = new Set<TSESTree.Node>();
    return find(analysis.model, unspoken(analysis, enabled), enabled).flatMap(({ node, at = node, messageId, data, suggestions }): Finding[] => {
      if (seen.has(node) || isSpokenFor(analysis, node, enabled)) return [];
      seen.add(node);
      return [{ loc: at.loc, messageId, data, ...(suggestions ? { suggestions } : {}) }];
    });
  });
