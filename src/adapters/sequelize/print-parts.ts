/** What the printers share: the parts of the calls that they rewrite, calls in the same words, patches and refusals. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import type { Resolver } from '../../resolve/resolver.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { layoutOf } from '../../syntax/layout.js';
import { statementAround, statementList } from '../../syntax/statements.js';
import { methodCall, type MethodCall } from './facts.js';
import { modelOf } from './handles.js';

export const refuse = (reason: string): Refusal => ({ kind: 'refusal', reason });

/** A suggestion; the texts of the edits are written with `\n`. */
export const suggest = (plan: RepairPlan, edits: readonly Edit[], description: string, needs: readonly string[] = []): Patch => {
  const { newline } = layoutOf(plan.sourceCode);
  return { kind: 'patch', safety: 'suggestion', description, needs, edits: edits.map(({ range, text }) => ({ range, text: newline === '\n' ? text : text.replace(/\r?\n/g, newline) })) };
};

export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal';

/** A call of a model, or (`instance`) of a row. */
export interface Call extends Omit<MethodCall, 'args'> {
  readonly kind: 'model' | 'instance';
  readonly args: readonly TSESTree.Expression[];
}

/** The parts of an operation's call; undefined for raw SQL, spread arguments and optional calls. */
export const callOf = ({ node, entity }: Operation, at: Resolver): Call | undefined => {
  const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
  if (!call || call.name === 'query' || node.parent.type === 'ChainExpression') return undefined;
  const args = call.args.filter((argument) => argument.type !== 'SpreadElement');
  if (args.length < call.args.length) return undefined;
  if (entity === call.receiver) return { ...call, kind: 'instance', args };
  return modelOf(call.receiver, at) === undefined ? undefined : { ...call, kind: 'model', args };
};

/** How the model of the read or the write is written here. */
export const modelText = ({ read, write, at, sourceCode }: RepairPlan): string | undefined => {
  const through = [callOf(write, at), read && callOf(read, at)].find((call) => call?.kind === 'model');
  return through && sourceCode.getText(through.receiver);
};

/** The value of the `transaction` option as it is written in a call's options. */
export const transactionText = (call: Call | undefined, { at, sourceCode }: RepairPlan): string | undefined => {
  const options = call?.args.findLast((argument) => at.object(argument).entries.has('transaction'));
  const value = options && at.object(options).entries.get('transaction')?.value;
  return value && sourceCode.getText(value);
};

/** `await call` as a statement: its result is used by nobody. */
export const awaitStatement = (node: TSESTree.Node): TSESTree.ExpressionStatement | undefined => {
  const statement = statementAround(node);
  return statement?.type === 'ExpressionStatement' && statement.expression === awaitOf(node) ? statement : undefined;
};

/** The same as an element of a list of statements: others can be put next to it. */
export const ownStatement = (node: TSESTree.Node): TSESTree.ExpressionStatement | undefined => {
  const statement = awaitStatement(node);
  return statement && statementList(statement) ? statement : undefined;
};

/** `{ id }` for the value `id`, `{ id: job.id }` for others. */
export const propertyText = (name: string, value: string): string => (name === value ? name : `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${value}`);

/** `a`, `a and b`, `a, b and c`, in code quotes. */
export const listed = (names: readonly string[]): string => {
  const texts = names.map((name) => `\`${name}\``);
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
};
