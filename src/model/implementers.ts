/**
 * The one class, or the one object of functions, that implements an interface, among files whose texts say so.
 *
 * Of several the one that asks the database is meant: beside it stand doubles for tests, and others that ask it in turn. If several do, it can't be said which.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Place } from '../resolve/modules.js';
import type { Resolver } from '../resolve/resolver.js';
import { isClass } from '../syntax/classes.js';
import { isFunction, returnedExpression } from '../syntax/functions.js';
import { typeArguments } from '../syntax/type-arguments.js';

/** What is asked of the project's files. */
interface Files {
  /** a file behind which an operation can lie */
  readonly open: (path: string) => Resolver | undefined;
  /** whether an operation stands in a class or an object */
  readonly operates: (place: Place) => boolean;
}

/** The one class that implements an interface or extends an abstract class. */
export const implementingClass = (name: string, paths: readonly string[], files: Files): Place | undefined =>
  only(paths, files, (node) => {
    if (!isClass(node) || node.abstract) return [];
    const named = [...node.implements.map(({ expression }) => expression), ...(node.superClass ? [node.superClass] : [])];
    return named.some((type) => type.type === 'Identifier' && type.name === name) ? [node] : [];
  });

/** The one object literal that is said to be of a type: what a function gives, or a constant. */
export const implementingObject = (name: string, paths: readonly string[], files: Files): Place | undefined =>
  only([...new Set(paths)], files, (node, at) => {
    if (isFunction(node)) return givenObject(node, name, at);
    if (node.type !== 'VariableDeclaration') return [];
    return node.declarations.flatMap(({ id, init }) => {
      if (!init) return [];
      const value = at.bare(init);
      if (isFunction(value)) return givenObject(value, name, at);
      return says(id.typeAnnotation?.typeAnnotation, name) ? objectsOf(value) : [];
    });
  });

const only = (paths: readonly string[], { open, operates }: Files, find: (node: TSESTree.Node, at: Resolver) => readonly TSESTree.Node[]): Place | undefined => {
  const found: Place[] = [];
  for (const path of paths) {
    const at = open(path);
    for (const statement of at?.sourceCode.ast.body ?? []) {
      const node = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
      if (at && node) for (const each of find(node, at)) found.push({ node: each, at });
    }
  }
  const asking = found.length > 1 ? found.filter(operates) : found;
  return asking.length === 1 ? asking[0] : undefined;
};

const givenObject = (fn: Parameters<typeof returnedExpression>[0], name: string, at: Resolver): readonly TSESTree.Node[] => {
  const value = says(fn.returnType?.typeAnnotation, name) ? returnedExpression(fn) : undefined;
  return value ? objectsOf(at.constant(value)) : [];
};

/** An object whose entries are functions or names of some; not a row that is put together. */
const objectsOf = (node: TSESTree.Node): readonly TSESTree.Node[] =>
  node.type === 'ObjectExpression' && node.properties.some((property) => property.type === 'Property' && (isFunction(property.value) || property.shorthand)) ? [node] : [];

const says = (type: TSESTree.TypeNode | undefined, name: string): boolean => {
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  return type.typeName.name === name || (type.typeName.name === 'Promise' && says(typeArguments(type)[0], name));
};
