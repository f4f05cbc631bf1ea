/**
 * What `this.x` is in a class: parameter properties, properties, accessors, methods, and what methods assign to `this.x`.
 *
 * In: a class. Out: its own members by name (inherited ones are its superclass's). Once a class; method bodies are looked through
 * by statements, not into expressions or nested functions.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ClassNode } from './resolver.js';
import { isFunction, returnedExpression, type FunctionNode } from '../syntax/functions.js';
import { keyName, memberName } from '../syntax/property-name.js';
import { collectExpressions } from './statements.js';

export interface Member {
  /** TSParameterProperty, PropertyDefinition, MethodDefinition …, or the assignment `this.x = …` where nothing else declares it */
  readonly declaration: TSESTree.Node;
  /** its initialiser, what the constructor or another method assigns, a getter's returned expression */
  readonly value: TSESTree.Node | undefined;
  /** a method, or a property that is a function */
  readonly fn: FunctionNode | undefined;
  /** written type of the property, or of what a getter gives */
  readonly type: TSESTree.TypeNode | undefined;
  /** written type of what a method gives */
  readonly returns: TSESTree.TypeNode | undefined;
  /** nothing but its own initialiser gives it a value */
  readonly constant: boolean;
}

const cache = new WeakMap<ClassNode, ReadonlyMap<string, Member>>();

/** The own members of a class; an instance member hides a static one of the same name. */
export const membersOf = (node: ClassNode): ReadonlyMap<string, Member> => {
  let members = cache.get(node);
  if (members === undefined) cache.set(node, (members = collect(node)));
  return members;
};

const isConstructor = (element: TSESTree.ClassElement): boolean => element.type === 'MethodDefinition' && element.kind === 'constructor';

const collect = (node: ClassNode): ReadonlyMap<string, Member> => {
  const members = new Map<string, Member>();
  const elements = node.body.body;
  for (const element of elements.toSorted((a, b) => Number(isStatic(b)) - Number(isStatic(a)))) declare(element, members);
  for (const element of elements) if (element.type === 'MethodDefinition' && element.kind === 'constructor') declareParameters(element, members);
  const assigned = assignments(elements);
  for (const [name, found] of assigned) {
    const member = members.get(name);
    if (member === undefined) members.set(name, { declaration: found[0], value: found[0].right, fn: undefined, type: undefined, returns: undefined, constant: false });
    else if (member.fn === undefined || member.declaration.type !== 'MethodDefinition') {
      members.set(name, { ...member, value: isNothing(member.value) ? found[0].right : member.value, constant: false });
    }
  }
  return members;
};

const isStatic = (element: TSESTree.ClassElement): boolean => 'static' in element && element.static;

const isNothing = (value: TSESTree.Node | undefined): boolean =>
  value === undefined || (value.type === 'Identifier' && value.name === 'undefined') || (value.type === 'Literal' && value.value === null && value.raw === 'null');

const declare = (element: TSESTree.ClassElement, members: Map<string, Member>): void => {
  if (element.type === 'StaticBlock' || element.type === 'TSIndexSignature' || isConstructor(element)) return;
  const name = keyName(element);
  if (name === undefined) return;
  const member = element.type === 'MethodDefinition' || element.type === 'TSAbstractMethodDefinition' ? ofMethod(element) : ofProperty(element);
  if (member !== undefined) members.set(name, member);
};

const ofMethod = (element: TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition): Member | undefined => {
  if (element.kind === 'set') return undefined;
  const fn = isFunction(element.value) ? element.value : undefined;
  const returns = element.value.returnType?.typeAnnotation;
  if (element.kind === 'get') return { declaration: element, value: fn && returned(fn), fn: undefined, type: returns, returns: undefined, constant: false };
  return { declaration: element, value: fn, fn, type: undefined, returns, constant: true };
};

/** `return (this.client ??= make())` gives what is assigned. */
const returned = (fn: FunctionNode): TSESTree.Node | undefined => {
  const found = returnedExpression(fn);
  return found?.type === 'AssignmentExpression' ? found.right : found;
};

type PropertyElement = TSESTree.PropertyDefinition | TSESTree.AccessorProperty | TSESTree.TSAbstractPropertyDefinition | TSESTree.TSAbstractAccessorProperty;

const ofProperty = (element: PropertyElement): Member => {
  const value = element.value ?? undefined;
  const fn = isFunction(value) ? value : undefined;
  return { declaration: element, value, fn, type: element.typeAnnotation?.typeAnnotation, returns: fn?.returnType?.typeAnnotation, constant: value !== undefined };
};

const declareParameters = (constructor: TSESTree.MethodDefinition, members: Map<string, Member>): void => {
  for (const parameter of constructor.value.params) {
    if (parameter.type !== 'TSParameterProperty') continue;
    const inner = parameter.parameter;
    const identifier = inner.type === 'AssignmentPattern' ? inner.left : inner;
    const value = inner.type === 'AssignmentPattern' ? inner.right : undefined;
    members.set(identifier.name, { declaration: parameter, value, fn: undefined, type: identifier.typeAnnotation?.typeAnnotation, returns: undefined, constant: false });
  }
};

type Assigned = readonly [TSESTree.AssignmentExpression, ...TSESTree.AssignmentExpression[]];

/** `this.x = …` in methods; the constructor's come first. */
const assignments = (elements: readonly TSESTree.ClassElement[]): ReadonlyMap<string, Assigned> => {
  const found = new Map<string, Assigned>();
  for (const element of elements.toSorted((a, b) => Number(isConstructor(b)) - Number(isConstructor(a)))) {
    if (element.type !== 'MethodDefinition' || !isFunction(element.value)) continue;
    for (const expression of collectExpressions(element.value)) {
      for (let current: TSESTree.Node = expression; current.type === 'AssignmentExpression'; current = current.right) {
        const name = assignedField(current);
        if (name === undefined || isNothing(current.right)) continue;
        const earlier = found.get(name);
        found.set(name, earlier === undefined ? [current] : [...earlier, current]);
      }
    }
  }
  return found;
};

const assignedField = (node: TSESTree.AssignmentExpression): string | undefined => {
  if (node.operator !== '=' && node.operator !== '??=' && node.operator !== '||=') return undefined;
  return node.left.type === 'MemberExpression' && node.left.object.type === 'ThisExpression' ? memberName(node.left) : undefined;
};
