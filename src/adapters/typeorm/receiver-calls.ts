/** Calls that give a receiver: `getRepository(User)`, `createQueryRunner()`, `manager.withRepository(repo)` and their like. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Resolver } from '../../resolve/resolver.js';
import { className } from './classes.js';
import { entityTable, isEntityLike, repositoryTable } from './entity.js';
import { argument, propertyName } from './facts.js';
import { isOtherLayer, isTypeormModule } from './names.js';
import { client, parameterHandle, runnerHandle, type Receiver } from './receiver.js';

/** What an expression is to TypeORM (`receiverOf`, handed in so that this file doesn't import its caller). */
export type Ask = (node: TSESTree.Node, at: Resolver) => Receiver | undefined;

type CallReader = (call: TSESTree.CallExpression, member: TSESTree.MemberExpression | undefined, at: Resolver, ask: Ask) => Receiver | undefined;

const fromTypeorm = (call: TSESTree.CallExpression, at: Resolver): boolean => {
  const origin = at.origin(call.callee);
  return origin.kind === 'import' && isTypeormModule(origin.module);
};

/** `getRepository(User)`, `dataSource.getRepository(User)`, and a project's own `connection.getRepository(ctx, User)`. */
const repositoryCall: CallReader = (call, member, at, ask) => {
  if (member !== undefined && call.arguments.length === 0) {
    const own = ask(member.object, at);
    return own?.kind === 'static' && own.evidence === 'bound' ? { ...own, kind: 'repository', handle: client(call) } : undefined;
  }
  const entity = call.arguments.find((passed) => isEntityLike(passed, at)) ?? call.arguments.at(-1);
  if (entity === undefined || entity.type === 'SpreadElement') return undefined;
  const object = member === undefined ? undefined : ask(member.object, at);
  const imports = [...at.imports.keys()];
  if ((object === undefined || object.evidence === 'form') && !fromTypeorm(call, at)) {
    const origin = member === undefined ? at.origin(call.callee) : undefined;
    if (origin?.kind === 'import' && isOtherLayer(origin.module)) return undefined;
    if (imports.some(isOtherLayer) && !imports.some(isTypeormModule)) return undefined;
    if (!isEntityLike(entity, at) && !imports.some(isTypeormModule)) return undefined;
  }
  const table = entityTable(entity, at);
  const context = call.arguments.length > 1 && call.arguments[0] !== entity ? call.arguments[0] : undefined;
  return { kind: 'repository', table, handle: context === undefined ? { ...(object?.handle ?? client(call)), node: call } : contextHandle(call, context, at), evidence: 'bound' };
};

/** With a context as argument the repository may be inside a transaction that the context carries. */
const contextHandle = (call: TSESTree.CallExpression, context: TSESTree.Node, at: Resolver): Receiver['handle'] => {
  const origin = at.origin(context);
  if (origin.kind !== 'parameter') return { kind: 'either', id: `typeorm:context:${at.sourceCode.getText(context)}`, node: call };
  const outer = origin.fn.parent;
  const opens = outer.type === 'CallExpression' && outer.callee.type === 'MemberExpression' && propertyName(outer.callee) === 'withTransaction';
  return parameterHandle(origin.fn, origin.index, opens ? 'transaction' : 'either', call);
};

const runnerCall: CallReader = (call) => ({ kind: 'runner', table: unknown, handle: runnerHandle(call, call), evidence: 'bound' });

const sourceCall: CallReader = (call, member, at) =>
  member === undefined && fromTypeorm(call, at) ? { kind: 'source', table: unknown, handle: client(call), evidence: 'bound' } : undefined;

const managerCall: CallReader = (call, member, at) =>
  member === undefined && fromTypeorm(call, at) ? { kind: 'manager', table: unknown, handle: client(call), evidence: 'bound' } : undefined;

export const receiverCalls: Readonly<Partial<Record<string, CallReader>>> = {
  getRepository: repositoryCall,
  getTreeRepository: repositoryCall,
  getCustomRepository: (call, member, at, ask) => {
    const target = call.arguments[0];
    const name = target === undefined ? undefined : className(target, at);
    const object = member === undefined ? undefined : ask(member.object, at);
    return name === undefined ? undefined : { kind: 'repository', table: repositoryTable(name, at), handle: { ...(object?.handle ?? client(call)), node: call }, evidence: 'bound' };
  },
  withRepository: (call, member, at, ask) => {
    const object = member === undefined ? undefined : ask(member.object, at);
    const repository = argument(call.arguments, 0);
    const inner = repository === undefined ? undefined : ask(repository, at);
    const handle = object?.handle ?? (member === undefined ? undefined : client(member.object));
    return handle === undefined || (object === undefined && inner === undefined) ? undefined : { kind: 'repository', table: inner?.table ?? unknown, handle: { ...handle, node: call }, evidence: 'bound' };
  },
  extend: (_call, member, at, ask) => {
    const object = member === undefined ? undefined : ask(member.object, at);
    return object?.kind === 'repository' && object.evidence === 'bound' ? object : undefined;
  },
  createQueryRunner: runnerCall,
  createEntityManager: (call, member, at, ask) => {
    const object = member === undefined ? undefined : ask(member.object, at);
    return object?.kind === 'source' ? { ...object, kind: 'manager', handle: { ...object.handle, node: call } } : undefined;
  },
  getManager: managerCall,
  getDataSource: (call) => (call.arguments.length === 0 ? { kind: 'source', table: unknown, handle: client(call), evidence: 'bound' } : undefined),
  getConnection: sourceCall,
  createConnection: sourceCall,
  initialize: (_call, member, at, ask) => {
    const object = member === undefined ? undefined : ask(member.object, at);
    return object?.kind === 'source' ? object : undefined;
  },
  get: (call, member, at) => {
    const token = argument(call.arguments, 0);
    if (member === undefined || token === undefined) return undefined;
    const bare = at.bare(token);
    if (bare.type === 'CallExpression' && bare.callee.type === 'Identifier' && bare.callee.name === 'getRepositoryToken') {
      const entity = bare.arguments[0];
      return entity === undefined ? undefined : { kind: 'repository', table: entityTable(entity, at), handle: client(call), evidence: 'bound' };
    }
    if (bare.type !== 'Identifier') return undefined;
    const origin = at.origin(bare);
    if (origin.kind !== 'import' || !isTypeormModule(origin.module)) return undefined;
    if (origin.name === 'DataSource' || origin.name === 'Connection') return { kind: 'source', table: unknown, handle: client(call), evidence: 'bound' };
    return origin.name === 'EntityManager' ? { kind: 'manager', table: unknown, handle: client(call), evidence: 'bound' } : undefined;
  },
};

