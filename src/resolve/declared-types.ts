/**
 * The written type of what an expression denotes: of its variable, parameter, property, of the function that it calls.
 *
 * Where nothing is written the initialiser's is taken. Never assumed: inference.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isClass, thisOwner } from '../syntax/classes.js';
import { memberName } from '../syntax/property-name.js';
import { keepsValue } from '../syntax/references.js';
import { typeArguments } from '../syntax/type-arguments.js';
import { findMember, superclassInFile } from './members.js';
import type { Member } from './class-members.js';
import { patternPath, type Step } from './patterns.js';
import type { Resolver } from './resolver.js';
import { memberSignature, returnOf } from './type-members.js';

type TypeNode = TSESTree.TypeNode;
/** Asks for the type of another expression; ends cycles. */
export type Ask = (node: TSESTree.Node) => TypeNode | undefined;

const typed: ReadonlySet<string> = new Set([
  'TSAsExpression', 'TSTypeAssertion', 'TSSatisfiesExpression', 'TSNonNullExpression', 'ChainExpression', 'TSInstantiationExpression', 'AwaitExpression',
  'AssignmentExpression', 'Identifier', 'MemberExpression', 'CallExpression', 'TSParameterProperty', 'AssignmentPattern', 'RestElement', 'ObjectPattern',
  'ArrayPattern', 'PropertyDefinition', 'AccessorProperty', 'TSAbstractPropertyDefinition', 'TSAbstractAccessorProperty', 'MethodDefinition',
  'TSAbstractMethodDefinition', 'VariableDeclarator',
]);

/** Whether a type may be written for a kind of node at all. */
export const mayHaveType = (node: TSESTree.Node): boolean => typed.has(node.type);

/** One step of the question, for a node that is no identifier with a variable. */
export const declaredType = (node: TSESTree.Node, at: Resolver, ask: Ask): TypeNode | undefined => {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return saysSomething(node.typeAnnotation) ? node.typeAnnotation : ask(node.expression);
    case 'TSSatisfiesExpression':
      return ask(node.expression) ?? node.typeAnnotation;
    case 'TSNonNullExpression':
    case 'ChainExpression':
    case 'TSInstantiationExpression':
      return ask(node.expression);
    case 'AwaitExpression':
      return ask(node.argument);
    case 'AssignmentExpression':
      return node.operator === '=' ? ask(node.right) : undefined;
    case 'Identifier':
      return node.typeAnnotation?.typeAnnotation;
    case 'MemberExpression':
      return memberType(node, at, ask);
    case 'CallExpression':
      return calledType(node, at, ask);
    default:
      return declarationType(node, ask);
  }
};

/** `any`, `unknown` and `const` say nothing about where a value comes from. */
const saysSomething = (node: TypeNode): boolean => {
  if (node.type === 'TSAnyKeyword' || node.type === 'TSUnknownKeyword') return false;
  return !(node.type === 'TSTypeReference' && node.typeName.type === 'Identifier' && node.typeName.name === 'const');
};

const declarationType = (node: TSESTree.Node, ask: Ask): TypeNode | undefined => {
  switch (node.type) {
    case 'TSParameterProperty':
      return ask(node.parameter);
    case 'AssignmentPattern':
      return ask(node.left) ?? ask(node.right);
    case 'RestElement':
    case 'ObjectPattern':
    case 'ArrayPattern':
      return node.typeAnnotation?.typeAnnotation;
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
      return node.typeAnnotation?.typeAnnotation ?? (node.value === null ? undefined : ask(node.value));
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
      return node.kind === 'get' ? node.value.returnType?.typeAnnotation : undefined;
    case 'VariableDeclarator':
      return ask(node.id);
    default:
      return undefined;
  }
};

/** One step of the question, for a variable. */
export const variableType = (variable: TSESLint.Scope.Variable, at: Resolver, ask: Ask): TypeNode | undefined => {
  const name = variable.identifiers[0];
  const definition = variable.defs[0];
  if (name?.type !== 'Identifier' || (definition?.type !== 'Variable' && definition?.type !== 'Parameter')) return undefined;
  if (name.typeAnnotation) return name.typeAnnotation.typeAnnotation;
  const { root, steps } = patternPath(name);
  const written = writtenOn(root);
  if (written !== undefined) return along(written, steps, at);
  if (definition.type === 'Parameter') return root.type === 'AssignmentPattern' && steps.length === 1 ? ask(root.right) : undefined;
  const { init } = definition.node;
  return init !== null && keepsValue(variable) ? initialisedType(init, steps, at, ask) : undefined;
};

/** The annotation of a whole pattern: `({ db }: Context) => …`. */
const writtenOn = (root: TSESTree.Node): TypeNode | undefined => {
  if (root.type === 'AssignmentPattern') return writtenOn(root.left);
  return 'typeAnnotation' in root && root.typeAnnotation?.type === 'TSTypeAnnotation' ? root.typeAnnotation.typeAnnotation : undefined;
};

/** `const { db } = this`, `const { db } = context`, `const x = y`. */
const initialisedType = (init: TSESTree.Expression, steps: readonly Step[], at: Resolver, ask: Ask): TypeNode | undefined => {
  const [step, ...rest] = steps;
  if (step?.kind === 'member' && init.type === 'ThisExpression') {
    const type = thisMemberType(init, step.name, at, ask);
    return type === undefined ? undefined : along(type, rest, at);
  }
  const type = ask(init);
  return type === undefined ? undefined : along(type, steps, at);
};

const along = (type: TypeNode, steps: readonly Step[], at: Resolver): TypeNode | undefined => {
  let current: TypeNode | undefined = type;
  for (const step of steps) {
    if (current === undefined || step.kind === 'unknown' || step.kind === 'rest') return undefined;
    if (step.kind === 'member') current = elementType(current, step.name) ?? memberSignature(current, step.name, at)?.type;
  }
  return current;
};

/** `[a]` of `T[]`, `Array<T>`, `[T, U]`. */
const elementType = (type: TypeNode, name: string): TypeNode | undefined => {
  if (!/^\d+$/.test(name)) return undefined;
  if (type.type === 'TSArrayType') return type.elementType;
  if (type.type === 'TSTupleType') return type.elementTypes[Number(name)];
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^(?:Readonly)?Array$/.test(type.typeName.name) ? typeArguments(type)[0] : undefined;
};

const memberType = (node: TSESTree.MemberExpression, at: Resolver, ask: Ask): TypeNode | undefined => {
  const name = memberName(node);
  if (name === undefined) return undefined;
  if (node.object.type === 'ThisExpression' || node.object.type === 'Super') return thisMemberType(node.object, name, at, ask);
  const origin = at.origin(node);
  if (origin.kind === 'field') return fieldType(origin.class, origin.property, at, ask);
  const whole = ask(node.object);
  return whole === undefined ? undefined : (elementType(whole, name) ?? memberSignature(whole, name, at)?.type);
};

const thisMemberType = (object: TSESTree.ThisExpression | TSESTree.Super, name: string, at: Resolver, ask: Ask): TypeNode | undefined => {
  const owner = thisOwner(object);
  if (!isClass(owner)) return undefined;
  const from = object.type === 'Super' ? superclassInFile(owner, at) : owner;
  return from === undefined ? undefined : fieldType(from, name, at, ask);
};

const fieldType = (owner: TSESTree.ClassDeclaration | TSESTree.ClassExpression, name: string, at: Resolver, ask: Ask): TypeNode | undefined => {
  const member: Member | undefined = findMember(owner, name, at)?.member;
  if (member === undefined || member.fn !== undefined) return undefined;
  return member.type ?? (member.value === undefined ? undefined : ask(member.value));
};

/** The written return type of the function that is called. */
const calledType = (node: TSESTree.CallExpression, at: Resolver, ask: Ask): TypeNode | undefined => {
  const origin = at.origin(node.callee);
  if (origin.kind === 'function') return origin.fn.returnType?.typeAnnotation;
  if (origin.kind === 'field') return findMember(origin.class, origin.property, at)?.member.returns ?? returnOf(ask(node.callee));
  const member = at.bare(node.callee);
  if (member.type !== 'MemberExpression') return returnOf(ask(member));
  const name = memberName(member);
  const whole = name === undefined ? undefined : ask(member.object);
  return name === undefined || whole === undefined ? undefined : memberSignature(whole, name, at)?.returns;
};

/** Whether a parameter may be left out: `x?: T`, `x: T | undefined`, `{ x }: { x?: T }`. Defaults are the caller's to look at. */
export const isOptional = (name: TSESTree.Node, at: Resolver): boolean => {
  if (name.type === 'Identifier' && (name.optional || admitsNothing(name.typeAnnotation?.typeAnnotation))) return true;
  const { root, steps } = patternPath(name);
  const whole = writtenOn(root);
  const last = steps.findLast((step) => step.kind !== 'default');
  if (whole === undefined || last?.kind !== 'member') return false;
  const holder = along(whole, steps.slice(0, steps.lastIndexOf(last)), at);
  const signature = holder === undefined ? undefined : memberSignature(holder, last.name, at);
  return signature !== undefined && (signature.optional || admitsNothing(signature.type));
};

const admitsNothing = (type: TypeNode | undefined): boolean =>
  type?.type === 'TSUnionType' && type.types.some((part) => part.type === 'TSUndefinedKeyword' || part.type === 'TSNullKeyword');

const promises: ReadonlySet<string> = new Set(['Promise', 'PromiseLike', 'Awaited']);

/** `Promise<T>` → T. */
export const settled = (type: TypeNode | undefined): TypeNode | undefined => {
  let current = type;
  while (current?.type === 'TSTypeReference' && current.typeName.type === 'Identifier' && promises.has(current.typeName.name)) {
    const inner: TypeNode | undefined = typeArguments(current)[0];
    if (inner === undefined) return current;
    current = inner;
  }
  return current;
};
