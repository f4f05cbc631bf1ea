/** What a written type says about a receiver: `Repository<User>`, `EntityManager`, a project's `UserRepository`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import type { Resolver, TypeName } from '../../resolve/resolver.js';
import { superReceiver } from './classes.js';
import { repositoryTable, typeTable } from './entity.js';
import { isOtherLayer, isTypeormModule } from './names.js';
import { client, parameterHandle, runnerHandle, type Receiver } from './receiver.js';

/** The receiver that the annotation of an expression makes it. */
export const annotated = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const type = at.annotation(node);
  return type === undefined ? undefined : typed(type, node, at);
};

/** Whether an annotation says that the expression is something else. */
export const isForeignType = (type: TypeName): boolean => {
  if (type.module !== undefined && isOtherLayer(type.module)) return true;
  return !/(?:Repository|Repo|Repositories|EntityManager|DataSource|QueryRunner)(?:Type|Interface|Port)?$/.test(type.name);
};

const typed = (type: TypeName, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const name = type.qualifier.length === 0 && isTypeormModule(type.module) ? (type.imported ?? type.name) : type.name;
  if (isTypeormModule(type.module)) return own(type.qualifier.length > 0 ? type.name : name, type, node, at);
  if (name === 'TransactionalConnection') return { kind: 'source', table: unknown, handle: client(node), evidence: 'bound' };
  if (type.module === undefined) return local(type, node, at);
  return isForeignType(type) ? undefined : project(type, node, at);
};

const own = (name: string, type: TypeName, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  switch (name) {
    case 'Repository':
    case 'TreeRepository':
      return { kind: 'repository', table: typeTable(type.arguments[0]), handle: handleOf(node, at, 'either'), evidence: 'bound' };
    case 'EntityManager':
      return { kind: 'manager', table: unknown, handle: handleOf(node, at, 'transaction'), evidence: 'bound' };
    case 'DataSource':
    case 'Connection':
      return { kind: 'source', table: unknown, handle: client(node), evidence: 'bound' };
    case 'QueryRunner':
      return { kind: 'runner', table: unknown, handle: runner(node, at), evidence: 'bound' };
    case 'InsertEvent':
    case 'UpdateEvent':
    case 'RemoveEvent':
    case 'SoftRemoveEvent':
    case 'RecoverEvent':
      return { kind: 'event', table: typeTable(type.arguments[0]), handle: handleOf(node, at, 'transaction'), evidence: 'bound' };
    default:
      return undefined;
  }
};

/** A class of this file that extends Repository. */
const local = (type: TypeName, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  if (type.node.type !== 'TSTypeReference' || type.node.typeName.type !== 'Identifier') return undefined;
  const origin = at.origin(type.node.typeName);
  if (origin.kind !== 'class') return undefined;
  const found = superReceiver(origin.class, node, at, 'instance');
  return found === undefined ? undefined : { ...found, handle: handleOf(node, at, 'either') };
};

/** A project's own repository, seen by its name only. */
const project = (type: TypeName, node: TSESTree.Node, at: Resolver): Receiver => {
  if (/EntityManager$/.test(type.name)) return { kind: 'manager', table: unknown, handle: handleOf(node, at, 'transaction'), evidence: 'named' };
  if (/DataSource$/.test(type.name)) return { kind: 'source', table: unknown, handle: client(node), evidence: 'named' };
  if (/QueryRunner$/.test(type.name)) return { kind: 'runner', table: unknown, handle: runner(node, at), evidence: 'named' };
  const entity = type.arguments[0];
  const table = entity === undefined ? repositoryTable(type.imported ?? type.name, at) : typeTable(entity);
  return { kind: 'repository', table, handle: handleOf(node, at, 'either'), evidence: 'named' };
};

/** A parameter of a function may be inside its caller's transaction; a field or a constructor's parameter is the injected client. */
export const handleOf = (node: TSESTree.Node, at: Resolver, asParameter: 'transaction' | 'either'): Handle => {
  const origin = at.origin(node);
  const options = origin.kind === 'either' ? origin.options : [origin];
  const parameter = options.find((option) => option.kind === 'parameter');
  if (parameter === undefined) return client(node);
  const owner = parameter.fn.parent;
  if (owner.type === 'MethodDefinition' && owner.kind === 'constructor') return client(node);
  return parameterHandle(parameter.fn, parameter.index, parameter.optional || options.length > 1 ? 'either' : asParameter, node);
};

const runner = (node: TSESTree.Node, at: Resolver): Handle => {
  const handle = declaredRunner(node, at);
  const origin = at.origin(node);
  return origin.kind === 'parameter' && origin.optional ? { ...handle, kind: 'either' } : handle;
};

/** One identity for all mentions of a runner: where it's declared. */
const declaredRunner = (node: TSESTree.Node, at: Resolver): Handle => {
  if (node.type === 'Identifier') {
    const declared = at.variable(node)?.defs[0]?.node;
    if (declared !== undefined) return runnerHandle(node, declared.type === 'VariableDeclarator' ? (declared.init ?? declared) : declared);
  }
  const origin = at.origin(node);
  return runnerHandle(node, origin.kind === 'field' ? origin.declaration : node);
};
