/** Classes of the file that are models. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ClassNode, Origin, Resolver } from '../../resolve/resolver.js';
import { importedPlace } from '../../resolve/modules.js';
import { isClass } from '../../syntax/classes.js';
import { isSequelizeModule } from './names.js';

const caches = new WeakMap<ClassNode, boolean>();

/** `class X extends Model`, also by a base class of the file; `@Table class X extends Base`. */
export const isModelClass = (node: ClassNode, at: Resolver): boolean => {
  const known = caches.get(node);
  if (known !== undefined) return known;
  caches.set(node, false);
  const answer = find(node, at);
  caches.set(node, answer);
  return answer;
};

const find = (node: ClassNode, at: Resolver): boolean => {
  if (at.decorators(node).some(({ name, module }) => name === 'Table' && isSequelizeModule(module))) return true;
  const superclass = at.superclass(node);
  return superclass !== undefined && isModelOrigin(superclass.origin, at);
};

/** A base class of another file of the project. */
const isModelElsewhere = (module: string, name: string, at: Resolver): boolean => {
  const place = at.modules?.anything(() => importedPlace(module, name, at));
  return place !== undefined && isClass(place.node) && isModelClass(place.node, place.at);
};

const isModelOrigin = (origin: Origin, at: Resolver): boolean => {
  switch (origin.kind) {
    case 'import':
      return isSequelizeModule(origin.module) ? origin.name === 'Model' || origin.name === 'Model$1' : isModelElsewhere(origin.module, origin.name, at);
    case 'member':
      return origin.property === 'Model' && isLibrary(origin.object);
    case 'class':
      return isModelClass(origin.class, at);
    default:
      return false;
  }
};

/** `Sequelize.Model`, `DataTypes` given by the loader of models. */
const isLibrary = (origin: Origin): boolean => {
  if (origin.kind === 'import') return isSequelizeModule(origin.module);
  return origin.kind === 'parameter' && origin.node.type === 'Identifier' && /^sequelize$/i.test(origin.node.name);
};

/** Whether `this` denotes the class itself. */
export const isStaticThis = (node: TSESTree.Node, at: Resolver): boolean => {
  for (let fn = at.functionOf(node); fn !== undefined; fn = at.functionOf(fn)) {
    if (fn.parent.type === 'MethodDefinition' || fn.parent.type === 'PropertyDefinition') return fn.parent.static;
  }
  return false;
};
