/**
 * Calls by which something goes out: a job, a message, an e-mail, a request.
 *
 * In: a call. Out: what goes out, and by which package. Decided by where the receiver comes from: an import, also through constructors, factories,
 * fields, injected types and other files; never by its name. Never assumed: that a request which only reads changes anything.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { calleeElsewhere } from '../model/callees.js';
import { importedPlace } from '../resolve/modules.js';
import type { Origin, Resolver } from '../resolve/resolver.js';
import { memberName } from '../syntax/property-name.js';
import { effectMethods, libraryOf, platformFetch, type EffectKind, type EffectLibrary } from './effect-libraries.js';

export interface EffectCall {
  readonly node: TSESTree.CallExpression;
  readonly sends: EffectKind;
  /** the package; `fetch` for the platform's own */
  readonly by: string;
}

interface Root {
  readonly module: string;
  readonly name: string;
}

const maxDepth = 6;

/** What goes out by a call; undefined: nothing that is known. */
export const effectCallOf = (node: TSESTree.CallExpression, at: Resolver): EffectCall | undefined => {
  const callee = at.bare(node.callee);
  const method = callee.type === 'MemberExpression' ? memberName(callee) : callee.type === 'Identifier' ? '' : undefined;
  if (method === undefined || (method !== '' && !effectMethods.has(method))) return undefined;
  if (callee.type === 'Identifier' && callee.name === 'fetch' && at.variable(callee) === undefined) return isSending(platformFetch, node, method, at) ? { node, sends: platformFetch.sends, by: 'fetch' } : undefined;
  const root = at.modules ? at.modules.anything(() => rootOf(callee, method, at)) : rootOf(callee, method, at);
  const library = root && libraryOf(root.module, method, root.name);
  return root && library && isSending(library, node, method, at) ? { node, sends: library.sends, by: root.module } : undefined;
};

const rootOf = (callee: TSESTree.Node, method: string, at: Resolver): Root | undefined => {
  if (callee.type === 'MemberExpression') return rootOfNode(callee.object, at, 0);
  const origin = at.origin(callee);
  // a function of the package itself, or an instance that is one (`axios.create()`)
  return method === '' && (origin.kind === 'import' || origin.kind === 'call') ? rootOfOrigin(origin, at, 0) : undefined;
};

const rootOfNode = (node: TSESTree.Node, at: Resolver, depth: number): Root | undefined => (depth > maxDepth ? undefined : (rootOfOrigin(at.origin(node), at, depth) ?? typed(node, at)));

/** The package that a value comes from. */
const rootOfOrigin = (origin: Origin, at: Resolver, depth: number): Root | undefined => {
  if (depth > maxDepth) return undefined;
  switch (origin.kind) {
    case 'import':
      return imported(origin, at, depth);
    case 'new':
      return rootOfOrigin(origin.callee, at, depth + 1);
    case 'call':
      return rootOfOrigin(origin.callee, at, depth + 1) ?? returned(origin.node, at, depth);
    case 'member':
      return rootOfOrigin(origin.object, at, depth + 1) ?? typed(origin.node, at);
    case 'field':
      return typed(origin.declaration, at) ?? (origin.value && rootOfNode(origin.value, at, depth + 1));
    case 'parameter':
      return typed(origin.node, at);
    case 'either':
      for (const option of origin.options) {
        const found = rootOfOrigin(option, at, depth + 1);
        if (found) return found;
      }
      return undefined;
    default:
      return undefined;
  }
};

const imported = ({ module, name }: Extract<Origin, { kind: 'import' }>, at: Resolver, depth: number): Root | undefined => {
  const place = importedPlace(module, name, at);
  return place ? rootOfNode(place.node, place.at, depth + 1) : { module, name };
};

const typed = (node: TSESTree.Node, at: Resolver): Root | undefined => {
  const type = at.annotation(node);
  return type?.module === undefined ? undefined : { module: type.module, name: type.imported ?? type.name };
};

/** `MailQueue.getInstance()`: by the type that a function of the project says that it gives. */
const returned = (call: TSESTree.CallExpression, at: Resolver, depth: number): Root | undefined => {
  const own = typed(call, at);
  if (own) return own;
  const callee = depth < maxDepth ? calleeElsewhere(call, at) : undefined;
  const type = callee && callee.at.typeName(callee.fn.returnType?.typeAnnotation);
  return type?.module === undefined ? undefined : { module: type.module, name: type.imported ?? type.name };
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
