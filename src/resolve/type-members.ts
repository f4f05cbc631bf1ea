/** Members of written types: object types, and interfaces, aliases and classes of the file. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isClass } from '../syntax/classes.js';
import { keyName } from '../syntax/property-name.js';
import { typeArguments } from '../syntax/type-arguments.js';
import { findMember } from './members.js';
import { importedPlace } from './modules.js';
import type { Resolver } from './resolver.js';
import { presentParts, typeDeclaration } from './type-names.js';

export interface Signature {
  /** the type of a property */
  readonly type: TSESTree.TypeNode | undefined;
  /** the type that a method, or a property that is a function, gives */
  readonly returns: TSESTree.TypeNode | undefined;
  readonly optional: boolean;
}

const maximumDepth = 6;

/** What a type says about one of its members. */
export const memberSignature = (node: TSESTree.Node, name: string, at: Resolver, depth = 0): Signature | undefined => {
  if (depth > maximumDepth) return undefined;
  const inside = (part: TSESTree.Node, from = at): Signature | undefined => memberSignature(part, name, from, depth + 1);
  switch (node.type) {
    case 'TSTypeLiteral':
      return ofElements(node.members, name);
    case 'TSInterfaceDeclaration':
      return ofElements(node.body.body, name) ?? first(node.extends.map((parent) => parent.expression), (parent) => declared(parent, at, inside));
    case 'TSTypeAliasDeclaration':
      return inside(node.typeAnnotation);
    case 'TSTypeReference':
      return transparent(node, at, inside) ?? declared(node.typeName, at, inside);
    case 'TSIntersectionType':
      return first(node.types, inside);
    case 'TSUnionType':
      return first(presentParts(node), inside);
    case 'TSTypeOperator':
      return node.operator === 'readonly' && node.typeAnnotation !== undefined ? inside(node.typeAnnotation) : undefined;
    default:
      return isClass(node) ? ofClass(node, name, at) : undefined;
  }
};

const first = <Part>(parts: readonly Part[], find: (part: Part) => Signature | undefined): Signature | undefined => {
  for (const part of parts) {
    const found = find(part);
    if (found !== undefined) return found;
  }
  return undefined;
};

const ofElements = (elements: readonly TSESTree.TypeElement[], name: string): Signature | undefined => {
  for (const element of elements) {
    if (element.type === 'TSPropertySignature' && keyName(element) === name) {
      const type = element.typeAnnotation?.typeAnnotation;
      return { type, returns: returnOf(type), optional: element.optional };
    }
    if (element.type === 'TSMethodSignature' && keyName(element) === name) {
      const returns = element.returnType?.typeAnnotation;
      return element.kind === 'get' ? { type: returns, returns: undefined, optional: false } : { type: undefined, returns, optional: element.optional };
    }
  }
  return undefined;
};

/** What a function type gives. */
export const returnOf = (type: TSESTree.TypeNode | undefined): TSESTree.TypeNode | undefined => (type?.type === 'TSFunctionType' ? type.returnType?.typeAnnotation : undefined);

const declared = (name: TSESTree.Node, at: Resolver, inside: (node: TSESTree.Node, from?: Resolver) => Signature | undefined): Signature | undefined => {
  if (name.type !== 'Identifier') return undefined;
  const declaration = typeDeclaration(name, at);
  if (declaration !== undefined) return inside(declaration);
  const origin = at.modules && at.variable(name) ? at.origin(name) : undefined;
  const place = origin?.kind === 'import' ? importedPlace(origin.module, origin.name, at) : undefined;
  return place && inside(place.node, place.at);
};

const transparentTypes: ReadonlySet<string> = new Set(['Readonly', 'Partial', 'Required', 'NonNullable', 'Pick', 'Omit', 'Promise', 'Awaited']);

/** `Readonly<T>` and its like have the members of T. */
const transparent = (node: TSESTree.TSTypeReference, at: Resolver, inside: (node: TSESTree.Node) => Signature | undefined): Signature | undefined => {
  if (node.typeName.type !== 'Identifier' || !transparentTypes.has(node.typeName.name) || at.variable(node.typeName) !== undefined) return undefined;
  const [argument] = typeArguments(node);
  return argument === undefined ? undefined : inside(argument);
};

const ofClass = (node: TSESTree.ClassDeclaration | TSESTree.ClassExpression, name: string, at: Resolver): Signature | undefined => {
  const member = findMember(node, name, at)?.member;
  return member === undefined ? undefined : { type: member.type, returns: member.returns, optional: false };
};
