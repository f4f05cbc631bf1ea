/**
 * What a written type says of a value: a Drizzle database, a transaction, either, something else. Aliases of the file are followed.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../../operations/dialect.js';
import type { Resolver } from '../../resolve/resolver.js';
import { typeArguments } from '../../syntax/type-arguments.js';
import { isDrizzleModule } from './names.js';

export type TypeEvidence = 'client' | 'transaction' | 'either' | 'other';

const MAX_DEPTH = 6;

const foreign: ReadonlySet<string> = new Set([
  'kysely', 'knex', 'typeorm', 'sequelize', 'sequelize-typescript', 'mongoose', 'mongodb', 'objection', 'pg', 'postgres', 'mysql2', 'd3', 'd3-selection', 'redis', 'ioredis', 'slonik', 'axios',
  'lodash', 'convex', 'firebase', 'firebase-admin', 'react', 'vitest', 'better-sqlite3', 'crypto', 'zod', '@prisma/client', 'sql-template-strings', 'squel', 'sql-bricks', 'zapatos', 'orchid-orm',
]);
const foreignScopes = ['node:', '@supabase/', '@mikro-orm/', '@nestjs/typeorm', '@aws-sdk/', '@google-cloud/', '@tanstack/', '@apollo/', '@keystone-6/', '@keystone-next/', '@adonisjs/', '@libsql/', 'mysql2/', 'kysely/', 'firebase/', '@rocicorp/', '@instantdb/'];

/** A library whose objects are no Drizzle database. */
export const isForeignModule = (module: string): boolean => foreign.has(module) || foreignScopes.some((scope) => module.startsWith(scope));

/** The annotation of a variable. */
export const writtenType = (bare: TSESTree.Node, at: Resolver): TSESTree.TypeNode | undefined => at.annotation(bare)?.node;

type Declaration = TSESTree.TSTypeAliasDeclaration | TSESTree.TSInterfaceDeclaration;

const declarations = new WeakMap<TSESTree.Program, ReadonlyMap<string, Declaration>>();

/** The types that the file declares at its top. */
const declared = (at: Resolver): ReadonlyMap<string, Declaration> => {
  const program = at.sourceCode.ast;
  let found = declarations.get(program);
  if (found === undefined) declarations.set(program, (found = new Map(program.body.flatMap(declarationOf).map((one) => [one.id.name, one]))));
  return found;
};

const declarationOf = (statement: TSESTree.ProgramStatement): readonly Declaration[] => {
  const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return inner?.type === 'TSTypeAliasDeclaration' || inner?.type === 'TSInterfaceDeclaration' ? [inner] : [];
};

/** What a type says; undefined: nothing. */
export const evidenceOfType = (type: TSESTree.TypeNode | undefined, at: Resolver, depth = 0): TypeEvidence | undefined => {
  if (type === undefined || depth > MAX_DEPTH) return undefined;
  switch (type.type) {
    case 'TSUnionType':
      return ofUnion(type, at, depth);
    case 'TSIntersectionType':
      return type.types.map((part) => evidenceOfType(part, at, depth + 1)).find((part) => part !== undefined && part !== 'other');
    case 'TSIndexedAccessType':
      return isTransactionParameter(type, at) ? 'transaction' : undefined;
    case 'TSTypeReference':
      return ofReference(type, at, depth);
    case 'TSStringKeyword':
    case 'TSNumberKeyword':
    case 'TSBooleanKeyword':
    case 'TSArrayType':
      return 'other';
    default:
      return undefined;
  }
};

const ofUnion = (type: TSESTree.TSUnionType, at: Resolver, depth: number): TypeEvidence | undefined => {
  const parts = type.types.filter((part) => part.type !== 'TSUndefinedKeyword' && part.type !== 'TSNullKeyword');
  const found = parts.map((part) => evidenceOfType(part, at, depth + 1));
  if (found.every((one) => one === 'other') && found.length > 0) return 'other';
  if (parts.length < type.types.length && found.includes('transaction')) return 'either';
  const known = found.filter((one) => one !== undefined && one !== 'other');
  if (known.length === 0) return undefined;
  return known.length === parts.length && known.every((one) => one === known[0]) ? known[0] : 'either';
};

/** `Parameters<Parameters<typeof db.transaction>[0]>[0]`, `Parameters<Parameters<Db['transaction']>[0]>[0]` */
const isTransactionParameter = (type: TSESTree.TSIndexedAccessType, at: Resolver): boolean => /^Parameters<\s*Parameters<[^]*\btransaction\b/.test(at.sourceCode.getText(type));

const ofReference = (type: TSESTree.TSTypeReference, at: Resolver, depth: number): TypeEvidence | undefined => {
  const own = type.typeName.type === 'Identifier' ? declared(at).get(type.typeName.name) : undefined;
  if (own?.type === 'TSTypeAliasDeclaration') return evidenceOfType(own.typeAnnotation, at, depth + 1) ?? (own.typeAnnotation.type === 'TSTypeQuery' ? 'client' : undefined);
  if (own !== undefined) return undefined;
  const name = at.typeName(type);
  if (name === undefined) return undefined;
  if (name.name === 'Awaited' || name.name === 'Promise' || name.name === 'Readonly' || name.name === 'Pick' || name.name === 'Omit') return evidenceOfType(typeArguments(type)[0], at, depth + 1);
  if (name.module === undefined) return undefined;
  if (isForeignModule(name.module)) return 'other';
  if (!isDrizzleModule(name.module)) return undefined;
  if (/Transaction$/.test(name.name)) return 'transaction';
  return /Database$|DB$/.test(name.name) ? 'client' : 'other';
};

/** The type of a member of a type literal or an interface of the file. */
const memberType = (type: TSESTree.TypeNode | undefined, key: string, at: Resolver, depth = 0): TSESTree.TypeNode | undefined => {
  if (type === undefined || depth > MAX_DEPTH) return undefined;
  if (type.type === 'TSIntersectionType' || type.type === 'TSUnionType') return type.types.map((part) => memberType(part, key, at, depth + 1)).find((part) => part !== undefined);
  if (type.type === 'TSTypeLiteral') return signature(type.members, key);
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const own = declared(at).get(type.typeName.name);
  if (own?.type === 'TSTypeAliasDeclaration') return memberType(own.typeAnnotation, key, at, depth + 1);
  return own?.type === 'TSInterfaceDeclaration' ? signature(own.body.body, key) : undefined;
};

/** The type of a property among the members of an interface or a type literal. */
export const signature = (members: readonly TSESTree.TypeElement[], key: string): TSESTree.TypeNode | undefined => {
  for (const member of members) if (member.type === 'TSPropertySignature' && member.key.type === 'Identifier' && member.key.name === key) return member.typeAnnotation?.typeAnnotation;
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
    type = memberType(type, key, at);
    const holder = type?.parent.parent;
    optional = holder?.type === 'TSPropertySignature' && holder.optional;
  }
  return { type, optional, initial };
};
