/**
 * The part that all rules share: one write, one report.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { analysisOf, type Analysis } from '../analysis.js';
import type { Candidate, Shape } from '../races/candidate.js';
import { uniquenessOf, type Uniqueness } from '../races/uniqueness.js';
import { repairsOf } from '../repairs/repairs.js';
import { enabledIn, nameOf, reportFindings } from './findings.js';
import { lineOf, placeOf, reportNode } from './mention.js';

export interface Race {
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Which rule speaks for which shape. */
const ruleOf: Readonly<Record<Shape, string>> = {
  'wrong-lock-target': 'no-wrong-lock-target',
  'read-before-lock': 'no-stale-read-before-lock',
  'non-atomic-upsert': 'no-emulated-upsert',
  'next-number': 'no-max-plus-one',
  'limit-check': 'no-racy-limit-check',
  'create-if-absent': 'no-check-then-create',
  'read-modify-write': 'no-read-modify-write',
  'guarded-update': 'no-check-then-update',
  'update-then-create': 'no-update-then-create',
  'duplicate-save': 'no-duplicate-save',
  'replace-all': 'no-racy-replace-all',
  'stale-save': 'no-stale-entity-save',
  'process-local-lock': 'no-process-local-lock',
  'check-then-reference': 'no-check-then-reference',
  'write-skew': 'no-write-skew',
};

/** The change of a row that a unit of work sends together with the others. */
const isOfOneStatement = ({ write: { hops, operation } }: Candidate): boolean => operation.kind === 'update' && operation.sentBy !== undefined && hops.length === 0;

/** A change of the same state of the row that every way to this one passes, behind the same guard: where that one is mended, nobody else comes here. */
const leaderOf = (candidate: Candidate, all: Iterable<Candidate>): Candidate => {
  const { columns, guard, model, read, shape, write } = candidate;
  if (shape !== 'guarded-update') return candidate;
  for (const other of all) {
    const { write: { block, order } } = other;
    if (other.shape !== shape || other.model !== model || other.read !== read || other.guard?.node !== guard?.node || order >= write.order) continue;
    if (block !== write.block && columns.every((column) => other.columns.includes(column)) && !model.reachesAround(read.block, block, write.block)) return other;
  }
  return candidate;
};

/** The candidates that a rule reports: for each write the best one whose rule is switched on; of several writes under one guard the first. */
export const spokenBy = (analysis: Analysis, rule: string, enabled: ReadonlySet<string>): readonly { readonly candidate: Candidate; readonly also: readonly Candidate[] }[] => {
  const bySite = new Map<TSESTree.Node, Candidate>();
  for (const candidate of analysis.open) {
    if (!enabled.has(ruleOf[candidate.shape])) continue;
    const node = reportNode(candidate.write);
    if (!bySite.has(node)) bySite.set(node, candidate);
  }
  const groups = new Map<string, Candidate[]>();
  const ids = new Map<object, number>();
  const id = (of: object | undefined): string => {
    if (of === undefined) return '-';
    if (!ids.has(of)) ids.set(of, ids.size);
    return String(ids.get(of));
  };
  for (const candidate of bySite.values()) {
    const { guard, read, write, shape, model } = candidate;
    // changes of one row that are sent together; what is written under one guard in one branch
    const key = isOfOneStatement(candidate) ? `sent ${id(write.operation.sentBy)} ${id(write.entity)}` : guard?.node && shape !== 'duplicate-save' ? [shape, id(read), id(guard.node), id(leaderOf(candidate, bySite.values()).write.block), id(model)].join() : id(reportNode(write));
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    // of one statement the first shape speaks
    const [candidate, ...also] = first && isOfOneStatement(first) ? [first] : group.sort((a, b) => a.write.order - b.write.order);
    return candidate && ruleOf[candidate.shape] === rule ? [{ candidate, also }] : [];
  });
};

/**
 * Finds-or-creates whose columns no declared key keeps unique, where no other rule speaks: the insert's conflict is handled, and never comes; or
 * the rule that would speak is off.
 */
export const missingKeys = (analysis: Analysis, enabled: ReadonlySet<string>): readonly { readonly candidate: Candidate; readonly missing: Extract<Uniqueness, { kind: 'none' }> }[] => {
  const seen = new Set<TSESTree.Node>(analysis.open.filter(({ shape }) => enabled.has(ruleOf[shape])).map(({ write }) => reportNode(write)));
  return analysis.candidates.flatMap((candidate) => {
    const { shape, closed, write } = candidate;
    if (shape !== 'create-if-absent' || (closed && closed.reason !== 'unique-violation-caught' && closed.reason !== 'conflict-handled-by-database')) return [];
    const missing = uniquenessOf(candidate);
    const node = reportNode(write);
    if (missing.kind !== 'none' || seen.has(node)) return [];
    seen.add(node);
    return [{ candidate, missing }];
  });
};

/** Whether a rule that is switched on reports a race at a token: one write, one report. */
export const isSpokenFor = (analysis: Analysis, node: TSESTree.Node, enabled: ReadonlySet<string>): boolean => analysis.open.some(({ shape, write }) => enabled.has(ruleOf[shape]) && reportNode(write) === node);

/** Open races whose rules are off, or that give way to none. */
export const unspoken = (analysis: Analysis, enabled: ReadonlySet<string>): readonly Candidate[] => analysis.open.filter(({ shape }) => !enabled.has(ruleOf[shape]));

/** The rules' contexts: the message `race`, and `repair` where a rule has suggestions. */
type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/**
 * A rule's listener: reports its races when the whole file is known.
 * @param describe the message of a race; undefined: this rule's options say that it isn't one
 */
export const reportRaces = (context: Context, describe: (candidate: Candidate) => Race | undefined): TSESLint.RuleListener =>
  reportFindings(context, () =>
    spokenBy(analysisOf(context), nameOf(context), enabledIn(context)).flatMap(({ candidate, also }) => {
      const race = describe(candidate);
      if (!race) return [];
      const { fix, suggestions, advice } = repairsOf(candidate, context.sourceCode);
      const others = also.length === 0 ? '' : ` The same guard decides on line ${also.map((other) => String(lineOf(other.write))).join(', ')}.`;
      return [{ loc: placeOf(candidate.write).loc, messageId: race.messageId, data: { ...race.data, also: others, advice }, fix: fix?.edits, suggestions }];
    }),
  );
