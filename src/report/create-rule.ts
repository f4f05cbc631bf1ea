/**
 * In: a rule as written in `rules/`. Out: the rule as ESLint loads it, with the address of its page.
 * Never assumed: a version of ESLint; option defaults stand in `meta.defaultOptions` and are applied here for all of them.
 */
import { ESLintUtils } from '@typescript-eslint/utils';

/** What this plugin adds to `meta.docs`. */
export interface RuleDocs {
  /** The smallest preset that holds the rule: `recommended` is part of `strict`. */
  readonly recommended: 'recommended' | 'strict';
}

/** The page of a rule. */
export function ruleUrl(name: string): string {
  return `https://github.com/eslint-plugin-db-race/eslint-plugin-db-race/blob/main/docs/rules/${name}.md`;
}

/** Makes a rule: `export default createRule({ name, meta, create })`, one to a file, under the file's name. */
export const createRule = ESLintUtils.RuleCreator<RuleDocs>(ruleUrl);
