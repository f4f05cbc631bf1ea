/**
 * Which function of the project a call runs: local functions, methods, functions in object literals, wrapped constants; in this file, and
 * through imports and injected instances in others.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import { classOfType, entryOf, inherited, instanceOf, superclassOf, type ClassPlace } from '../resolve/instances.js';
import { importedPlace, resolverAt } from '../resolve/modules.js';
import type { ClassNode, Origin, Resolver } from '../resolve/resolver.js';
import { functionAt } from '../syntax/descendants.js';
import { isFunction } from '../syntax/functions.js';
import { handedOn } from './callee-names.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** A function and the file that it stands in. */
export interface Callee {
  readonly fn: FunctionNode;
  readonly at: Resolver;
}

/** A call into another file that reaches operations. */
export interface Followed {
  readonly call: Call;
  readonly callee: Callee;
}

/** The function that an expression is, through constants and wrappers (`cache(async () => …)`): calling a wrapped constant is calling the function. */
const functionIn = (node: TSESTree.Node, resolver: Resolver, depth = 0): FunctionNode | undefined => {
  const bare = resolver.constant(node);
  if (isFunction(bare)) return bare;
  if (bare.type === 'Identifier') {
    const declared = resolver.variable(bare)?.defs.find((definition) => definition.type === 'FunctionName')?.node;
    return isFunction(declared) ? declared : undefined;
  }
  if (bare.type !== 'CallExpression' || depth > 3) return undefined;
  const candidates = bare.arguments.filter((argument) => isFunction(argument) || argument.type === 'CallExpression');
  const [only] = candidates;
  return only && candidates.length === 1 ? functionIn(only, resolver, depth + 1) : undefined;
};

/** The method or function-valued property of a class of this file, also inherited from one. */
export const methodOf = (node: ClassNode, name: string, resolver: Resolver, depth = 0): FunctionNode | undefined => {
  const own = ownMethod(node, name, resolver);
  if (own) return own.fn;
  const parent = depth < 4 ? resolver.superclass(node)?.origin : undefined;
  return parent?.kind === 'class' ? methodOf(parent.class, name, resolver, depth + 1) : undefined;
};

/** What a class itself says of a method; `fn` is undefined where the member is something else. */
const ownMethod = (node: ClassNode, name: string, resolver: Resolver): { readonly fn: FunctionNode | undefined } | undefined => {
  for (const member of node.body.body) {
    if ((member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') || member.computed) continue;
    if ((member.key.type !== 'Identifier' && member.key.type !== 'PrivateIdentifier') || member.key.name !== name) continue;
    if (member.type === 'MethodDefinition') return { fn: member.kind === 'method' && member.value.type === 'FunctionExpression' ? member.value : undefined };
    return { fn: member.value ? functionIn(member.value, resolver) : undefined };
  }
  return undefined;
};

const memberFunction = (object: Origin, name: string, resolver: Resolver): FunctionNode | undefined => {
  switch (object.kind) {
    case 'this':
      return object.class && methodOf(object.class, name, resolver);
    case 'class':
      return methodOf(object.class, name, resolver);
    case 'new':
      return object.callee.kind === 'class' ? methodOf(object.callee.class, name, resolver) : undefined;
    case 'expression': {
      if (object.node.type !== 'ObjectExpression') return undefined;
      const entry = resolver.object(object.node).entries.get(name);
      return entry && functionIn(entry.value, resolver);
    }
    default:
      return undefined;
  }
};

/** The function of this file that a call runs; undefined when it isn't one, or not for certain. */
export const calleeInFile = (call: Call, resolver: Resolver): FunctionNode | undefined => {
  if (call.type === 'NewExpression') return undefined;
  const callee = handedOn(call) ?? resolver.bare(call.callee);
  if (callee.type === 'Identifier') {
    const variable = resolver.variable(callee);
    const [definition] = variable?.defs ?? [];
    if (definition?.type === 'FunctionName') return isFunction(definition.node) ? definition.node : undefined;
    return definition?.type === 'Variable' ? functionIn(callee, resolver) : undefined;
  }
  if (callee.type !== 'MemberExpression' || callee.computed) return undefined;
  if (callee.object.type === 'ThisExpression') {
    const around = resolver.classOf(call);
    return around && methodOf(around, callee.property.name, resolver);
  }
  if (callee.object.type === 'Super') {
    const around = resolver.classOf(call);
    const parent = around && resolver.superclass(around)?.origin;
    return parent?.kind === 'class' ? methodOf(parent.class, callee.property.name, resolver) : undefined;
  }
  if (callee.object.type !== 'Identifier' && callee.object.type !== 'MemberExpression') return undefined;
  return memberFunction(resolver.origin(callee.object), callee.property.name, resolver);
};

/** The function that a call runs when it isn't one of this file: through imports, injected instances, base classes; by inferred types where syntax leaves it open. */
export const calleeElsewhere = (call: Call, resolver: Resolver): Callee | undefined => {
  if (call.type === 'NewExpression' || !resolver.modules) return undefined;
  return writtenCallee(call, resolver) ?? (resolver.inferring && inferredCallee(call, resolver.inferring));
};

const writtenCallee = (call: TSESTree.CallExpression, resolver: Resolver): Callee | undefined => {
  const callee = handedOn(call) ?? resolver.bare(call.callee);
  if (callee.type === 'Identifier') {
    const origin = resolver.origin(callee);
    return origin.kind === 'import' ? exported(origin, resolver) : origin.kind === 'member' ? memberElsewhere(origin.object, origin.property, resolver) : undefined;
  }
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined;
  const { name } = callee.property;
  if (callee.object.type === 'ThisExpression' || callee.object.type === 'Super') {
    const around = resolver.classOf(call);
    if (!around) return undefined;
    // a method that overrides another one calls that by `super`
    const own = { class: around, at: resolver };
    const owner = callee.object.type === 'Super' ? superclassOf(own) : own;
    return owner && methodElsewhere(owner, name);
  }
  const origin = resolver.origin(callee);
  if (origin.kind === 'import') return exported(origin, resolver);
  return memberElsewhere(resolver.origin(callee.object), name, resolver) ?? methodOfType(callee.object, name, resolver);
};

/** The function of another file that a call runs by the types that are inferred. @param resolver one that infers */
const inferredCallee = (call: TSESTree.CallExpression, resolver: Resolver): Callee | undefined => {
  const callee = resolver.bare(call.callee);
  const declared = resolver.types?.declarationOf(callee);
  const at = declared && resolver.modules?.open(declared.module, resolver.filename);
  const fn = at && functionAt(declared.range, at.sourceCode.ast);
  if (fn) return { fn, at };
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed ? methodOfType(callee.object, callee.property.name, resolver) : undefined;
};

/** The function of the project that a call runs, in this file or another; also one behind which no operation lies. */
export const calleeAnywhere = (call: TSESTree.CallExpression, resolver: Resolver): Callee | undefined => {
  const fn = calleeInFile(call, resolver);
  return fn ? { fn, at: resolver } : resolver.modules?.anything(() => calleeElsewhere(call, resolver));
};

/** A method of the class that a cast says (`const users = container.resolve('users') as UserService`). */
const methodOfType = (object: TSESTree.Node, name: string, resolver: Resolver): Callee | undefined => {
  const type = resolver.annotation(object)?.node;
  const owner = type && classOfType(type, resolverAt(type, resolver));
  return owner && methodElsewhere(owner, name);
};

const exported = (origin: Extract<Origin, { kind: 'import' }>, resolver: Resolver): Callee | undefined => {
  const place = importedPlace(origin.module, origin.name, resolver);
  const fn = place && functionIn(place.node, place.at);
  return fn && { fn, at: place.at };
};

const memberElsewhere = (object: Origin, name: string, resolver: Resolver): Callee | undefined => {
  const owner = instanceOf(object, resolver);
  if (owner) return methodElsewhere(owner, name);
  const entry = entryOf(object, name, resolver);
  const fn = entry && functionIn(entry.node, entry.at);
  return fn && { fn, at: entry.at };
};

const methodElsewhere = (owner: ClassPlace, name: string): Callee | undefined => {
  const found = inherited(owner, name);
  if (!found) return undefined;
  const { member, at } = found;
  const fn = member.fn ?? (member.declaration.type === 'PropertyDefinition' && member.value ? functionIn(member.value, at) : undefined);
  return fn && { fn, at };
};
