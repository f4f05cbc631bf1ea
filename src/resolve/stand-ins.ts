/**
 * What the settings say that a module exports, which nobody could see: `clients: { '@acme/db#prisma': 'prisma' }`.
 *
 * The data layer gives a module that exports such a thing, and here it is read like any other file: the name then comes from where that file's `value`
 * comes from, and its type is that file's `Type`. So the layers recognise it by what they know anyway.
 */
import type { ProjectExport } from '../project/project.js';
import { parseFile } from '../project/parse-file.js';
import { exportOf } from './modules.js';
import type { Origin, Resolver, TypeName } from './resolver.js';

/** What an export is taken for. */
export interface StandIn {
  readonly origin: Origin;
  /** what the name means where a type is written */
  readonly type: TypeName | undefined;
}

type Make = (sourceCode: Resolver['sourceCode'], filename: string) => Resolver;

/** by what is exported and the text of its stand-in: one client has one identity in all files */
const made = new Map<string, StandIn | undefined>();
const clients = new WeakMap<Origin, string>();

/** What a module's export is taken for. @param make how a file's resolver is made */
export const standInOf = (exports: readonly ProjectExport[], module: string, name: string, make: Make): StandIn | undefined => {
  const entry = exports.find((one) => one.module === module && one.name === name);
  if (!entry) return undefined;
  const filename = `${module}#${name}`;
  const key = `${filename}\n${entry.text}`;
  if (!made.has(key)) made.set(key, read(entry, filename, make));
  return made.get(key);
};

const read = ({ text, kind }: ProjectExport, filename: string, make: Make): StandIn | undefined => {
  const source = parseFile(text, filename);
  const at = source && make(source, filename);
  const value = at && exportOf('value', at);
  if (!value) return undefined;
  const type = exportOf('Type', at);
  const origin = at.origin(value.node);
  if (kind === 'client') clients.set(origin, filename);
  return { origin, type: type?.node.type === 'TSTypeAliasDeclaration' ? at.typeName(type.node.typeAnnotation) : undefined };
};

/** The name in the settings, `module#name`, of a client that comes from there. */
export const clientName = (origin: Origin): string | undefined => clients.get(origin);

/** What `new X()` gives, where X is the class of clients that the settings name: a client. */
export const constructedClient = (callee: Origin): Origin | undefined => (clients.has(callee) ? callee : undefined);

/** What `class Own extends X` extends, where X is the class of clients that the settings name: the class that the data layer makes its clients of. */
export const clientClass = (origin: Origin): Origin => (clients.has(origin) && origin.kind === 'new' ? origin.callee : origin);
