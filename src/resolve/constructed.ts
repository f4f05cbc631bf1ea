/**
 * What an object was made with: the constructor's parameter that a field holds, and the argument that a `new` gives it.
 *
 * Through base classes, `super(…)` and files. Where other methods assign the field as well, the constructor's value counts. Never assumed: a parameter that
 * is out of sight.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isClass } from '../syntax/classes.js';
import { isFunction } from '../syntax/functions.js';
import { collectExpressions } from './statements.js';
import { inherited, instanceOf, superclassOf, type ClassPlace } from './instances.js';
import type { ClassNode, Origin, Resolver } from './resolver.js';

/** A parameter of a constructor, or a property of it. */
export interface ConstructorParameter {
  readonly class: ClassNode;
  readonly index: number;
  readonly path: readonly string[];
}

const maximumDepth = 6;

/** The parameter of its class's constructor that a value is; undefined: it is something else, or out of sight. */
export const constructorParameter = (origin: Origin, at: Resolver, depth = 0): ConstructorParameter | undefined => {
  if (depth > maximumDepth) return undefined;
  switch (origin.kind) {
    case 'parameter':
      return ofParameter(origin);
    case 'field':
      return ofField(origin.declaration, origin.value, at, depth);
    case 'member': {
      // a field that a base class of another file declares
      const owner = origin.object.kind === 'this' ? instanceOf(origin.object, at) : undefined;
      if (owner) {
        const found = inherited(owner, origin.property);
        return found && ofField(found.member.declaration, found.member.value, found.at, depth);
      }
      const whole = constructorParameter(origin.object, at, depth + 1);
      return whole && { ...whole, path: [...whole.path, origin.property] };
    }
    default:
      return undefined;
  }
};

const ofParameter = ({ fn, index, path }: Pick<Extract<Origin, { kind: 'parameter' }>, 'fn' | 'index' | 'path'>): ConstructorParameter | undefined => {
  const { parent } = fn;
  if (parent.type !== 'MethodDefinition' || parent.kind !== 'constructor' || !isClass(parent.parent.parent)) return undefined;
  return { class: parent.parent.parent, index, path };
};

/** `constructor(private db: Db)`, `this.db = db` */
const ofField = (declaration: TSESTree.Node, value: TSESTree.Node | undefined, at: Resolver, depth: number): ConstructorParameter | undefined => {
  if (declaration.type === 'TSParameterProperty') {
    const fn = declaration.parent;
    return isFunction(fn) ? ofParameter({ fn, index: fn.params.indexOf(declaration), path: [] }) : undefined;
  }
  return value && constructorParameter(at.origin(value), at, depth + 1);
};

/** The constructor of a class, where it writes one itself. */
export const constructorOf = ({ class: node }: ClassPlace): TSESTree.MethodDefinition | undefined =>
  node.body.body.find((element): element is TSESTree.MethodDefinition => element.type === 'MethodDefinition' && element.kind === 'constructor');

/** `super(…)`, a statement of the constructor. */
export const superCallOf = ({ value }: TSESTree.MethodDefinition): TSESTree.CallExpression | undefined =>
  isFunction(value) ? collectExpressions(value).find((expression): expression is TSESTree.CallExpression => expression.type === 'CallExpression' && expression.callee.type === 'Super') : undefined;

/** The parameter of a heir's constructor by which it gives a base class's one; its own where it has no constructor. */
const passedBy = (heir: ClassPlace, parameter: ConstructorParameter): ConstructorParameter | undefined => {
  const method = constructorOf(heir);
  if (!method) return { ...parameter, class: heir.class };
  const call = superCallOf(method);
  const argument = call && partOf(call.arguments, parameter.index, parameter.path, heir.at);
  if (!argument || argument === 'left out') return undefined;
  const given = constructorParameter(heir.at.origin(argument), heir.at);
  return given?.class === heir.class ? given : undefined;
};

/**
 * What a `new` gives to a constructor's parameter.
 * @returns undefined: it can't be seen, or the object is of another class
 */
export const constructorArgument = (made: TSESTree.NewExpression, parameter: ConstructorParameter, at: Resolver): TSESTree.Node | 'left out' | undefined => {
  const lineage: ClassPlace[] = [];
  for (let current = instanceOf(at.origin(made), at); current && lineage.length < maximumDepth; current = superclassOf(current)) {
    lineage.push(current);
    if (current.class === parameter.class) break;
  }
  if (lineage.at(-1)?.class !== parameter.class) return undefined;
  let asked: ConstructorParameter | undefined = parameter;
  for (const heir of lineage.slice(0, -1).reverse()) asked = asked && passedBy(heir, asked);
  return asked && partOf(made.arguments, asked.index, asked.path, at);
};

/** The argument at a place, or a property of it, as far as it is written out. */
export const partOf = (list: readonly TSESTree.CallExpressionArgument[], index: number, path: readonly string[], at: Resolver): TSESTree.Node | 'left out' | undefined => {
  const argument = list[index];
  if (!argument) return list.some((other) => other.type === 'SpreadElement') ? undefined : 'left out';
  if (argument.type === 'SpreadElement' || list.slice(0, index).some((other) => other.type === 'SpreadElement')) return undefined;
  const [name, ...rest] = path;
  if (name === undefined) return argument;
  const shape = at.object(argument);
  const entry = shape.entries.get(name);
  if (entry) return rest.length === 0 ? entry.value : undefined;
  return shape.node && !shape.open && shape.spreads.length === 0 ? 'left out' : undefined;
};
