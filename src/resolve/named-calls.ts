/**
 * Functions that the settings name: `withLock`, `@acme/locks#withLock`, `./lock.js#withLock`.
 *
 * A plain name is what a call calls, function or method. With a module in front it's what that module exports, or a method of something that it
 * exports, whatever the file calls it; the module is written as in the import.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { memberName } from '../syntax/property-name.js';
import type { Origin, Resolver } from './resolver.js';
import { clientName } from './stand-ins.js';

/** What the settings say that a call runs its callback under. */
export const declaredAs = (call: TSESTree.CallExpression, at: Resolver): 'lock' | 'transaction' | undefined => {
  const { locks, transactions } = at.project;
  return isNamed(call, locks, at) ? 'lock' : isNamed(call, transactions, at) ? 'transaction' : undefined;
};

/** Whether a call calls one of the named functions. */
const isNamed = (call: TSESTree.CallExpression, names: readonly string[], at: Resolver): boolean => {
  if (names.length === 0) return false;
  const callee = at.bare(call.callee);
  const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  if (name !== undefined && names.includes(name)) return true;
  const exported = exportedName(at.origin(callee));
  return exported !== undefined && names.includes(exported);
};

const exportedName = (origin: Origin): string | undefined => {
  if (origin.kind === 'import') return `${origin.module}#${origin.name}`;
  if (origin.kind !== 'member') return undefined;
  const { object, property } = origin;
  const client = clientName(object);
  if (client !== undefined) return `${client.slice(0, client.indexOf('#'))}#${property}`;
  const instance = object.kind === 'new' ? object.callee : object;
  return instance.kind === 'import' ? `${instance.module}#${property}` : undefined;
};
