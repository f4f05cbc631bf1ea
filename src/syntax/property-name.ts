/** Names of members and keys that are known without running the code. */
import type { TSESTree } from '@typescript-eslint/utils';
import { plain } from './bare.js';

/** The string that a literal or a template without holes is; numbers as the key that they make. */
export const literalKey = (node: TSESTree.Node): string | undefined => {
  const inner = plain(node);
  if (inner.type === 'Literal') return typeof inner.value === 'string' || typeof inner.value === 'number' ? String(inner.value) : undefined;
  if (inner.type !== 'TemplateLiteral' || inner.expressions.length > 0) return undefined;
  return inner.quasis[0]?.value.cooked ?? undefined;
};

const named = (node: TSESTree.Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'PrivateIdentifier' ? `#${node.name}` : literalKey(node);
};

/** The name that a member expression reads: `a.b`, `a['b']`, `a.#b` (`#b`); undefined for `a[b]`. */
export const memberName = (node: TSESTree.MemberExpression): string | undefined => (node.computed ? literalKey(node.property) : named(node.property));

type Keyed =
  | TSESTree.Property
  | TSESTree.MethodDefinition
  | TSESTree.PropertyDefinition
  | TSESTree.AccessorProperty
  | TSESTree.TSAbstractMethodDefinition
  | TSESTree.TSAbstractPropertyDefinition
  | TSESTree.TSAbstractAccessorProperty
  | TSESTree.TSPropertySignature
  | TSESTree.TSMethodSignature;

/** The key of a property, method or signature: `b: …`, `'b': …`, `['b']: …`, `#b` (`#b`); undefined for `[b]: …`. */
export const keyName = (node: Keyed): string | undefined => (node.computed ? literalKey(node.key) : named(node.key));
