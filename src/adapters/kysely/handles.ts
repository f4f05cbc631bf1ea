/**
 * Which connection does a query go through? Chains prove themselves, so any receiver is one; what matters is whether it is a transaction.
 *
 * Decided by annotation (`Transaction<DB>`) and by where the value comes from, never by name.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle } from '../../operations/operation.js';
import { methodCall } from '../../resolve/builder-calls.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { isKyselyModule } from './names.js';

type Identity = Omit<Handle, 'node'>;

const client: Identity = { kind: 'client', id: 'kysely:client' };
const MAX_DEPTH = 6;

/** The handle that an expression is. */
export const handleOf = (node: TSESTree.Node, at: Resolver): Handle => ({ ...identityOf(node, at, 0), node });

const identityOf = (node: TSESTree.Node, at: Resolver, depth: number): Identity => {
  const bare = at.bare(node);
  if (depth > MAX_DEPTH) return client;
  if (bare.type === 'LogicalExpression') return either(identityOf(bare.left, at, depth + 1), identityOf(bare.right, at, depth + 1));
  if (bare.type === 'ConditionalExpression') return either(identityOf(bare.consequent, at, depth + 1), identityOf(bare.alternate, at, depth + 1));
  // `trx.withSchema('app')`, `db.with('x', …)`: the same connection
  const call = methodCall(bare);
  if (call !== undefined && /^(?:with\w*|\$\w+)$/.test(call.name)) return identityOf(call.receiver, at, depth + 1);
  const type = at.annotation(bare);
  const typed = type === undefined ? undefined : ofType(type, bare, at);
  return typed ?? ofOrigin(at.origin(bare), bare, at, depth);
};

const either = (left: Identity, right: Identity): Identity => {
  if (left.id === right.id) return left;
  return { kind: 'either', id: left.kind === 'client' ? right.id : left.id };
};

const ofType = (type: TypeName, node: TSESTree.Node, at: Resolver): Identity | undefined => {
  if (!isKyselyModule(type.module)) return undefined;
  if (type.name === 'Transaction' || type.name === 'ControlledTransaction') {
    const parameter = parameterOf(at.origin(node));
    return { kind: parameter?.optional === true ? 'either' : 'transaction', id: parameter === undefined ? declaredId(node, at) : parameterId(parameter.fn, parameter.index, parameter.path) };
  }
  if (type.name !== 'Kysely') return undefined;
  const parameter = parameterOf(at.origin(node));
  return parameter === undefined ? client : { kind: 'either', id: parameterId(parameter.fn, parameter.index, parameter.path) };
};

type Parameter = Extract<Origin, { kind: 'parameter' }>;

/** The parameter that a value is; a constructor's is a field's value. */
const parameterOf = (origin: Origin): Parameter | undefined => {
  const found = origin.kind === 'either' ? origin.options.find((option) => option.kind === 'parameter') : origin;
  if (found?.kind !== 'parameter') return undefined;
  const owner = found.fn.parent;
  return owner.type === 'MethodDefinition' && owner.kind === 'constructor' ? undefined : found;
};

export const parameterId = (fn: TSESTree.Node, index: number, path: readonly string[] = []): string => `kysely:trx:${[fn.range[0], index, ...path].join('.')}`;

/** One identity for all mentions of a variable. */
export const declaredId = (node: TSESTree.Node, at: Resolver): string => {
  const declared = node.type === 'Identifier' ? at.variable(node)?.identifiers[0] : undefined;
  return `kysely:trx:${(declared ?? node).range[0]}`;
};

const ofOrigin = (origin: Origin, node: TSESTree.Node, at: Resolver, depth: number): Identity => {
  switch (origin.kind) {
    case 'parameter': {
      if (parameterOf(origin) === undefined) return client;
      const id = parameterId(origin.fn, origin.index, origin.path);
      // a member of a context (`ctx.db`) is a client, a parameter itself may be inside its caller's transaction
      return { kind: isTransactionCallback(origin) ? 'transaction' : origin.path.length > 1 ? 'client' : 'either', id: origin.path.length > 1 ? client.id : id };
    }
    case 'either':
      return origin.options.map((option) => ofOrigin(option, node, at, depth + 1)).reduce(either);
    case 'field':
      return origin.value === undefined ? client : identityOf(origin.value, at, depth + 1);
    case 'call':
      return beginsTransaction(origin.node) ? { kind: 'transaction', id: declaredId(node, at) } : client;
    default:
      return client;
  }
};

/** `db.transaction().execute(async (trx) => …)` */
const isTransactionCallback = ({ fn, index, path }: Parameter): boolean => {
  const call = fn.parent;
  return index === 0 && path.length === 0 && call.type === 'CallExpression' && call.arguments[0] === fn && transactionBuilder(call, 'transaction') !== undefined;
};

/** `db.startTransaction().execute()` */
export const beginsTransaction = (call: TSESTree.CallExpression): boolean => call.arguments.length === 0 && transactionBuilder(call, 'startTransaction') !== undefined;

/** The calls between `transaction()` and `execute`; undefined where it is something else that is executed. */
export const transactionBuilder = (node: TSESTree.CallExpression, begin: 'transaction' | 'startTransaction'): readonly TSESTree.CallExpression[] | undefined => {
  const call = methodCall(node);
  if (call?.name !== 'execute') return undefined;
  const between: TSESTree.CallExpression[] = [];
  for (let inner = methodCall(call.receiver); inner !== undefined; inner = methodCall(inner.receiver)) {
    if (inner.name === begin) return inner.args.length === 0 ? between : undefined;
    if (inner.name !== 'setIsolationLevel' && inner.name !== 'setAccessMode') return undefined;
    between.push(inner.node);
  }
  return undefined;
};
