/**
 * What an error handler around an insert decides on: the unique violation, by its code; something that can't be told; nothing.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Context } from '../model/context.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { foreignKeyPhrases } from '../operations/driver-codes.js';
import type { ConflictKind, Dialect } from '../operations/dialect.js';
import { calleeElsewhere, calleeInFile } from '../model/callees.js';
import { ownerOf, resolverAt } from '../resolve/modules.js';
import type { Resolver } from '../resolve/resolver.js';
import { anyWithin, childrenOf } from '../syntax/descendants.js';
import { isCondition } from './conditions.js';

type Handler = Extract<Context, { kind: 'handler' }>;

/** `unique`, `foreign-key`: decides on such a violation; `unknown`: may do, out of sight; `none`: doesn't. */
export type HandlerVerdict = Violation | 'unknown' | 'none';

/** A violation that a handler can be looked at for. */
export type Violation = Extract<ConflictKind, 'unique' | 'foreign-key'>;

/** Judges a handler of the write's file. @param violation what it should decide on */
export const handlerVerdict = (context: Handler, write: Instance, model: FunctionModel, violation: Violation = 'unique'): HandlerVerdict => {
  const { catches } = context;
  const handler = catches.type === 'CatchClause' ? { parameter: catches.param, body: catches.body } : isFunction(catches) ? { parameter: catches.params[0] ?? null, body: catches.body } : undefined;
  // the handler may stand in another file
  const resolver = resolverAt(context.node, model.resolver);
  if (!handler) {
    const fn = catches.type === 'Identifier' ? resolver.constant(catches) : catches;
    if (!isFunction(fn)) return 'unknown';
    return judgeBody(fn.body, fn.params[0], { dialect: write.operation.dialect, violation }, resolver, 0);
  }
  const own = judgeBody(handler.body, handler.parameter ?? undefined, { dialect: write.operation.dialect, violation }, resolver, 0);
  if (own !== 'none') return own;
  // a `try` around nothing but the insert that swallows every error was meant for its conflicts
  return isTight(context, write) && swallows(handler.body) ? 'unknown' : 'none';
};

const isFunction = (node: TSESTree.Node): node is TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression | TSESTree.FunctionDeclaration => node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration';

/** The violation that is looked for, and the layer whose codes name it. */
interface Asked {
  readonly dialect: Dialect;
  readonly violation: Violation;
}

/** Whether a handler decides by the error that it is given, in whatever way: not one that does the same for all. */
export const asksError = ({ catches }: Handler): boolean => {
  const handler = catches.type === 'CatchClause' ? { parameter: catches.param, body: catches.body } : isFunction(catches) ? { parameter: catches.params[0] ?? null, body: catches.body } : undefined;
  if (!handler) return true;
  const { body, parameter } = handler;
  return parameter !== null && (parameter.type !== 'Identifier' || anyWithin(body, (node) => node.type === 'Identifier' && node.name === parameter.name && decides(node, body)));
};

/** Whether what happens within a node depends on a part of it. */
const decides = (part: TSESTree.Node, within: TSESTree.Node): boolean => {
  for (let node = part; node !== within && node.parent; node = node.parent) {
    const { parent } = node;
    if ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test === node) return true;
    if (parent.type === 'SwitchStatement' && parent.discriminant === node) return true;
    if (parent.type === 'LogicalExpression' && parent.left === node) return true;
    if (parent.type === 'VariableDeclarator' && isCondition(part)) return true;
  }
  return false;
};

/** Looks for tests of the error: codes that are compared, classes, predicate helpers. */
const judgeBody = (body: TSESTree.Node, parameter: TSESTree.Node | undefined, asked: Asked, resolver: Resolver, depth: number): HandlerVerdict => {
  const { dialect, violation } = asked;
  let verdict: HandlerVerdict = 'none';
  const name = parameter?.type === 'Identifier' ? parameter.name : undefined;
  const visit = (node: TSESTree.Node): void => {
    if (verdict === violation) return;
    if (node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number') && codeKind(dialect, String(node.value)) === violation && isCompared(node)) {
      verdict = violation;
      return;
    }
    if (node.type === 'Literal' && typeof node.value === 'string' && node.parent.type === 'CallExpression' && speaksOf(dialect, node.value, violation)) {
      verdict = violation;
      return;
    }
    if (node.type === 'MemberExpression' || node.type === 'Identifier') {
      // a code kept in a constant (`PG_UNIQUE_VIOLATION`)
      const text = node.type === 'Identifier' || isEnumLike(node) ? resolver.text(node) : undefined;
      if (text !== undefined && codeKind(dialect, text) === violation) {
        verdict = violation;
        return;
      }
      if (text === undefined && isImportedConstant(node, resolver) && isCompared(node)) verdict = 'unknown';
    }
    if (node.type === 'BinaryExpression' && node.operator === 'instanceof' && classKind(dialect, node.right) === violation) {
      verdict = violation;
      return;
    }
    if (node.type === 'CallExpression' && name !== undefined && node.arguments.some((argument) => mentions(argument, name))) {
      const judged = judgeCall(node, asked, resolver, depth);
      if (judged === violation || (judged === 'unknown' && verdict === 'none')) verdict = judged;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(body);
  return verdict;
};

/** What a code means to a data layer. */
export const codeKind = (dialect: Dialect, code: string): ConflictKind | undefined => (Object.hasOwn(dialect.conflicts.codes, code) ? dialect.conflicts.codes[code] : undefined);

/** `message.includes('duplicate key value')` */
export const speaksOf = ({ conflicts }: Dialect, text: string, violation: Violation = 'unique'): boolean => ((violation === 'foreign-key' ? foreignKeyPhrases : conflicts.phrases) ?? []).some((phrase) => text.toLowerCase().includes(phrase));

/** `error instanceof UniqueConstraintError`, `… instanceof Sequelize.UniqueConstraintError` */
const classKind = (dialect: Dialect, node: TSESTree.Node): ConflictKind | undefined => {
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property.name : undefined;
  return name !== undefined && Object.hasOwn(dialect.conflicts.classes, name) ? dialect.conflicts.classes[name] : undefined;
};

const isCompared = (node: TSESTree.Node): boolean => {
  const { parent } = node;
  if (!parent) return false;
  if (parent.type === 'BinaryExpression') return true;
  if (parent.type === 'SwitchCase' || parent.type === 'ArrayExpression') return true;
  return parent.type === 'CallExpression' || parent.type === 'TSAsExpression' || parent.type === 'VariableDeclarator' || parent.type === 'Property';
};

const isEnumLike = (node: TSESTree.Node): boolean => node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier';

/** A constant that is imported, and compared. */
export const isImportedConstant = (node: TSESTree.Node, resolver: Resolver): boolean => {
  const root = node.type === 'MemberExpression' ? node.object : node;
  if (root.type !== 'Identifier' || node.parent?.type !== 'BinaryExpression' || node.parent.operator === 'instanceof') return false;
  return resolver.variable(root)?.defs.some((def) => def.type === 'ImportBinding') ?? false;
};

/** A helper that is asked about the error: in this file its body is looked at; elsewhere, used as a condition, it may be the test. */
export const judgeCall = (call: TSESTree.CallExpression, asked: Asked, resolver: Resolver, depth: number): HandlerVerdict => {
  const inFile = calleeInFile(call, resolver);
  const callee = inFile ? { fn: inFile, at: resolver } : resolver.modules?.anything(() => calleeElsewhere(call, resolver));
  if (callee && depth < 3) return judgeBody(callee.fn.body, callee.fn.params[0], asked, callee.at, depth + 1);
  if (callee) return 'none';
  return isCondition(call) ? 'unknown' : 'none';
};

const mentions = (node: TSESTree.Node, name: string): boolean => {
  if (node.type === 'Identifier') return node.name === name;
  if (node.type === 'MemberExpression') return mentions(node.object, name);
  // `isDuplicate({ error })`
  if (node.type === 'ObjectExpression') return node.properties.some((property) => property.type === 'Property' && mentions(property.value, name));
  return (node.type === 'TSAsExpression' || node.type === 'TSNonNullExpression') && mentions(node.expression, name);
};

const isTight = (context: Handler, write: Instance): boolean => {
  const { node } = context;
  if (node.type === 'CallExpression') return true;
  if (node.block.body.length !== 1) return false;
  const [only] = node.block.body;
  // a handler in a called function of another file is around the operation there
  const { sentBy, node: own } = write.operation;
  const site = ownerOf(node) !== ownerOf(write.site) ? (sentBy ?? own) : write.hops.length === 0 ? (sentBy ?? own) : write.site;
  return only !== undefined && only.range[0] <= site.range[0] && site.range[1] <= only.range[1] && (only.type === 'ExpressionStatement' || only.type === 'ReturnStatement' || only.type === 'VariableDeclaration');
};

/** Whether a handler keeps every error to itself. */
export const isSwallowing = ({ catches }: Handler, { resolver }: FunctionModel): boolean => {
  const fn = catches.type === 'Identifier' ? resolver.constant(catches) : catches;
  return catches.type === 'CatchClause' ? swallows(catches.body) : isFunction(fn) && swallows(fn.body);
};

const swallows = (body: TSESTree.Node): boolean => {
  if (body.type !== 'BlockStatement') return body.type !== 'CallExpression';
  let leaves = false;
  const visit = (node: TSESTree.Node): void => {
    if (isFunction(node)) return;
    if (node.type === 'ThrowStatement') leaves = true;
    for (const child of childrenOf(node)) visit(child);
  };
  visit(body);
  return !leaves;
};
