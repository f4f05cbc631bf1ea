/** The properties of an object literal whose names are all known. */
import type { TSESTree } from '@typescript-eslint/utils';
import { keyName } from './property-name.js';

export type Entries = ReadonlyMap<string, TSESTree.Property>;

/** Properties by name; undefined where a spread, a computed key, a method or a repeated key makes it more than a list of them. */
export const plainEntries = (node: TSESTree.Node | undefined): Entries | undefined => {
  if (node?.type !== 'ObjectExpression') return undefined;
  const entries = new Map<string, TSESTree.Property>();
  for (const property of node.properties) {
    const name = property.type === 'Property' && property.kind === 'init' && !property.method ? keyName(property) : undefined;
    if (name === undefined || property.type !== 'Property' || entries.has(name)) return undefined;
    entries.set(name, property);
  }
  return entries;
};

/** The value of a property of an object literal, by its name. */
export const propertyOf = (object: TSESTree.ObjectExpression, name: string): TSESTree.Node | undefined =>
  object.properties.flatMap((property) => (property.type === 'Property' && keyName(property) === name ? [property.value] : []))[0];
