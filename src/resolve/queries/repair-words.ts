/**
 * What the repairs of query builders share: a builder says its words, the plan says what is asked.
 *
 * Never assumed: that a unique key exists, what type a column has, that nobody else uses a result; each makes a suggestion or a refusal.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { layoutOf } from '../../syntax/layout.js';
import { isWithin, statementAround, statementList } from '../../syntax/statements.js';
import { conflictKey } from '../schema-of.js';
import { mentionsOfRead } from './row-mentions.js';

/** The places of a query that repairs write to. */
export interface WrittenQuery {
  /** the object literal that is inserted or set */
  readonly values: TSESTree.ObjectExpression | undefined;
  /** where another method of the chain can be put in */
  readonly end: number;
  readonly quote: (text: string) => string;
}

/** How a query builder spells what a repair needs. */
export interface RepairWords {
  readonly queryOf: (operation: Operation, plan: RepairPlan) => WrittenQuery | undefined;
  readonly where: (column: string, operator: string, value: string, quote: WrittenQuery['quote']) => string;
  readonly forUpdate: string;
  readonly ignore: (columns: readonly string[], quote: WrittenQuery['quote']) => string;
  /** `set`: the columns that the other branch writes, and whether with the very values that are inserted */
  readonly merge: (columns: readonly string[], set: { readonly names: readonly string[]; readonly text: string; readonly isInserted: boolean }, quote: WrittenQuery['quote']) => string;
  /** the edits that make the number of affected rows known, and the test for none */
  readonly affected: (write: Operation, name: string) => { readonly edits: readonly Edit[]; readonly none: string } | undefined;
  readonly increment: (plan: RepairPlan, query: WrittenQuery, change: Change) => readonly Edit[] | Refusal;
  /** why a violation can't be caught by the driver's code */
  readonly uncatchable: (write: Operation, plan: RepairPlan) => string | undefined;
}

/** `n: row.n + by` */
export interface Change {
  readonly column: string;
  readonly property: TSESTree.Property;
  readonly operator: '+' | '-';
  readonly by: TSESTree.Expression;
}

export const refuse = (reason: string): Refusal => ({ kind: 'refusal', reason });
export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal';

/** A suggestion; the texts of the edits are written with `\n`. */
export const suggest = (plan: RepairPlan, edits: readonly Edit[], description: string, needs: readonly string[] = []): Patch => {
  const { newline } = layoutOf(plan.sourceCode);
  return { kind: 'patch', safety: 'suggestion', description, needs, edits: edits.map(({ range, text }) => ({ range, text: newline === '\n' ? text : text.replace(/\r?\n/g, newline) })) };
};

/** `a`, `a and b`, in code quotes. */
export const listed = (names: readonly string[]): string => {
  const texts = names.map((name) => `\`${name}\``);
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
};

/** `await query;` as a statement of a list: nobody uses its result, and others can stand next to it. */
export const ownStatement = (node: TSESTree.Node): TSESTree.ExpressionStatement | undefined => {
  const statement = statementAround(node);
  return statement?.type === 'ExpressionStatement' && statement.expression === awaitOf(node) && statementList(statement) ? statement : undefined;
};

/** Expressions that denote the row (or rows) that the read gives; undefined where it has no name. */
export const rowMentions = ({ read, at }: RepairPlan): readonly TSESTree.Node[] | undefined => (read === undefined ? undefined : mentionsOfRead(read, at)?.rows);

/** All mentions of what the read gives. */
export const resultMentions = ({ read, at }: RepairPlan): readonly TSESTree.Node[] => (read === undefined ? [] : (mentionsOfRead(read, at)?.all ?? []));

export const isMentioned = (mentions: readonly TSESTree.Node[], node: TSESTree.Node): boolean => mentions.some((mention) => isWithin(mention, node));

/** The columns that the read looks for, when each is `column = value`, the write inserts the same, and the table isn't known to lack a unique key on just these. */
export const insertedKey = ({ read, write, sourceCode }: RepairPlan): readonly string[] | undefined => {
  const terms = read?.where.terms ?? [];
  if (terms.length === 0 || read?.where.open !== false || read.where.spreads.length > 0) return undefined;
  const isSame = terms.every(({ column, op, value, via, disjunct }) => {
    const written = write.sets.entries.find((entry) => entry.column === column)?.written;
    return op === 'eq' && via === undefined && disjunct !== true && value !== undefined && written?.kind === 'value' && sourceCode.getText(written.node) === sourceCode.getText(value);
  });
  const columns = terms.map(({ column }) => column);
  return isSame && conflictKey(write, columns) !== undefined ? columns : undefined;
};
