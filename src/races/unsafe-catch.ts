/**
 * Handlers around a write that take an error for a constraint's violation, or miss it: decided on text, on a field that isn't there, on nothing.
 *
 * In: a file's model. Out: for each handler what is wrong with it, if anything surely is. Never assumed: what a predicate out of sight tests; that an
 * error which a called function catches first reaches the handler as it was.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import type { Context } from '../model/context.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import type { AbsentPath, Dialect } from '../operations/dialect.js';
import { violationPhrases } from '../operations/driver-codes.js';
import { ownerOf } from '../resolve/modules.js';
import { anyWithin } from '../syntax/descendants.js';
import { isFunction } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import { answersAsDuplicate } from './duplicate-answer.js';
import { errorTestsOf, type ErrorTest, type ErrorTests } from './error-tests.js';
import { handlersOf } from './handler-sites.js';
import { isUnboundedRetry } from './retries.js';
import { canViolate } from './violable.js';

export interface UnsafeCatch {
  /** the write whose violation the handler is about */
  readonly write: Instance;
  /** where it is wrong, in this file */
  readonly node: TSESTree.Node;
  /** the question to the error that is asked in vain, in this file or another */
  readonly asked?: TSESTree.Node;
  readonly why:
    /** every error is answered as if it were a duplicate */
    | { readonly kind: 'blanket' }
    | { readonly kind: 'text'; readonly field: string }
    | { readonly kind: 'shape'; readonly path: string; readonly instead: string; readonly violation: 'unique' | 'foreign-key' }
    /** tried again for ever */
    | { readonly kind: 'retry' }
    /** a violation of a constraint that isn't named counts as one of the constraint that is */
    | { readonly kind: 'any-constraint'; readonly path: string };
}

export type Handler = Extract<Context, { kind: 'handler' }>;

/** What is wrong with the handlers of a file; a question that several of them have a function ask is one. */
export const unsafeCatches = (file: FileModel): readonly UnsafeCatch[] => {
  const known = new Set<TSESTree.Node>();
  return found(file).filter(({ asked }) => asked === undefined || (!known.has(asked) && known.add(asked)));
};

const found = (file: FileModel): readonly UnsafeCatch[] =>
  handlersOf(file).flatMap(({ handler, model }) => {
    const writes = writesUnder(handler, model);
    const [write] = writes;
    if (!write || writes.some(({ operation }) => operation.dialect !== write.operation.dialect)) return [];
    return judge(handler, [write, ...writes.slice(1)], model) ?? [];
  });

const inserting = new Set(['insert', 'upsert', 'save', 'link', 'update']);

/** The writes whose errors reach the handler unchanged. */
const writesUnder = (handler: Handler, { instances }: FunctionModel): readonly Instance[] =>
  instances.filter(({ operation, contexts }) => inserting.has(operation.kind) && !operation.nested && contexts.find((context) => context.kind === 'handler')?.node === handler.node);

/** The body of a handler and its parameter; undefined: a function out of sight. */
export const partsOf = ({ catches }: Handler, model: FunctionModel): { readonly body: TSESTree.Node; readonly parameter: TSESTree.Node | undefined } | undefined => {
  if (catches.type === 'CatchClause') return { body: catches.body, parameter: catches.param ?? undefined };
  const fn = catches.type === 'Identifier' ? model.resolver.constant(catches) : catches;
  return isFunction(fn) ? { body: fn.body, parameter: fn.params[0] } : undefined;
};

const judge = (handler: Handler, writes: readonly [Instance, ...Instance[]], model: FunctionModel): UnsafeCatch | undefined => {
  const parts = partsOf(handler, model);
  const { catches } = handler;
  const [write] = writes;
  if (!parts) return undefined;
  const place = catches.type === 'CatchClause' ? (catches.param ?? catches.body) : catches;
  if (isUnboundedRetry(handler, write, model)) return { write, node: place, why: { kind: 'retry' } };
  const asked = errorTestsOf(parts.body, parts.parameter, model.resolver);
  if (asked.opaque) return undefined;
  const { dialect } = write.operation;
  // where several are tried, the code or the text is an insert's, as a rule
  const violable = writes.filter(canViolate);
  const meant = violable.find(({ operation }) => operation.kind === 'insert') ?? violable[0];
  const vain = inVainForAll(asked, writes, parts.body) ?? (meant && (byText(asked, dialect, meant) ?? anyConstraint(asked, meant)));
  if (vain) return vain;
  return isBlanket(asked, dialect) && answersAsDuplicate(parts.body, write, model) ? { write, node: place, why: { kind: 'blanket' } } : undefined;
};

/** One write whose error has the field is enough for the handler. */
const inVainForAll = (asked: ErrorTests, writes: readonly Instance[], body: TSESTree.Node): UnsafeCatch | undefined => {
  const vain = writes.flatMap((write) => {
    const at = ownerOf(write.operation.node);
    return (at && inVain(asked, write.operation.dialect.conflicts.absent(at, write.operation), write.operation.dialect, write, body)) ?? [];
  });
  if (vain.length < writes.length) return undefined;
  const meant = vain.filter(({ why, write }) => (why.kind === 'shape' && why.violation === 'foreign-key') || canViolate(write));
  return meant.find(({ write }) => write.operation.kind === 'insert') ?? meant[0];
};

const placeOf = (test: ErrorTest): TSESTree.Node => (test.call && ownerOf(test.node) !== ownerOf(test.call) ? test.call.callee : test.node);

const kindOf = ({ conflicts }: Dialect, value: ErrorTest['value']): string | undefined => (value !== undefined && Object.hasOwn(conflicts.codes, String(value)) ? conflicts.codes[String(value)] : undefined);

const isViolation = (kind: string | undefined): boolean => kind === 'unique' || kind === 'foreign-key';

const coded = new Set(['code', 'errno', 'sqlState', 'name', 'codeName', 'errcode']);
const worded = new Set(['message', 'detail', 'sqlMessage', 'stack']);

const isCoded = ({ path }: ErrorTest): boolean => coded.has(path.at(-1) ?? '');
const isWorded = ({ path }: ErrorTest): boolean => worded.has(path.at(-1) ?? '');

/** A text that only violations have, or the part of one. */
const isPhrase = ({ conflicts }: Dialect, value: ErrorTest['value']): boolean => {
  const text = String(value ?? '').toLowerCase();
  return [...violationPhrases, ...(conflicts.phrases ?? [])].some((phrase) => text.includes(phrase) || (text.length > 5 && phrase.startsWith(text)));
};

/** A test that can be about a violation at all. */
const isAbout = (test: ErrorTest, dialect: Dialect): boolean => {
  if (test.how === 'class' || test.how === 'absent') return false;
  if (isCoded(test)) return isViolation(kindOf(dialect, test.value));
  return isWorded(test) ? isPhrase(dialect, test.value) : true;
};

/** The path that a test looks at in vain. */
export const matching = (test: ErrorTest, absent: readonly AbsentPath[]): AbsentPath | undefined => absent.find(({ path, when }) => path.every((name, index) => test.path[index] === name) && (when?.(test.value) ?? true));

/** A field that isn't on the error, and no test of one that is. */
const inVain = (asked: ErrorTests, absent: readonly AbsentPath[], dialect: Dialect, write: Instance, body: TSESTree.Node): UnsafeCatch | undefined => {
  const { tests } = asked;
  for (const test of tests) {
    const path = isAbout(test, dialect) ? matching(test, absent) : undefined;
    if (!path || isSpokenElsewhere(test, path) || mentions(test.call ? bodyAround(test.node) : body, path.knownBy)) continue;
    const others = tests.filter((other) => other !== test && isCoded(other) === isCoded(test) && !matching(other, absent));
    if (others.some((other) => isAbout(other, dialect) || (other.how === 'class' && isViolation(classKind(dialect, other.value))) || (other.how === 'absent' && other.path.length >= path.path.length))) continue;
    return { write, node: placeOf(test), asked: test.node, why: { kind: 'shape', path: test.path.slice(0, path.path.length).join('.'), instead: path.instead, violation: violationOf(asked, dialect) } };
  }
  return undefined;
};

/** What the codes that are asked for say; any other violation is a unique key's. */
const violationOf = ({ tests }: ErrorTests, dialect: Dialect): 'unique' | 'foreign-key' => {
  const kinds = tests.flatMap((test) => (isCoded(test) ? (kindOf(dialect, test.value) ?? []) : []));
  return kinds.includes('foreign-key') && !kinds.includes('unique') ? 'foreign-key' : 'unique';
};

/** A predicate of another file that shows by itself what it is about: it is reported where it stands. */
const isSpokenElsewhere = ({ call, node }: ErrorTest, { beside }: AbsentPath): boolean => beside !== undefined && call !== undefined && ownerOf(node) !== ownerOf(call);

const bodyAround = (node: TSESTree.Node): TSESTree.Node => {
  for (let parent = node.parent; parent; parent = parent.parent) if (isFunction(parent)) return parent;
  return node;
};

/** Whether a body mentions a property of one of these names. */
export const mentions = (body: TSESTree.Node, names: readonly string[]): boolean =>
  names.length > 0 && anyWithin(body, (node) => (node.type === 'MemberExpression' && names.includes(memberName(node) ?? '')) || (node.type === 'Property' && node.key.type === 'Identifier' && names.includes(node.key.name)));

const classKind = ({ conflicts }: Dialect, name: ErrorTest['value']): string | undefined => (typeof name === 'string' && Object.hasOwn(conflicts.classes, name) ? conflicts.classes[name] : undefined);

/** Decided on a message or a detail, and on no code or class. */
const byText = ({ tests }: ErrorTests, dialect: Dialect, write: Instance): UnsafeCatch | undefined => {
  if (tests.some((test) => (isCoded(test) && test.how !== 'absent') || isViolation(classKind(dialect, test.value)))) return undefined;
  const found = tests.find((test) => isWorded(test) && test.how !== 'absent' && test.value !== undefined && isPhrase(dialect, test.value));
  return found && { write, node: placeOf(found), asked: found.node, why: { kind: 'text', field: found.path.join('.') } };
};

const constraints = new Set(['constraint', 'constraint_name', 'target']);

/** `!target || target.includes('email')` */
const anyConstraint = ({ tests }: ErrorTests, write: Instance): UnsafeCatch | undefined => {
  const found = tests.find((test) => test.how === 'absent' && constraints.has(test.path.at(-1) ?? '') && tests.some((other) => other.how !== 'absent' && other.path.join('.') === test.path.join('.') && isAlternative(test.node, other)));
  return found && { write, node: placeOf(found), why: { kind: 'any-constraint', path: found.path.join('.') } };
};

/** Both in one `||`, the second as it is; `!target || !target.includes('email')` is of another constraint. */
const isAlternative = (first: TSESTree.Node, second: ErrorTest): boolean => {
  for (let node = first.parent; node && (node.type === 'UnaryExpression' || node.type === 'BinaryExpression' || node.type === 'LogicalExpression'); node = node.parent) {
    if (node.type === 'LogicalExpression' && node.operator === '||') return node.range[0] <= second.node.range[0] && second.node.range[1] <= node.range[1] && !isNegated(second, node);
  }
  return false;
};

/** `!target.includes(…)`, `target !== …`, `target.indexOf(…) < 0` */
const isNegated = ({ node, how }: ErrorTest, within: TSESTree.Node): boolean => {
  for (let parent = node.parent; parent && parent !== within; parent = parent.parent) {
    if (parent.type === 'UnaryExpression' && parent.operator === '!') return true;
    if (parent.type === 'BinaryExpression' && (how === 'contains' || parent.operator.startsWith('!'))) return true;
  }
  return false;
};

/** Nothing of the error is looked at but that it is one. */
const isBlanket = ({ tests }: ErrorTests, dialect: Dialect): boolean => tests.every(({ how, value }) => how === 'class' && (value === 'Error' || classKind(dialect, value) === 'any-database-error'));
