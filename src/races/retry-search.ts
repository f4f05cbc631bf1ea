/**
 * Is what a call does tried again when it fails for another run's sake, or is that failure at least recognised?
 *
 * In: a call. Out: whether a loop around it, a handler that looks for a serialization failure, a package or a function of the project that retries, or a caller
 * of the file makes good for it. Functions of the project are followed by what they do. Never assumed: that a wrapper out of sight does nothing.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { calleeAnywhere, calleeInFile, type Callee } from '../model/callees.js';
import { promiseHandler } from '../model/contexts.js';
import type { Dialect } from '../operations/dialect.js';
import type { Resolver } from '../resolve/resolver.js';
import { anyWithin, contains } from '../syntax/descendants.js';
import { callsIn } from '../syntax/file-calls.js';
import { isFunction, parametersOf, type FunctionNode } from '../syntax/functions.js';
import { isAwaitedOrReturned } from '../syntax/is-awaited.js';
import { memberName } from '../syntax/property-name.js';
import { errorTestsOf } from './error-tests.js';

const maxDepth = 3;

/** Packages whose functions run a callback again when it fails. */
const retryPackages: ReadonlySet<string> = new Set([
  'p-retry', 'async-retry', 'promise-retry', 'retry', 'exponential-backoff', 'cockatiel', 'ts-retry', 'ts-retry-promise', '@lifeomic/attempt', 'retry-as-promised', 'typescript-retry-decorator', 'nestjs-retry', 'async', 'promise-poller', 'retry-ignore-abort',
]);

interface Search {
  readonly dialect: Dialect;
  readonly seen: Set<TSESTree.Node>;
}

/** Whether a call is tried again, or its failure looked for; true where that can't be told. */
export const isRetried = (call: TSESTree.Node, at: Resolver, dialect: Dialect): boolean => around(call, at, { dialect, seen: new Set() }, 0);

const around = (start: TSESTree.Node, at: Resolver, search: Search, depth: number): boolean => {
  if (depth > maxDepth || search.seen.has(start)) return false;
  search.seen.add(start);
  if (isFunction(start)) return byCallers(start, at, search, depth);
  let isCaught = false;
  const handler = start.type === 'CallExpression' ? promiseHandler(start) : undefined;
  if (handler?.kind === 'handler') {
    isCaught = true;
    if (looksFor(handler.catches, at, search)) return true;
  }
  for (let child: TSESTree.Node = start, parent: TSESTree.Node | undefined = start.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'TryStatement' && parent.block === child && parent.handler) {
      isCaught = true;
      if (looksFor(parent.handler, at, search) || callsAgain(parent.handler, at)) return true;
    } else if (isCaught && isRepeating(parent, child, start, at)) return true;
    else if (isFunction(parent)) {
      const { parent: outer } = parent;
      if (outer.type !== 'CallExpression' || outer.callee === parent) {
        if (outer.type === 'CallExpression') continue;
        return byCallers(parent, at, search, depth);
      }
      const verdict = wrapped(outer, parent, at, search, depth);
      if (verdict !== undefined) return verdict;
    }
  }
  return false;
};

/** A loop that goes on after the failure was caught: not over the rows at hand, whose element the call would speak of. */
const isRepeating = (loop: TSESTree.Node, child: TSESTree.Node, call: TSESTree.Node, at: Resolver): boolean => {
  switch (loop.type) {
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return loop.body === child;
    case 'ForOfStatement': {
      const variables = at.sourceCode.scopeManager?.getDeclaredVariables(loop.left) ?? [];
      return loop.body === child && !anyWithin(call, (node) => node.type === 'Identifier' && variables.some((variable) => at.variable(node) === variable));
    }
    default:
      return false;
  }
};

/** Words of the messages by which databases report the failure. */
const phrases = /serializ|deadlock|write conflict|retry/i;

/** Whether a handler asks for a serialization failure; true where it asks something that isn't in view. */
const looksFor = (catches: TSESTree.Node, at: Resolver, { dialect: { conflicts } }: Search): boolean => {
  const fn = catches.type === 'CatchClause' ? undefined : at.constant(catches);
  if (catches.type !== 'CatchClause' && !isFunction(fn)) return true;
  const [body, parameter] = catches.type === 'CatchClause' ? [catches.body, catches.param ?? undefined] : isFunction(fn) ? [fn.body, fn.params[0]] : [catches, undefined];
  const { opaque, tests } = errorTestsOf(body, parameter, at);
  if (opaque && parameter?.type === 'Identifier') return true;
  return tests.some(({ how, value }) => {
    if (how === 'absent') return false;
    if (value === undefined) return how !== 'class';
    const table = how === 'class' ? conflicts.classes : conflicts.codes;
    return (Object.hasOwn(table, String(value)) && table[String(value)] === 'serialization') || phrases.test(String(value));
  });
};

/** `catch { return transfer(…, tries - 1) }` */
const callsAgain = (handler: TSESTree.CatchClause, at: Resolver): boolean =>
  anyWithin(handler.body, (node) => {
    const callee = node.type === 'CallExpression' ? calleeInFile(node, at) : undefined;
    return callee !== undefined && contains(callee, handler);
  });

/** What a call does with its callback: `undefined` where it just runs it, and what stands around the call decides. */
const wrapped = (call: TSESTree.CallExpression, callback: TSESTree.Node, at: Resolver, search: Search, depth: number): boolean | undefined => {
  if (isOfRetryPackage(call, at)) return true;
  const name = call.callee.type === 'MemberExpression' ? memberName(call.callee) : undefined;
  if (name !== undefined && running.has(name)) return undefined;
  const callee = calleeAnywhere(call, at);
  if (callee) return inCallee(callee, call.arguments.indexOf(callback as TSESTree.CallExpressionArgument), search, depth) ? true : undefined;
  // a wrapper out of sight may retry; a route, a procedure or a job that is declared doesn't
  return isAwaitedOrReturned(call) && !isTransaction(call, at, search.dialect) ? true : undefined;
};

const running: ReadonlySet<string> = new Set(['map', 'forEach', 'flatMap', 'reduce', 'filter', 'then', 'finally', 'all', 'allSettled']);

const isTransaction = (call: TSESTree.CallExpression, at: Resolver, dialect: Dialect): boolean => dialect.extent(call, at) !== undefined;

const isOfRetryPackage = (call: TSESTree.CallExpression, at: Resolver): boolean => {
  for (let origin = at.origin(call.callee); ; ) {
    if (origin.kind === 'import') return retryPackages.has(origin.module);
    if (origin.kind === 'member') origin = origin.object;
    else if (origin.kind === 'call' || origin.kind === 'new') origin = origin.callee;
    else if (origin.kind === 'field' && origin.value) origin = at.origin(origin.value);
    else return false;
  }
};

/** Whether a function of the project retries the parameter that it is given, where it calls it or hands it on. */
const inCallee = ({ at, fn }: Callee, index: number, search: Search, depth: number): boolean => {
  const parameter = parametersOf(fn)[index];
  const variable = parameter?.type === 'Identifier' ? at.variable(parameter) : undefined;
  if (!variable) return true;
  return at.references(variable).some(({ identifier }) => {
    const { parent } = identifier;
    if (parent.type !== 'CallExpression') return false;
    return parent.callee === identifier ? around(parent, at, search, depth + 1) : (wrapped(parent, identifier, at, search, depth + 1) ?? false);
  });
};

/** Whether a caller of the file tries again, or hands the function to somebody who may. */
const byCallers = (fn: FunctionNode, at: Resolver, search: Search, depth: number): boolean =>
  isDecorated(fn, at) ||
  callsIn(at.sourceCode).some((call) => {
    if (call.type !== 'CallExpression' || contains(fn, call)) return false;
    if (calleeInFile(call, at) === fn) return around(call, at, search, depth + 1);
    const handed = call.arguments.find((argument) => (argument.type === 'Identifier' || argument.type === 'MemberExpression') && isItself(argument, fn, at));
    return handed !== undefined && (wrapped(call, handed, at, search, depth + 1) ?? false);
  });

/** A decorator of a package that retries, or of the project's own. */
const isDecorated = (fn: FunctionNode, at: Resolver): boolean =>
  fn.parent.type === 'MethodDefinition' && at.decorators(fn.parent).some(({ module }) => module === undefined || module.startsWith('.') || retryPackages.has(module));

const isItself = (node: TSESTree.Node, fn: FunctionNode, at: Resolver): boolean => {
  const origin = at.origin(node);
  return (origin.kind === 'function' && origin.fn === fn) || at.constant(node) === fn;
};
