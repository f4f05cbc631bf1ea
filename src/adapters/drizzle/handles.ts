/**
 * Is this expression a Drizzle database or a transaction, and which? By binding and type, never by name.
 *
 * In: an expression. Out: how well it is shown to be a handle, and its identity. All outer clients of a file are one database.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../../operations/dialect.js';
import type { Handle } from '../../operations/operation.js';
import { mayBeGiven } from '../../resolve/given.js';
import { rememberNode } from '../../resolve/remember.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { isDrizzleModule } from './names.js';
import { evidenceOfType, isForeignModule, parameterType, writtenType, type TypeEvidence } from './types.js';

export interface HandleEvidence {
  /** `proven`: nothing else it can be; `plausible`: nothing speaks against it; `refuted`: it is something else */
  readonly strength: 'proven' | 'plausible' | 'refuted';
  readonly kind: Handle['kind'];
  readonly id: string;
}

const CLIENT = 'drizzle:client';
const MAX_DEPTH = 8;

const refuted: HandleEvidence = { strength: 'refuted', kind: 'client', id: CLIENT };
const plausible: HandleEvidence = { strength: 'plausible', kind: 'client', id: CLIENT };
const proven: HandleEvidence = { strength: 'proven', kind: 'client', id: CLIENT };

const builtins: ReadonlySet<string> = new Set(['Object', 'Array', 'Map', 'Set', 'Math', 'JSON', 'Reflect', 'Promise', 'Buffer', 'document', 'window', 'console', 'process', 'navigator', 'localStorage', 'caches', 'crypto']);

/** How well an expression is shown to be a handle. */
export const evidenceOf = (node: TSESTree.Node, at: Resolver): HandleEvidence => judged(at.bare(node), at);

const judged = rememberNode((bare, at) => judge(bare, at, 0));

/** One identity for a parameter wherever it is asked for. */
export const parameterId = (fn: TSESTree.Node, index: number, path: readonly string[]): string => `drizzle:param@${[fn.range[0], index, ...path].join('.')}`;

/** The callback of `db.transaction(async (tx) => …)`. */
export const isTransactionCallback = (fn: FunctionNode): boolean => {
  const call = fn.parent;
  return call.type === 'CallExpression' && call.arguments[0] === fn && call.callee.type === 'MemberExpression' && memberName(call.callee) === 'transaction';
};

const judge = (bare: TSESTree.Node, at: Resolver, depth: number): HandleEvidence => {
  if (depth > MAX_DEPTH) return refuted;
  const origin = at.origin(bare);
  if (origin.kind === 'unknown') return assigned(bare, at, depth);
  const typed = origin.kind === 'parameter' || origin.kind === 'field' ? undefined : evidenceOfType(writtenType(bare, at), at);
  if (typed !== undefined) return typed === 'other' ? refuted : { ...fromOrigin(origin, at, depth + 1), strength: 'proven' };
  return fromOrigin(origin, at, depth);
};

const fromOrigin = (origin: Origin, at: Resolver, depth: number): HandleEvidence => {
  if (depth > MAX_DEPTH) return refuted;
  switch (origin.kind) {
    case 'import':
      return isDrizzleModule(origin.module) || isForeignModule(origin.module) ? refuted : plausible;
    case 'new':
      return origin.callee.kind === 'import' && (isForeignModule(origin.callee.module) || isDrizzleModule(origin.callee.module)) ? refuted : plausible;
    case 'call':
      return fromCall(origin, at);
    case 'member':
      return fromMember(origin, at, depth);
    case 'parameter':
      return fromParameter(origin, at, depth);
    case 'field':
      return fromField(origin, at, depth);
    case 'either':
      return fromEither(origin, at, depth);
    case 'global':
      return builtins.has(origin.name) ? refuted : plausible;
    case 'this':
    case 'unknown':
      return plausible;
    case 'class':
    case 'function':
    case 'expression':
      return refuted;
  }
};

const fromEither = ({ options }: Extract<Origin, { kind: 'either' }>, at: Resolver, depth: number): HandleEvidence => {
  const found = combine(options.flatMap((option) => (isNothing(option) ? [] : [fromOrigin(option, at, depth + 1)])));
  const given = found.kind === 'client' ? mayBeGiven(options) : undefined;
  return given ? { ...found, kind: 'either', id: parameterId(given.fn, given.index, given.path) } : found;
};

const isNothing = (origin: Origin): boolean => (origin.kind === 'expression' && origin.node.type === 'Literal') || (origin.kind === 'global' && origin.name === 'undefined');

/** `drizzle(client)`, `getDb()` */
const fromCall = ({ callee, node }: Extract<Origin, { kind: 'call' }>, at: Resolver): HandleEvidence => {
  if (callee.kind === 'import') {
    if (isDrizzleModule(callee.module)) return callee.name === 'drizzle' || callee.name === 'withReplicas' ? proven : refuted;
    return isForeignModule(callee.module) ? refuted : plausible;
  }
  if (callee.kind === 'global') return builtins.has(callee.name) ? refuted : plausible;
  const returned = callee.kind === 'function' ? evidenceOfType(callee.fn.returnType?.typeAnnotation, at) : undefined;
  if (returned !== undefined) return returned === 'other' ? refuted : proven;
  const inner = callee.kind === 'function' && callee.fn.body.type !== 'BlockStatement' ? at.bare(callee.fn.body) : undefined;
  if (inner?.type === 'CallExpression' && inner !== node) return evidenceOf(inner, at);
  return rootModule(callee) === undefined ? plausible : refuted;
};

/** The foreign library that a chain of members and calls begins in. */
const rootModule = (origin: Origin): string | undefined => {
  let current = origin;
  while (current.kind === 'member' || current.kind === 'call' || current.kind === 'new') current = current.kind === 'member' ? current.object : current.callee;
  return current.kind === 'import' && (isForeignModule(current.module) || isDrizzleModule(current.module)) ? current.module : undefined;
};

const fromMember = (origin: Extract<Origin, { kind: 'member' }>, at: Resolver, depth: number): HandleEvidence => {
  const { object, property } = origin;
  if (object.kind === 'parameter') {
    const typed = fromParameterType({ ...object, path: [...object.path, property] }, at);
    if (typed !== undefined) return typed;
  }
  const owner = property === '$primary' ? fromOrigin(object, at, depth + 1) : undefined;
  if (owner !== undefined) return owner;
  return rootModule(object) === undefined ? plausible : refuted;
};

type Parameter = Extract<Origin, { kind: 'parameter' }>;

const fromParameter = (origin: Parameter, at: Resolver, depth: number): HandleEvidence => {
  const { fn, index, path } = origin;
  const id = parameterId(fn, index, path);
  if (index === 0 && path.length === 0 && isTransactionCallback(fn)) return { strength: 'plausible', kind: 'transaction', id };
  const typed = fromParameterType(origin, at);
  if (typed !== undefined) return typed;
  const { initial } = parameterType(fn, index, path, at);
  if (initial !== undefined) return { ...judge(at.bare(initial), at, depth + 1), kind: 'either', id };
  return { strength: 'plausible', kind: path.length < 2 ? 'either' : 'client', id: path.length < 2 ? id : CLIENT };
};

/** A parameter that takes a database takes a transaction too: its class is a subclass. */
const fromParameterType = ({ fn, index, path }: Parameter, at: Resolver): HandleEvidence | undefined => {
  const { type, optional } = parameterType(fn, index, path, at);
  const evidence = evidenceOfType(type, at);
  if (evidence === undefined) return undefined;
  if (evidence === 'other') return refuted;
  const isOwn = fn.parent.type === 'MethodDefinition' && fn.parent.kind === 'constructor';
  if (isOwn && evidence !== 'transaction') return proven;
  const kind = evidence === 'transaction' && !optional ? 'transaction' : 'either';
  return { strength: 'proven', kind, id: parameterId(fn, index, path) };
};

const fromField = ({ declaration, value }: Extract<Origin, { kind: 'field' }>, at: Resolver, depth: number): HandleEvidence => {
  const evidence: TypeEvidence | undefined = evidenceOfType(fieldType(declaration), at);
  if (evidence === 'other') return refuted;
  if (evidence === 'transaction') return { strength: 'proven', kind: 'transaction', id: `drizzle:field@${String(declaration.range[0])}` };
  if (evidence !== undefined) return { ...proven, kind: evidence };
  return value === undefined ? plausible : judge(at.bare(value), at, depth + 1);
};

/** The written type of a class member. */
const fieldType = (declaration: TSESTree.Node): TSESTree.TypeNode | undefined => {
  const inner = declaration.type === 'TSParameterProperty' ? declaration.parameter : declaration;
  const target = inner.type === 'AssignmentPattern' ? inner.left : inner;
  if (target.type === 'Identifier' || target.type === 'PropertyDefinition') return target.typeAnnotation?.typeAnnotation;
  return target.type === 'MethodDefinition' ? target.value.returnType?.typeAnnotation : undefined;
};

/** A variable whose value its declaration doesn't say. */
const assigned = (bare: TSESTree.Node, at: Resolver, depth: number): HandleEvidence => {
  const variable = bare.type === 'Identifier' ? at.variable(bare) : undefined;
  if (variable === undefined) return plausible;
  const written = at.references(variable).flatMap((reference) => (reference.writeExpr ? [at.bare(reference.writeExpr)] : []));
  if (written.length === 0 || written.length > 6) return plausible;
  return combine(written.filter((node) => node.type !== 'Literal' && node !== bare).map((node) => judge(node, at, depth + 2)));
};

/** One of several. */
const combine = (all: readonly HandleEvidence[]): HandleEvidence => {
  const options = all.filter((option) => option.strength !== 'refuted');
  const [first] = options;
  if (first === undefined) return refuted;
  const strength = options.some((option) => option.strength === 'proven') ? 'proven' : 'plausible';
  const kind = options.every((option) => option.kind === first.kind) ? first.kind : 'either';
  return { strength, kind, id: options.find((option) => option.kind !== 'client')?.id ?? first.id };
};
