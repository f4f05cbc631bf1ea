/** The columns that a branch writes when it does nothing but fill an entity and write it. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import type { RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { memberName } from '../../syntax/property-name.js';
import { argument, methodCall } from './facts.js';
import { callOf, awaitStatement } from './print-parts.js';

/** Columns and their values, in the order in which they are first named. */
export type Fields = ReadonlyMap<string, TSESTree.Node>;

type Draft = Map<string, TSESTree.Node>;

/**
 * The fields that reach the write.
 * @param entity the variable that holds the row already (for an update)
 * @returns undefined when a statement does anything else, or the write's result is used
 */
export const writtenFields = (plan: RepairPlan, statements: readonly TSESTree.Statement[], write: Operation, entity: string | undefined): Fields | undefined => {
  const fields: Draft = new Map();
  let name = entity;
  let isWritten = false;
  for (const statement of statements) {
    if (isWritten) {
      if ((statement.type === 'ReturnStatement' && statement.argument === null) || statement.type === 'ContinueStatement') continue;
      return undefined;
    }
    if (statement === awaitStatement(write.node)) {
      if (!written(plan, write, name, fields)) return undefined;
      isWritten = true;
      continue;
    }
    const made = madeEntity(statement);
    if (made) {
      const initial = initialFields(made.value);
      if (!initial || fields.size > 0) return undefined;
      for (const [field, value] of initial) fields.set(field, value);
      name = made.name;
    } else if (!assigned(statement, name, fields)) return undefined;
  }
  return isWritten ? fields : undefined;
};

/** `const s = …`, `s = …` */
const madeEntity = (statement: TSESTree.Statement): { readonly name: string; readonly value: TSESTree.Expression } | undefined => {
  if (statement.type === 'VariableDeclaration') {
    const [only] = statement.declarations;
    return only.id.type === 'Identifier' && statement.declarations.length === 1 && only.init ? { name: only.id.name, value: only.init } : undefined;
  }
  const expression = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
  return expression?.type === 'AssignmentExpression' && expression.operator === '=' && expression.left.type === 'Identifier' ? { name: expression.left.name, value: expression.right } : undefined;
};

/** `repo.create({ … })`, `manager.create(E, { … })`, `new E()`, `{ … }` */
const initialFields = (node: TSESTree.Node): Fields | undefined => {
  const value = bare(node);
  if (value.type === 'NewExpression') return value.arguments.length === 0 && value.callee.type === 'Identifier' ? new Map() : undefined;
  const call = methodCall(value);
  if (call?.name === 'create') {
    const last = call.args.at(-1);
    if (last === undefined) return new Map();
    return call.args.length <= 2 ? literalFields(last) : undefined;
  }
  return literalFields(value);
};

const literalFields = (node: TSESTree.Node): Fields | undefined => {
  const entries = plainEntries(bare(node));
  return entries && new Map([...entries].map(([name, property]) => [name, property.value]));
};

/** `s.value = value`, `Object.assign(s, { value })`, `repo.merge(s, { value })` */
const assigned = (statement: TSESTree.Statement, name: string | undefined, fields: Draft): boolean => {
  const expression = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
  const isEntity = (node: TSESTree.Node | undefined): boolean => node?.type === 'Identifier' && node.name === name;
  if (expression?.type === 'AssignmentExpression' && expression.operator === '=' && expression.left.type === 'MemberExpression' && isEntity(expression.left.object)) {
    const field = memberName(expression.left);
    if (field === undefined) return false;
    fields.set(field, expression.right);
    return true;
  }
  const call = methodCall(expression);
  if (!call || call.args.length !== 2 || !(call.name === 'merge' || (call.name === 'assign' && call.receiver.type === 'Identifier' && call.receiver.name === 'Object')) || !isEntity(call.args[0])) return false;
  const values = argument(call.args, 1);
  const literal = values && literalFields(values);
  if (!literal) return false;
  for (const [field, value] of literal) fields.set(field, value);
  return true;
};

/** Adds what the write itself is given; false when it writes something else than the entity. */
const written = (plan: RepairPlan, write: Operation, name: string | undefined, fields: Draft): boolean => {
  const call = callOf(write, plan.at);
  if (!call) return false;
  if (call.kind === 'instance') return call.args.length === 0 && call.receiver.type === 'Identifier' && call.receiver.name === name;
  const given = call.name === 'update' ? call.args[1] : call.args[0];
  if (!given || call.args.length > (call.name === 'update' ? 2 : 1) || !/^(?:save|insert|update)$/.test(call.name)) return false;
  if (given.type === 'Identifier') return given.name === name;
  const literal = fields.size === 0 ? initialFields(given) : undefined;
  if (!literal) return false;
  for (const [field, value] of literal) fields.set(field, value);
  return true;
};
