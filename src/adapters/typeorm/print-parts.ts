/** What the printers share: the parts of the calls that they rewrite, calls in the same words, patches and refusals. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import type { Resolver } from '../../resolve/resolver.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { isBoundAt } from '../../syntax/free-name.js';
import { layoutOf } from '../../syntax/layout.js';
import { statementAround, statementList } from '../../syntax/statements.js';
import { isEntityLike } from './entity.js';
import { methodCall, type MethodCall } from './facts.js';
import { receiverOf } from './handles.js';
import { terminals } from './names.js';

export const refuse = (reason: string): Refusal => ({ kind: 'refusal', reason });

/** A suggestion; the texts of the edits are written with `\n`. */
export const suggest = (plan: RepairPlan, edits: readonly Edit[], description: string, needs: readonly string[] = []): Patch => {
  const { newline } = layoutOf(plan.sourceCode);
  return { kind: 'patch', safety: 'suggestion', description, needs, edits: edits.map(({ range, text }) => ({ range, text: newline === '\n' ? text : text.replace(/\r?\n/g, newline) })) };
};

export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal';

/** A call of a repository, a manager, an active record's class, or (`instance`) of an active record itself. */
export interface Call extends Omit<MethodCall, 'args'> {
  readonly kind: 'repository' | 'static' | 'manager' | 'instance';
  /** the entity that a manager's method is told */
  readonly entity: TSESTree.Expression | undefined;
  /** without the entity */
  readonly args: readonly TSESTree.Expression[];
}

/** The parts of an operation's call; undefined for query builders, raw SQL, spread arguments and optional calls. */
export const callOf = ({ node, entity }: Operation, at: Resolver): Call | undefined => {
  const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
  if (!call || terminals.has(call.name) || call.name === 'query' || node.parent.type === 'ChainExpression') return undefined;
  const args = call.args.filter((argument) => argument.type !== 'SpreadElement');
  if (args.length < call.args.length) return undefined;
  if (entity === call.receiver) return { ...call, kind: 'instance', entity: undefined, args };
  const receiver = receiverOf(call.receiver, at);
  if (receiver?.kind === 'repository' || receiver?.kind === 'static') return { ...call, kind: receiver.kind, entity: undefined, args };
  if (receiver?.kind !== 'manager') return undefined;
  const [first, ...rest] = args;
  // `manager.save(entity)` names no class
  if (first === undefined || first === entity || !isEntityLike(first, at)) return { ...call, kind: 'manager', entity: undefined, args };
  return { ...call, kind: 'manager', entity: first, args: rest };
};

/** A call of another method through the same handle on the same table. */
export type Target = (verb: string, ...args: readonly string[]) => string;

/** How the write's handle is called on the write's table; undefined where a manager would have to be told an entity that the file doesn't name. */
export const targetOf = (plan: RepairPlan): Target | undefined => {
  const { at, sourceCode } = plan;
  const write = callOf(plan.write, at);
  const read = plan.read && callOf(plan.read, at);
  const through = write?.kind === 'instance' ? read : write;
  if (!through || through.kind === 'instance' || (write?.kind === 'instance' && read?.kind !== 'static')) return undefined;
  const receiver = sourceCode.getText(through.receiver);
  if (through.kind !== 'manager') return (verb, ...args) => `${receiver}.${verb}(${args.join(', ')})`;
  const entity = through.entity ?? read?.entity;
  const name = entity ? sourceCode.getText(entity) : entityName(plan);
  return name === undefined ? undefined : (verb, ...args) => `${receiver}.${verb}(${[name, ...args].join(', ')})`;
};

/** The entity's class, where the file knows it by its name. */
export const entityName = ({ write, sourceCode }: RepairPlan): string | undefined =>
  isKnown(write.table) && /^\w+$/.test(write.table.name) && isBoundAt(write.table.name, write.node, sourceCode) ? write.table.name : undefined;

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
