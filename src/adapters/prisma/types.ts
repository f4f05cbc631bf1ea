/**
 * What a written type says about a value: is it a Prisma client, a transaction's handle, a delegate, something else?
 *
 * In: type annotations of the file. Out: the kind of handle that the type stands for. Aliases and interfaces of the file are followed.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../../operations/dialect.js';
import type { Resolver } from '../../resolve/resolver.js';
import { typeArguments } from '../../syntax/type-arguments.js';
import { isForeignModule, isPrismaModule } from './modules.js';

export type TypeEvidence =
  /** `guessed`: by a name such as `Tx`, which other libraries may use as well */
  | { readonly kind: 'client' | 'transaction' | 'either'; readonly guessed?: true }
  /** `Prisma.UserDelegate` */
  | { readonly kind: 'delegate'; readonly model: string };

const MAX_DEPTH = 5;

type Declaration = TSESTree.TSTypeAliasDeclaration | TSESTree.TSInterfaceDeclaration | TSESTree.ClassDeclaration;

const declarations = new WeakMap<TSESTree.Program, ReadonlyMap<string, Declaration>>();

const isDeclaration = (node: TSESTree.Node | null): node is Declaration =>
  node?.type === 'TSTypeAliasDeclaration' || node?.type === 'TSInterfaceDeclaration' || node?.type === 'ClassDeclaration';

/** The types that the file declares at its top. */
const declared = (at: Resolver): ReadonlyMap<string, Declaration> => {
  const program = at.sourceCode.ast;
  const cached = declarations.get(program);
  if (cached !== undefined) return cached;
  const found = new Map<string, Declaration>();
  for (const statement of program.body) {
    const inner = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
    if (isDeclaration(inner) && inner.id !== null) found.set(inner.id.name, inner);
  }
  declarations.set(program, found);
  return found;
};

/** The kind of handle that a type is. */
export const evidenceOfType = (type: TSESTree.TypeNode | undefined, at: Resolver, depth = 0): TypeEvidence | undefined => {
  if (type === undefined || depth > MAX_DEPTH) return undefined;
  if (type.type === 'TSUnionType' || type.type === 'TSIntersectionType') {
    const parts = type.types.flatMap((part) => evidenceOfType(part, at, depth + 1) ?? []);
    const [first] = parts;
    if (first === undefined || first.kind === 'delegate') return first;
    return parts.every((part) => part.kind === first.kind) ? first : { kind: 'either' };
  }
  if (type.type === 'TSTypeQuery') return undefined;
  if (type.type === 'TSIndexedAccessType') return indexedAccess(type, at, depth);
  if (type.type !== 'TSTypeReference') return undefined;
  return evidenceOfReference(type, at, depth);
};

/** `Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]` */
const indexedAccess = (type: TSESTree.TSIndexedAccessType, at: Resolver, depth: number): TypeEvidence | undefined => {
  if (at.sourceCode.getText(type).includes('$transaction')) return { kind: 'transaction' };
  const key = type.indexType.type === 'TSLiteralType' && type.indexType.literal.type === 'Literal' ? String(type.indexType.literal.value) : undefined;
  const member = key === undefined ? undefined : memberType(type.objectType, key, at, depth + 1);
  if (member !== undefined) return evidenceOfType(member, at, depth + 1);
  const owner = evidenceOfType(type.objectType, at, depth + 1);
  return key !== undefined && owner !== undefined && owner.kind !== 'delegate' ? { kind: 'delegate', model: key } : undefined;
};

const evidenceOfReference = (type: TSESTree.TSTypeReference, at: Resolver, depth: number): TypeEvidence | undefined => {
  // before the resolver, which follows an alias to the name that it ends in
  const own = type.typeName.type === 'Identifier' ? declared(at).get(type.typeName.name) : undefined;
  if (own !== undefined) return evidenceOfDeclaration(own, at, depth + 1);
  const name = at.typeName(type);
  if (name === undefined) return undefined;
  if (name.qualifier.at(-1) === 'Prisma') {
    if (name.name === 'TransactionClient') return { kind: 'transaction' };
    const delegate = /^(\w+)Delegate$/.exec(name.name)?.[1];
    return delegate === undefined ? undefined : { kind: 'delegate', model: delegate.charAt(0).toLowerCase() + delegate.slice(1) };
  }
  if (name.name === 'Omit' || name.name === 'Parameters' || name.name === 'Awaited' || name.name === 'Pick') {
    const inner = typeArgument(type);
    const of = at.sourceCode.getText(type);
    if (name.name !== 'Awaited' && of.includes('$transaction')) return { kind: 'transaction' };
    const evidence = evidenceOfType(inner, at, depth + 1);
    return evidence?.kind === 'client' && /DenyList|\$connect/.test(of) ? { kind: 'transaction' } : evidence;
  }
  if (name.name === 'TransactionHost') return undefined;
  return evidenceOfName(name.name, name.module);
};

const typeArgument = (type: TSESTree.TSTypeReference): TSESTree.TypeNode | undefined => typeArguments(type)[0];

/** The name of a type from outside the file. */
const evidenceOfName = (name: string, module: string | undefined): TypeEvidence | undefined => {
  const isTransaction = /Transaction|Tx$|Trx$/.test(name);
  if (name === 'PrismaClient' || name === 'PrismaService') return { kind: 'client' };
  if (isPrismaModule(module) && name === 'TransactionClient') return { kind: 'transaction' };
  if (/Transaction.*Host|Error|Args$|Input$|Payload$|Options$|Module$|Repository$/.test(name)) return undefined;
  if (/Prisma/.test(name)) {
    if (/Or|Either/.test(name) && isTransaction) return { kind: 'either' };
    if (isTransaction) return { kind: 'transaction' };
    return /Client$|Service$|^(?:Extended)?Prisma$|Db$|DB$/.test(name) ? { kind: 'client' } : undefined;
  }
  if (module !== undefined && isForeignModule(module)) return undefined;
  if (/Or(?:Tx|Trx|Transaction)(?:Client)?$|^(?:Tx|Transaction)(?:Client)?Or/.test(name)) return { kind: 'either', guessed: true };
  return /(?:^|[a-z\d])(?:Tx|Trx|Transaction)(?:Client)?$/.test(name) ? { kind: 'transaction', guessed: true } : undefined;
};

const evidenceOfDeclaration = (node: Declaration, at: Resolver, depth: number): TypeEvidence | undefined => {
  if (node.type === 'TSTypeAliasDeclaration') {
    const right = node.typeAnnotation;
    // `type Db = typeof prisma`
    if (right.type === 'TSTypeQuery') return /prisma/i.test(at.sourceCode.getText(right)) ? { kind: 'client' } : undefined;
    return evidenceOfType(right, at, depth);
  }
  if (node.type === 'ClassDeclaration') return isClientClass(node, at, depth) ? { kind: 'client' } : undefined;
  for (const heritage of node.extends) {
    const name = heritage.expression.type === 'Identifier' ? heritage.expression.name : undefined;
    if (name === 'PrismaClient') return { kind: 'client' };
  }
  return undefined;
};

/** `class PrismaService extends PrismaClient`, at any distance */
export const isClientClass = (node: TSESTree.ClassDeclaration | TSESTree.ClassExpression, at: Resolver, depth = 0): boolean => {
  const parent = at.superclass(node)?.origin;
  if (parent === undefined || depth > MAX_DEPTH) return false;
  if (parent.kind === 'class') return isClientClass(parent.class, at, depth + 1);
  if (parent.kind === 'import') return parent.name === 'PrismaClient';
  if (parent.kind === 'member') return parent.property === 'PrismaClient';
  return parent.kind === 'call' && /PrismaClient/.test(at.sourceCode.getText(parent.node));
};

/** The type of a member of a type literal or an interface of the file. */
const memberType = (type: TSESTree.TypeNode | undefined, key: string, at: Resolver, depth = 0): TSESTree.TypeNode | undefined => {
  if (type === undefined || depth > MAX_DEPTH) return undefined;
  if (type.type === 'TSIntersectionType' || type.type === 'TSUnionType') {
    for (const part of type.types) {
      const found = memberType(part, key, at, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (type.type === 'TSTypeReference' && type.typeName.type === 'Identifier') {
    const own = declared(at).get(type.typeName.name);
    if (own?.type === 'TSTypeAliasDeclaration') return memberType(own.typeAnnotation, key, at, depth + 1);
    if (own?.type === 'TSInterfaceDeclaration') return signature(own.body.body, key);
    if (own === undefined && /^(?:Readonly|Partial|Required)$/.test(type.typeName.name)) return memberType(typeArgument(type), key, at, depth + 1);
    return undefined;
  }
  return type.type === 'TSTypeLiteral' ? signature(type.members, key) : undefined;
};

const signature = (members: readonly TSESTree.TypeElement[], key: string): TSESTree.TypeNode | undefined => {
  for (const member of members) {
    if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier' || member.key.name !== key) continue;
    return member.typeAnnotation?.typeAnnotation;
  }
  return undefined;
};

export interface ParameterType {
  readonly type: TSESTree.TypeNode | undefined;
  /** may be left out, or has a default */
  readonly optional: boolean;
  readonly initial: TSESTree.Node | undefined;
}

/** The written type of a parameter, or of what a destructured path leads to. */
export const parameterType = (fn: FunctionNode, index: number, path: readonly string[], at: Resolver): ParameterType => {
  const parameter = fn.params[index];
  const property = parameter?.type === 'TSParameterProperty' ? parameter.parameter : parameter;
  const pattern = property?.type === 'AssignmentPattern' ? property.left : property;
  const initial = property?.type === 'AssignmentPattern' && path.length === 0 ? property.right : undefined;
  let type = pattern?.typeAnnotation?.typeAnnotation;
  let optional = initial !== undefined || (pattern !== undefined && 'optional' in pattern && pattern.optional);
  for (const key of path) {
    optional = isOptionalMember(type, key, at);
    type = memberType(type, key, at);
  }
  return { type, optional, initial };
};

const isOptionalMember = (type: TSESTree.TypeNode | undefined, key: string, at: Resolver): boolean => {
  const found = memberType(type, key, at);
  return found?.parent.parent?.type === 'TSPropertySignature' && found.parent.parent.optional;
};

/** True where a union holds `undefined` or `null`. */
export const isNullable = (type: TSESTree.TypeNode | undefined): boolean =>
  type?.type === 'TSUnionType' && type.types.some((part) => part.type === 'TSUndefinedKeyword' || part.type === 'TSNullKeyword');
