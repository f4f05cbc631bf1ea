/**
 * Calls by which something goes out: a job, a message, an e-mail, a request.
 *
 * In: a call. Out: what goes out, and by which package. Decided by where the receiver comes from: an import, also through constructors, factories,
 * fields, injected types and other files; never by its name. Never assumed: that a request which only reads changes anything.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../resolve/resolver.js';
import { memberName } from '../syntax/property-name.js';
import { effectMethods, libraryOf, platformFetch, type EffectKind, type EffectLibrary } from './effect-libraries.js';
import { packageOf } from '../model/package-of.js';

export interface EffectCall {
  readonly node: TSESTree.CallExpression;
  readonly sends: EffectKind;
  /** the package; `fetch` for the platform's own */
  readonly by: string;
}

/** What goes out by a call; undefined: nothing that is known. */
export const effectCallOf = (node: TSESTree.CallExpression, at: Resolver): EffectCall | undefined => {
  const callee = at.bare(node.callee);
  const method = callee.type === 'MemberExpression' ? memberName(callee) : callee.type === 'Identifier' ? '' : undefined;
  if (method === undefined || (method !== '' && !effectMethods.has(method))) return undefined;
  if (callee.type === 'Identifier' && callee.name === 'fetch' && at.variable(callee) === undefined) return isSending(platformFetch, node, method, at) ? { node, sends: platformFetch.sends, by: 'fetch' } : undefined;
  const root = packageOf(callee, at);
  const library = root && libraryOf(root.module, method, root.name);
  return root && library && isSending(library, node, method, at) ? { node, sends: library.sends, by: root.module } : undefined;
};

const changing: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** `send(new ReceiveMessageCommand(…))` and `fetch(url)` only ask. */
const isSending = ({ commands, options }: EffectLibrary, { arguments: given }: TSESTree.CallExpression, method: string, at: Resolver): boolean => {
  const [first, second] = given;
  if (commands) {
    const command = first && at.constant(first);
    const origin = command?.type === 'NewExpression' ? at.origin(command.callee) : undefined;
    return origin?.kind === 'import' && commands.includes(origin.name);
  }
  if (options === undefined || method !== '') return true;
  return [first, second].some((argument) => {
    const verb = argument && at.text(at.object(argument).entries.get('method')?.value);
    return verb !== undefined && changing.has(verb.toUpperCase());
  });
};
