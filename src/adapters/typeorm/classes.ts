/** Classes of the file that are repositories or active records. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { ClassNode, Origin, Resolver } from '../../resolve/resolver.js';
import { entityTable, repositoryTable, tableNamed, typeTable } from './entity.js';
import { propertyName } from './facts.js';
import { isOtherLayer, isTypeormModule } from './names.js';
import { client, type Evidence, type Receiver } from './receiver.js';

/** The name of a class that an expression denotes. */
export const className = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'MemberExpression') return propertyName(bare);
  if (bare.type !== 'Identifier') return undefined;
  const origin = at.origin(bare);
  return origin.kind === 'import' && origin.name !== 'default' && origin.name !== '*' ? origin.name : bare.name;
};

const repositories: ReadonlySet<string> = new Set(['Repository', 'TreeRepository', 'AbstractRepository']);

/** A class of the file, seen from inside (`instance`: `this.findOneBy`) or as itself (`class`: `User.findOneBy`). */
export const superReceiver = (node: ClassNode, expression: TSESTree.Node, at: Resolver, side: 'instance' | 'class', depth = 0): Receiver | undefined => {
  const superclass = at.superclass(node);
  if (superclass === undefined || depth > 4) return undefined;
  const origin = superclass.origin;
  if (origin.kind === 'class') {
    const inherited = superReceiver(origin.class, expression, at, side, depth + 1);
    return inherited?.kind === 'static' ? activeRecord(node, expression) : inherited;
  }
  const base = baseName(origin);
  if (base === undefined) return undefined;
  const own = at.decorators(node).some((decorator) => /^(?:Child)?Entity$/.test(decorator.name) && isTypeormModule(decorator.module));
  if (own && !isTypeormModule(base.module)) return side === 'class' ? { ...activeRecord(node, expression), evidence: 'named' } : undefined;
  if (isTypeormModule(base.module)) {
    if (base.name === 'BaseEntity') return side === 'class' ? activeRecord(node, expression) : undefined;
    if (!repositories.has(base.name) || side === 'class') return undefined;
    return { kind: 'repository', table: repositoryEntity(node, superclass.arguments[0], at), handle: client(expression), evidence: 'bound' };
  }
  if (side === 'class' || !/Repository$/.test(base.name) || isOtherLayer(base.module)) return undefined;
  const entity = superclass.arguments[0];
  const table = entity === undefined ? repositoryTable(node.id?.name ?? base.name, at) : typeTable(entity);
  return { kind: 'repository', table, handle: client(expression), evidence: 'named' };
};

const activeRecord = (node: ClassNode, expression: TSESTree.Node): Receiver => ({
  kind: 'static', table: node.id === null ? unknown : tableNamed(node.id.name), handle: client(expression), evidence: 'bound',
});

const baseName = (origin: Origin): { readonly module: string; readonly name: string } | undefined => {
  if (origin.kind === 'import') return { module: origin.module, name: origin.name };
  if (origin.kind === 'member' && origin.object.kind === 'import') return { module: origin.object.module, name: origin.property };
  return undefined;
};

const repositoryEntity = (node: ClassNode, type: Parameters<typeof typeTable>[0], at: Resolver): Receiver['table'] => {
  for (const decorator of at.decorators(node)) {
    const entity = decorator.arguments[0];
    if (/^(?:EntityRepository|CustomRepository)$/.test(decorator.name) && entity !== undefined) return entityTable(entity, at);
  }
  if (type !== undefined) return typeTable(type);
  return node.id === null ? unknown : repositoryTable(node.id.name, at);
};

/** What an imported class's name, its module and the file's other imports say about it being an active record. */
export const staticEvidence = (name: string, module: string, at: Resolver): Evidence => {
  const isEntity = /Entity$/.test(name) || /entit(?:y|ies)/i.test(module);
  const isTypeorm = [...at.imports.keys()].some(isTypeormModule);
  if (isEntity && isTypeorm) return 'bound';
  return isEntity || isTypeorm ? 'named' : 'form';
};

/** Whether a class of the file extends BaseEntity, directly or through another class of the file. */
export const isActiveRecord = (node: ClassNode, at: Resolver): boolean => superReceiver(node, node, at, 'class')?.kind === 'static';
