/**
 * Do two outer clients speak to one database?
 *
 * By where the expressions come from: the same variable, field, export or injected class, also through files; or clients that one file constructs in
 * the same way (a primary and its replica). Where a layer's models bring their connection along, by the connection's name alone.
 * Never assumed: that two clients of which this can't be told are one.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Dialect } from '../operations/dialect.js';
import type { Handle } from '../operations/operation.js';
import { inherited, instanceOf } from '../resolve/instances.js';
import { importedPlace, ownerOf } from '../resolve/modules.js';
import type { Origin, Resolver } from '../resolve/resolver.js';
import { clientName } from '../resolve/stand-ins.js';

/** Whether an operation's client is the one that a transaction was opened on. */
export const isSameDatabase = (on: Handle, other: Handle, dialect: Dialect): boolean => {
  if (dialect.impliesClient) return on.id === other.id;
  const first = clientOf(on.node);
  const second = clientOf(other.node);
  if (first === undefined || second === undefined) return false;
  return first.key === second.key || (first.made !== undefined && first.made === second.made);
};

interface Client {
  /** the place of its declaration */
  readonly key: string;
  /** the file that constructs it, and by what */
  readonly made?: string | undefined;
}

const maxDepth = 8;

const clientOf = (node: TSESTree.Node): Client | undefined => {
  const at = ownerOf(node);
  const ask = (): Client | undefined => at && clientOfOrigin(at.origin(node), at, 0);
  // the file that makes the clients has no operations of its own, as a rule
  return at?.modules ? at.modules.anything(ask) : ask();
};

const clientOfOrigin = (origin: Origin, at: Resolver, depth: number): Client | undefined => {
  if (depth > maxDepth) return undefined;
  const named = clientName(origin);
  if (named !== undefined) return { key: named };
  switch (origin.kind) {
    case 'import':
      return imported(origin, at, depth);
    case 'field':
      return typed(origin.declaration, at) ?? (origin.value && clientOfOrigin(at.origin(origin.value), at, depth + 1));
    case 'parameter':
      return typed(origin.node, at);
    case 'new':
      return { key: placeOf(origin.node, at), made: `${at.filename} ${at.sourceCode.getText(origin.node.callee)}` };
    case 'call':
      return called(origin, at, depth);
    case 'member': {
      const held = inheritedField(origin, at);
      if (held) return held;
      const object = clientOfOrigin(origin.object, at, depth + 1);
      return object && { key: `${object.key}.${origin.property}` };
    }
    case 'either': {
      const options = origin.options.filter((option) => option.kind !== 'parameter');
      const [only] = options;
      return only && options.length === 1 ? clientOfOrigin(only, at, depth + 1) : oneOf(options, at, depth);
    }
    case 'this':
      return origin.class?.id ? { key: `type ${origin.class.id.name}` } : undefined;
    case 'global':
      return { key: `global ${origin.name}` };
    default:
      return undefined;
  }
};

/** A variable that is assigned in several places, each time a client that is made in the same way, or one that is kept elsewhere (a global). */
const oneOf = (options: readonly Origin[], at: Resolver, depth: number): Client | undefined => {
  const clients = options.map((option) => clientOfOrigin(option, at, depth + 1)).filter((client) => client !== undefined);
  const [made, ...others] = new Set(clients.flatMap((client) => client.made ?? []));
  return made === undefined || others.length > 0 || clients.length < options.length ? undefined : { key: [...new Set(clients.map(({ key }) => key))].sort().join('|'), made };
};

const placeOf = (node: TSESTree.Node, at: Resolver): string => `${at.filename}:${String(node.range[0])}`;

const imported = (origin: Extract<Origin, { kind: 'import' }>, at: Resolver, depth: number): Client => {
  const place = importedPlace(origin.module, origin.name, at);
  if (!place) return { key: `${origin.module}#${origin.name}` };
  const declared = clientOfOrigin(place.at.origin(place.node), place.at, depth + 1);
  return { key: placeOf(place.node, place.at), made: declared?.made };
};

/** `getDb()`, `new PrismaClient().$extends(…)`: what a function gives is what it gives wherever it is called. */
const called = ({ callee, node }: Extract<Origin, { kind: 'call' }>, at: Resolver, depth: number): Client | undefined => {
  if (callee.kind === 'import') {
    const place = importedPlace(callee.module, callee.name, at);
    return { key: place ? `${placeOf(place.node, place.at)}()` : `${callee.module}#${callee.name}()`, made: `${at.filename} ${at.sourceCode.getText(node.callee)}` };
  }
  if (callee.kind === 'function') return { key: `${placeOf(callee.fn, at)}()`, made: `${at.filename} ${placeOf(callee.fn, at)}` };
  return callee.kind === 'member' ? clientOfOrigin(callee.object, at, depth + 1) : undefined;
};

/** A field that a base class of another file declares. */
const inheritedField = ({ object, property }: Extract<Origin, { kind: 'member' }>, at: Resolver): Client | undefined => {
  const owner = object.kind === 'this' ? instanceOf(object, at) : undefined;
  const field = owner && inherited(owner, property);
  return field && typed(field.member.declaration, field.at);
};

/** An injected client: by its class. */
const typed = (declaration: TSESTree.Node, at: Resolver): Client | undefined => {
  const type = at.annotation(declaration);
  return type && { key: `type ${[...type.qualifier, type.name].join('.')}` };
};
