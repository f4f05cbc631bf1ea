/**
 * The statements from one call to another, to be put into a callback: a transaction's.
 *
 * Where one of them leaves the function, all that follows comes along, if nothing in it can be felt outside; and the callback's result is returned.
 * Never assumed: that something else that is awaited in between may wait, or be undone.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Edit } from '../operations/repair.js';
import { anyInFunction, anyWithin } from './descendants.js';
import { enclosingFunction, isFunction } from './functions.js';
import { awaitOf } from './is-awaited.js';
import { indentationAt, layoutOf } from './layout.js';
import { statementAround, statementList } from './statements.js';

type Source = Readonly<TSESLint.SourceCode>;

export interface Region {
  readonly first: TSESTree.Statement;
  readonly end: TSESTree.Statement;
  /** a statement of it leaves the function: what the callback gives is returned */
  readonly leaves: boolean;
}

/** The statements from one awaited call to the other, or why they can't be put into a callback. */
export const regionOf = (from: TSESTree.Node, to: TSESTree.Node, sourceCode: Source): Region | string => {
  const first = statementAround(from);
  const last = statementAround(to);
  const list = first && statementList(first);
  const fn = first && enclosingFunction(first);
  if (!first || !last || !list?.includes(last) || !isFunction(fn) || !fn.async) return 'The read and the write don\'t stand in one block';
  const between = list.slice(list.indexOf(first), list.indexOf(last) + 1);
  const own = [from, to].map((node) => awaitOf(node));
  if (between.some((statement) => anyWithin(statement, (node) => isWaiting(node) && !own.some((one) => one === node)))) return 'Something else is awaited between the read and the write, and would hold the lock';
  const leaves = between.some((statement) => anyInFunction(statement, ({ type }) => type === 'ReturnStatement'));
  const rest = list.slice(list.indexOf(last) + 1);
  if (leaves && (fn.body !== first.parent || rest.some((statement) => anyWithin(statement, isFelt)))) return 'The function is left between the read and the write, and what follows doesn\'t belong into a transaction';
  // out of a loop around them
  if (fn.body !== first.parent && between.some((statement) => anyInFunction(statement, isJump))) return 'The loop is left between the read and the write';
  const end = (leaves ? rest.at(-1) : undefined) ?? last;
  return !leaves && isUsedAfter(first, end, sourceCode) ? 'What is read is used after the write' : { first, end, leaves };
};

const isWaiting = (node: TSESTree.Node): boolean => node.type === 'AwaitExpression' || node.type === 'YieldExpression' || (node.type === 'ForOfStatement' && node.await);
const isJump = ({ type }: TSESTree.Node): boolean => type === 'BreakStatement' || type === 'ContinueStatement';
const isFelt = ({ type }: TSESTree.Node): boolean => type === 'CallExpression' || type === 'NewExpression' || type === 'AwaitExpression' || type === 'TaggedTemplateExpression';

/** Whether a variable of the statements is used behind them. */
const isUsedAfter = (first: TSESTree.Statement, end: TSESTree.Statement, sourceCode: Source): boolean => {
  const isInside = ({ range }: TSESTree.Node): boolean => first.range[0] <= range[0] && range[1] <= end.range[1];
  const scope = sourceCode.getScope(first);
  return scope.variables.some((variable) => variable.identifiers.some(isInside) && variable.references.some(({ identifier }) => !isInside(identifier)));
};

/**
 * The edits that put the statements into a callback.
 * @param open what calls with the callback, up to `(`: `db.$transaction`
 * @param parameter the callback's
 * @param begin a statement that comes first, without its semicolon
 */
export const intoCallback = ({ first, end, leaves }: Region, open: string, parameter: string, begin: string | undefined, sourceCode: Source): readonly Edit[] => {
  const { semicolon, unit } = layoutOf(sourceCode);
  const indentation = indentationAt(first.range[0], sourceCode);
  const inner = `${indentation}${unit}`;
  return [
    { range: [first.range[0], first.range[0]], text: `${leaves ? 'return' : 'await'} ${open}(async (${parameter}) => {\n${inner}${begin === undefined ? '' : `${begin}${semicolon}\n${inner}`}` },
    ...lineStarts(first, end, sourceCode).map((start): Edit => ({ range: [start, start], text: unit })),
    { range: [end.range[1], end.range[1]], text: `\n${indentation}})${semicolon}` },
  ];
};

/** Where the lines begin behind the first one; not those inside template literals, nor empty ones. */
const lineStarts = (first: TSESTree.Statement, end: TSESTree.Statement, sourceCode: Source): readonly number[] => {
  const templates = sourceCode.ast.tokens.filter((token) => token.type === 'Template');
  const starts: number[] = [];
  for (let at = sourceCode.text.indexOf('\n', first.range[0]) + 1; at > 0 && at < end.range[1]; at = sourceCode.text.indexOf('\n', at) + 1) {
    const isEmpty = sourceCode.text[at] === '\n' || sourceCode.text[at] === '\r';
    if (!isEmpty && !templates.some(({ range }) => range[0] < at && at < range[1])) starts.push(at);
  }
  return starts;
};
