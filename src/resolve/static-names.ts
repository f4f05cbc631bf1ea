/** Names of members and keys that are known without running the code, also where a constant says them: `row[UserField.email]`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { keyName, memberName } from '../syntax/property-name.js';
import type { Resolver } from './resolver.js';

/** The name that a member expression reads. */
export const staticMember = (node: TSESTree.MemberExpression, at: Resolver): string | undefined => memberName(node) ?? (node.computed ? at.text(node.property) : undefined);

/** The key of a property. */
export const staticKey = (node: TSESTree.Property, at: Resolver): string | undefined => keyName(node) ?? (node.computed ? at.text(node.key) : undefined);
