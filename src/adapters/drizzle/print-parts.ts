/** What the printers share: the parts of the queries that they rewrite, how the file names the row that was read, patches and refusals. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { plain } from '../../syntax/bare.js';
import { anyWithin } from '../../syntax/descendants.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { layoutOf } from '../../syntax/layout.js';
import { resultExpression } from '../../syntax/result-binding.js';
import { memberName } from '../../syntax/property-name.js';
import { statementAround } from '../../syntax/statements.js';
import { truthWhen } from '../../syntax/truth.js';
import { queryOf, type Query } from './chain.js';
import { argument } from './facts.js';

export const refuse = (reason: string): Refusal => ({ kind: 'refusal', reason });

export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal';

/** A suggestion; the texts of the edits are written with `\n`. */
export const suggest = (plan: RepairPlan, edits: readonly Edit[], description: string, needs: readonly string[] = []): Patch => {
  const { newline } = layoutOf(plan.sourceCode);
  return { kind: 'patch', safety: 'suggestion', description, needs, edits: edits.map(({ range, text }) => ({ range, text: newline === '\n' ? text : text.replace(/\r?\n/g, newline) })) };
};

/** `a`, `b` and `c`, as code. */
export const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ').replace(/, (?=[^,]*$)/, ' and ');

/** An insert, update or select in one chain, with the expression of its table. */
export interface Chain extends Query {
  readonly table: TSESTree.Expression;
}

/** The chain of an operation; undefined for SQL text, relational queries, and what is put together over several statements. */
export const chainOf = (operation: Operation | undefined, { at }: Pick<RepairPlan, 'at'>): Chain | undefined => {
  if (operation?.node.type !== 'CallExpression') return undefined;
  const query = queryOf(operation.node, at);
  const from = query?.first.name.startsWith('select') ? query.rest.find(({ name }) => name === 'from') : query?.first;
  const table = from && argument(from.args, 0);
  if (!query || query.open || !table || query.first.call.range[0] < operation.node.range[0]) return undefined;
  const isSimple = plain(table).type === 'Identifier' || plain(table).type === 'MemberExpression';
  return isSimple ? { ...query, table } : undefined;
};

/** `users.email` */
export const columnText = ({ table }: Chain, column: string, { sourceCode }: RepairPlan): string => (/^[A-Za-z_$][\w$]*$/.test(column) ? `${sourceCode.getText(table)}.${column}` : `${sourceCode.getText(table)}['${column}']`);

/** `await query` as a statement: its result is used by nobody. */
export const awaitStatement = (node: TSESTree.Node): TSESTree.ExpressionStatement | undefined => {
  const statement = statementAround(node);
  return statement?.type === 'ExpressionStatement' && statement.expression === awaitOf(node) ? statement : undefined;
};

type Variable = TSESLint.Scope.Variable;

/** How the file names what a read gave: `const row = …`, `const [row] = …`, or `const rows = …`. */
export interface Row {
  readonly declaration: TSESTree.VariableDeclaration;
  readonly variable: Variable;
  readonly isList: boolean;
}

export const rowOf = ({ read, at }: RepairPlan): Row | undefined => {
  if (!read) return undefined;
  const node = resultExpression(read.node);
  const declarator = node.parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.init !== node || declarator.parent.declarations.length !== 1) return undefined;
  const { id } = declarator;
  const [only, other] = id.type === 'ArrayPattern' ? id.elements : [id];
  if (other || only?.type !== 'Identifier') return undefined;
  const variable = at.variable(only);
  const isList = id.type === 'Identifier' && read.result.kind === 'rows';
  return variable && { declaration: declarator.parent, variable, isList };
};

/** Whether a node is the row. */
export const isRow = (node: TSESTree.Node, { variable, isList }: Row): boolean => {
  const inner = plain(node);
  if (!isList) return inner.type === 'Identifier' && isMention(inner, variable);
  return inner.type === 'MemberExpression' && memberName(inner) === '0' && isMention(plain(inner.object), variable);
};

const isMention = (node: TSESTree.Node, variable: Variable): boolean => variable.references.some(({ identifier }) => identifier === node);

/** The column of the row that a node is. */
export const columnOfRow = (node: TSESTree.Node, row: Row): string | undefined => {
  const inner = plain(node);
  return inner.type === 'MemberExpression' && isRow(inner.object, row) ? memberName(inner) : undefined;
};

/** Whether code speaks of the row. */
export const speaksOf = (node: TSESTree.Node, { variable }: Row): boolean => anyWithin(node, (inner) => isMention(inner, variable));

/** How a condition comes out when the row is there, or isn't. */
export const whenPresent = (test: TSESTree.Node, row: Row, { at }: RepairPlan, present: boolean): boolean | undefined =>
  truthWhen(test, {
    isResult: (node) => isRow(node, row),
    isCount: (node) => row.isList && node.type === 'MemberExpression' && memberName(node) === 'length' && isMention(plain(node.object), row.variable),
    constant: at.constant,
  }, present);

/** The mentions of the row behind its declaration that lie outside of all these nodes. */
export const otherMentions = ({ variable, declaration }: Row, within: readonly TSESTree.Node[]): readonly TSESTree.Node[] =>
  variable.references.map(({ identifier }) => identifier).filter((node) => ![declaration, ...within].some((outer) => outer.range[0] <= node.range[0] && node.range[1] <= outer.range[1]));

/** The columns that a read looks for by equality; undefined where it looks for anything else. */
export const keysOf = (read: Operation | undefined): ReadonlyMap<string, TSESTree.Node> | undefined => {
  if (!read || read.where.open || read.where.spreads.length > 0 || read.where.terms.length === 0) return undefined;
  const keys = new Map<string, TSESTree.Node>();
  for (const { column, op, value, via, disjunct } of read.where.terms) {
    if (op !== 'eq' || !value || via !== undefined || disjunct === true) return undefined;
    keys.set(column, value);
  }
  return keys;
};
