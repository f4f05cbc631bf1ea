/**
 * Models of other files, known by how the file uses them.
 *
 * A receiver that the file doesn't make itself, and that isn't seen where it's made, is a model by form. Its calls count when one of them has a form
 * that exists nowhere else (`provenKeys`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { isOtherLayer, isOwnModule } from './names.js';
import type { Receiver } from './receiver.js';
import { tableNamed } from './tables.js';

const foreign = new WeakMap<Resolver, boolean>();

/** Whether the file talks to another data layer and imports nothing of MongoDB. */
export const isForeignFile = (at: Resolver): boolean => {
  let answer = foreign.get(at);
  if (answer === undefined) {
    const modules = [...at.imports.keys()];
    answer = modules.some(isOtherLayer) && !modules.some(isOwnModule);
    foreign.set(at, answer);
  }
  return answer;
};

const own = new WeakMap<Resolver, boolean>();

/** Whether the file imports Mongoose or the driver. */
export const isOwnFile = (at: Resolver): boolean => {
  let answer = own.get(at);
  if (answer === undefined) own.set(at, (answer = [...at.imports.keys()].some(isOwnModule)));
  return answer;
};

/** A model by its form only. */
export const modelByForm = (bare: TSESTree.Node, at: Resolver): Receiver | undefined => {
  if (isForeignFile(at)) return undefined;
  const name = receiverName(bare);
  if (name === undefined || !mayBeModel(bare, at)) return undefined;
  return { kind: 'model', table: tableNamed(name), evidence: 'form' };
};

/** `User`, `models.User`, `this.userModel`, `models['User']` */
export const receiverName = (node: TSESTree.Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? memberName(node) : undefined;
};

const mayBeModel = (bare: TSESTree.Node, at: Resolver): boolean => {
  const type = at.annotation(bare);
  if (type !== undefined) return /(?:Model|Models|Collection)$/.test(type.name) && (type.module === undefined || !isOtherLayer(type.module));
  return mayBe(at.origin(bare), at);
};

/** Values that the file itself makes are known not to be models. */
const mayBe = (origin: Origin, at: Resolver): boolean => {
  switch (origin.kind) {
    case 'expression':
    case 'function':
    case 'class':
    case 'this':
    case 'new':
    case 'global':
      return false;
    case 'import':
      return !isOtherLayer(origin.module);
    case 'member':
      return origin.object.kind === 'this' || origin.object.kind === 'expression' || mayBe(origin.object, at);
    case 'call':
      return mayBe(origin.callee, at) || origin.callee.kind === 'function';
    case 'field':
      return origin.value === undefined || mayBe(at.origin(origin.value), at);
    case 'either':
      return origin.options.some((option) => mayBe(option, at));
    default:
      return true;
  }
};

/** What two mentions of one receiver share: the field, the variable, or the path from one of them. */
export const receiverKey = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    const variable = at.variable(bare);
    return variable === undefined ? `global:${bare.name}` : `variable:${bare.name}:${variable.identifiers[0]?.range[0] ?? 0}`;
  }
  if (bare.type === 'ThisExpression') return `this:${at.classOf(bare)?.range[0] ?? 0}`;
  if (bare.type !== 'MemberExpression') return undefined;
  const name = memberName(bare);
  const object = name === undefined ? undefined : receiverKey(bare.object, at);
  return object === undefined || name === undefined ? undefined : `${object}.${name}`;
};

/** The folder of the project file that a class comes from: its neighbours are of one library. */
export const folderOf = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type !== 'Identifier' || !isClassName(bare.name)) return undefined;
  const origin = at.origin(bare);
  const module = origin.kind === 'import' ? origin.module : origin.kind === 'member' && origin.object.kind === 'import' ? origin.object.module : undefined;
  if (module === undefined || !/^(?:[.~#]|@\/|src\/)/.test(module)) return undefined;
  return `folder:${/model|schema/i.test(module) ? module.replace(/[^/]*$/, '') : module}`;
};

export const isClassName = (name: string): boolean => /^[A-Z]\w*[a-z]/.test(name);

/** Whether a name is one that models and collections go by. */
export const isModelName = (name: string): boolean => isClassName(name) || /(?:Model|Collection|Coll)$/.test(name);
