/** The variable that holds the row which was read, and everything that is done with it. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { bare, unwrapped } from '../../syntax/bare.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { memberName } from '../../syntax/property-name.js';
import { isWithin, statementAround } from '../../syntax/statements.js';

/**
 * - `bound`: given a value; `presence`: tested for being there; `saved`: handed to the write
 * - `field`: a column is read; `assigned`: a column is assigned to
 * - `other`: passed on, returned, changed in depth: what happens to it can't be told
 */
export interface Use {
  readonly kind: 'bound' | 'presence' | 'saved' | 'field' | 'assigned' | 'other';
  readonly node: TSESTree.Node;
  readonly field: string | undefined;
  /** for `assigned` */
  readonly assignment: TSESTree.AssignmentExpression | TSESTree.UpdateExpression | undefined;
}

export interface Row {
  readonly name: string;
  /** `const row = await read`: the statement, when it declares nothing else */
  readonly declaration: TSESTree.VariableDeclaration | undefined;
  /** `for (const row of rows)` */
  readonly loop: TSESTree.ForOfStatement | undefined;
  readonly uses: readonly Use[];
}

/** The variable that the read's result is bound to, or the element of it that the write is given. */
export const findRow = (plan: RepairPlan): Row | undefined => {
  const identifier = plan.read?.result.kind === 'row' ? boundTo(plan.read.node) : (loopVariable(plan) ?? (plan.read && boundTo(plan.read.node)));
  const variable = identifier && plan.at.variable(identifier);
  if (!variable || variable.defs.length !== 1) return undefined;
  const declarator = variable.defs[0]?.node;
  const declaration = declarator?.type === 'VariableDeclarator' && declarator.parent.declarations.length === 1 ? declarator.parent : undefined;
  const loop = declaration?.parent.type === 'ForOfStatement' ? declaration.parent : undefined;
  const uses = plan.at.references(variable).map((reference) => useOf(reference, plan));
  return { name: variable.name, declaration: loop ? undefined : declaration, loop, uses };
};

/** The variable that an awaited call is assigned to. */
export const boundTo = (call: TSESTree.Node): TSESTree.Identifier | undefined => {
  let node: TSESTree.Node = awaitOf(call) ?? call;
  for (let { parent } = node; parent && unwrapped(parent) === node; { parent } = node) node = parent;
  const { parent } = node;
  if (parent?.type === 'VariableDeclarator' && parent.init === node && parent.id.type === 'Identifier') return parent.id;
  return parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === node && parent.left.type === 'Identifier' ? parent.left : undefined;
};

/** `for (const row of await read) { … save(row) }` */
const loopVariable = ({ write, at }: RepairPlan): TSESTree.Identifier | undefined => {
  const entity = write.entity && bare(write.entity);
  if (entity?.type !== 'Identifier') return undefined;
  const declarator = at.variable(entity)?.defs[0]?.node;
  return declarator?.type === 'VariableDeclarator' && declarator.parent.parent.type === 'ForOfStatement' ? entity : undefined;
};

const useOf = (reference: TSESLint.Scope.Reference, plan: RepairPlan): Use => {
  const none = { field: undefined, assignment: undefined };
  const { identifier } = reference;
  if (reference.isWrite()) return { kind: 'bound', node: identifier, ...none };
  return { kind: 'other', node: identifier, ...none, ...readingOf(identifier, plan) };
};

const readingOf = (identifier: TSESTree.Node, { write }: RepairPlan): Partial<Use> => {
  let node = identifier;
  for (let { parent } = node; parent && unwrapped(parent) === node; { parent } = node) node = parent;
  const { parent } = node;
  if (!parent) return {};
  if (parent.type === 'MemberExpression' && parent.object === node) return parent.parent === write.node && write.node.type === 'CallExpression' && write.node.callee === parent ? { kind: 'saved' } : fieldUse(parent);
  if (parent === write.node && parent.type === 'CallExpression' && parent.callee !== node) return { kind: 'saved' };
  return isPresenceTest(node) ? { kind: 'presence' } : {};
};

const mutators: ReadonlySet<string> = new Set(['push', 'unshift', 'splice', 'pop', 'shift', 'sort', 'reverse', 'fill', 'set', 'add', 'delete', 'clear']);

/** `row.a`, `row.a.b`, `row.a = x`, `row.a++`; a method of the row, or a change in depth, isn't followed. */
const fieldUse = (member: TSESTree.MemberExpression): Partial<Use> => {
  const field = memberName(member);
  if (field === undefined) return {};
  let node: TSESTree.Node = member;
  let name: string | undefined = field;
  let depth = 1;
  for (;;) {
    const parent: TSESTree.Node | undefined = node.parent;
    if (!parent) break;
    if (parent.type === 'MemberExpression' && parent.object === node) {
      name = memberName(parent);
      depth += 1;
    } else if (unwrapped(parent) !== node) break;
    node = parent;
  }
  const { parent } = node;
  if ((parent?.type === 'AssignmentExpression' && parent.left === node) || parent?.type === 'UpdateExpression') return depth === 1 ? { kind: 'assigned', field, assignment: parent } : {};
  if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return {};
  if (parent?.type === 'CallExpression' && parent.callee === node && (depth === 1 || mutators.has(name ?? ''))) return {};
  return { kind: 'field', field };
};

/** `!row`, `row === null`, `if (row)`, `row && …` */
const isPresenceTest = (node: TSESTree.Node): boolean => {
  const { parent } = node;
  switch (parent?.type) {
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'BinaryExpression':
      return [parent.left, parent.right].some((side) => (side.type === 'Literal' && side.raw === 'null') || (side.type === 'Identifier' && side.name === 'undefined'));
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node;
    case 'LogicalExpression':
      return isTested(parent);
    default:
      return false;
  }
};

const isTested = (node: TSESTree.Node): boolean => {
  const { parent } = node;
  if (parent?.type === 'LogicalExpression') return isTested(parent);
  return parent?.type === 'UnaryExpression' || ((parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') && parent.test === node);
};

/** The uses within a node. */
export const usesWithin = (row: Row, node: TSESTree.Node): readonly Use[] => row.uses.filter((use) => isWithin(use.node, node));

/** The uses after a node. */
export const usesAfter = (row: Row, node: TSESTree.Node): readonly Use[] => row.uses.filter((use) => use.node.range[0] >= node.range[1]);

/** The statement of `row.a = x` when it is one of its own. */
export const assignmentStatement = (use: Use): TSESTree.ExpressionStatement | undefined => {
  const statement = use.assignment && statementAround(use.assignment);
  return statement?.type === 'ExpressionStatement' && statement.expression === use.assignment ? statement : undefined;
};
