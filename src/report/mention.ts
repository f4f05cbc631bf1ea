/**
 * How messages spell what they speak of.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import type { Handle } from '../operations/operation.js';
import { handedOn } from '../model/callee-names.js';
import type { FunctionModel } from '../model/function-model.js';
import { contains } from '../syntax/descendants.js';
import type { Hop, Instance } from '../model/instance.js';
import { isWrite } from '../model/steps.js';
import { ownerOf } from '../resolve/modules.js';
import type { Place } from '../operations/schema.js';
import type { Resolver } from '../resolve/resolver.js';
import { enclosingFunction } from '../syntax/functions.js';

/** `email`, or `orgId` and `name`. */
export const mentionColumns = (columns: readonly string[]): string => {
  const named = [...new Set(columns)].filter((column) => column !== '' && column !== '*').map((column) => `\`${column}\``);
  const last = named.pop();
  if (last === undefined) return '';
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
};

/** At most three of the columns that a save sets back; another column where none is known by name. */
export const mentionStale = (columns: readonly string[]): string => (columns.length > 3 ? `${columns.slice(0, 3).map((column) => `\`${column}\``).join(', ')} or other columns` : mentionColumns(columns).replace(/ and /, ' or ') || 'another column');

/** `User`; `row` when the table isn't known. */
export const mentionTable = (instance: Instance): string => (isKnown(instance.table) ? `\`${instance.table.name}\`` : 'row');

/** The line of the linted file at which an operation happens: its own call, or the call that leads to it. */
export const lineOf = (instance: Instance): number => placeOf(instance).loc.start.line;

/** A line of the project, as the file of a resolver sees it: `line 41`, `src/users/user.repository.ts:41`. */
export const mentionPlace = ({ file, line }: Place, { filename, project }: Resolver): string => (file === filename ? `line ${String(line)}` : `${relative(file, project.cwd)}:${String(line)}`);

const relative = (file: string, cwd: string): string => (file.startsWith(cwd) ? file.slice(cwd.length).replace(/^[/\\]/, '') : file);

/** Where an operation stands when it is in another file: `src/users/user.repository.ts:41`. */
const placeElsewhere = (model: FunctionModel, { operation }: Instance): string | undefined => {
  const home = ownerOf(operation.node);
  if (home === undefined || home === model.resolver) return undefined;
  const { filename, project } = home;
  return `${relative(filename, project.cwd)}:${String(operation.verb.loc.start.line)}`;
};

/** Which of the two operations stand in other files, and where; empty when none does. They may be one: of it the write is spoken of. */
export const mentionElsewhere = (model: FunctionModel, read: Instance, write: Instance): string => {
  const reads = read === write ? undefined : placeElsewhere(model, read);
  const writes = placeElsewhere(model, write);
  if (reads === writes) return reads === undefined ? '' : ` Both happen at \`${reads}\`.`;
  return [reads === undefined ? '' : ` The read is at \`${reads}\`.`, writes === undefined ? '' : ` The write is at \`${writes}\`.`].join('');
};

/** `findUnique`, or the name of the function that leads to it; a change of a row is named by the call that sends it. */
export const mentionCall = (instance: Instance): string => {
  const { sentBy } = instance.operation;
  const node = reportNode(instance);
  const name = `\`${nameOf(instance.hops.length === 0 && sentBy ? verbNode(sentBy) : node)}\``;
  return placeOf(instance) === node ? name : `nested ${name}`;
};

/** The expression that denotes a client, as its file spells it. */
export const mentionClient = ({ node }: Handle): string => {
  const text = ownerOf(node)?.sourceCode.getText(node) ?? '';
  return text === '' || text.length > maxClient || text.includes('\n') ? 'another connection' : `\`${text}\``;
};

const maxClient = 40;

/**
 * The token that names an operation in the function at hand: its verb, or the callee of the call that leads to it. Into a function that is declared
 * where it is called the way is followed: there the operation itself stands before the reader's eyes.
 */
export const reportNode = ({ hops, operation }: Instance): TSESTree.Node => {
  const away = hops.find((hop) => !isClosure(hop));
  return away === undefined ? operation.verb : verbNode((away.node.type === 'CallExpression' && handedOn(away.node)) || away.node);
};

/** Whether the function that a call leads to is declared in the one that calls it. */
const isClosure = ({ node, callee }: Hop): boolean => {
  const caller = enclosingFunction(node);
  return caller !== undefined && ownerOf(callee) === ownerOf(node) && contains(caller, callee);
};

/** Where a report of an operation stands: at its token; of a nested write at that of the call that sends it, whose line may be far above. */
export const placeOf = (instance: Instance): TSESTree.Node => {
  const node = reportNode(instance);
  const { operation } = instance;
  return node === operation.verb && operation.nested && isWrite(operation) ? verbNode(operation.node) : node;
};

/** The token that names what a call calls. */
export const verbNode = (call: TSESTree.Node): TSESTree.Node => {
  let node = call;
  if (node.type === 'CallExpression' || node.type === 'NewExpression') node = node.callee;
  else if (node.type === 'TaggedTemplateExpression') node = node.tag;
  while (node.type === 'ChainExpression' || node.type === 'TSNonNullExpression') node = node.expression;
  return node.type === 'MemberExpression' ? node.property : node;
};

const nameOf = (node: TSESTree.Node): string => {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name;
  return node.type === 'Literal' ? String(node.value) : 'call';
};
