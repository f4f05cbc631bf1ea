/**
 * Is this expression a Prisma client or a transaction's handle, and which?
 *
 * In: an expression. Out: how well it is shown to be a handle, and its identity. Decided by binding, type and use, never by name.
 * Never assumed: that an imported value's file can be read.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle } from '../../operations/operation.js';
import { mayBeGiven } from '../../resolve/given.js';
import { rememberNode } from '../../resolve/remember.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { isForeignModule, isPrismaModule, isPrismaNamed } from './modules.js';
import { evidenceOfType, isClientClass, isNullable, parameterType, type TypeEvidence } from './types.js';
import { useOf } from './uses.js';

export interface HandleEvidence {
  /** `proven`: nothing else it can be; `plausible`: nothing speaks against it; `refuted`: it is something else */
  readonly strength: 'proven' | 'plausible' | 'refuted';
  readonly kind: Handle['kind'];
  readonly id: string;
}

const CLIENT = 'prisma:client';
const MAX_DEPTH = 8;

const refuted: HandleEvidence = { strength: 'refuted', kind: 'client', id: CLIENT };
const plausible: HandleEvidence = { strength: 'plausible', kind: 'client', id: CLIENT };
const proven: HandleEvidence = { strength: 'proven', kind: 'client', id: CLIENT };

/** Globals that are no client and hold none. */
const BUILTINS = new Set(['Object', 'Array', 'Map', 'Set', 'Math', 'JSON', 'Reflect', 'Promise', 'document', 'window', 'console', 'process', 'navigator', 'localStorage', 'caches', 'crypto', 'jest', 'vi', 'cy', 'chrome', 'browser']);

/** How well an expression is shown to be a handle. */
export const evidenceOf = (node: TSESTree.Node, at: Resolver): HandleEvidence => judged(at.bare(node), at);

const judged = rememberNode((bare, at) => judge(bare, at, 0));

const judge = (bare: TSESTree.Node, at: Resolver, depth: number): HandleEvidence => {
  if (depth > MAX_DEPTH) return refuted;
  const evidence = fromAnnotation(bare, at) ?? fromOrigin(at.origin(bare), at, depth) ?? fromWrites(bare, at, depth);
  if (evidence.strength !== 'plausible') return evidence;
  const use = useOf(bare, at);
  if (use === undefined) return evidence;
  return use === 'client' ? { ...evidence, strength: 'proven' } : refuted;
};

/** Evidence for a handle whose expression isn't in the code (`const { user } = prisma`: the right side's origin). */
export const evidenceOfOrigin = (origin: Origin, at: Resolver): HandleEvidence => {
  const node = 'node' in origin ? origin.node : undefined;
  if (node !== undefined && (node.type === 'Identifier' || node.type === 'MemberExpression')) return evidenceOf(node, at);
  return fromOrigin(origin, at, 0) ?? plausible;
};

const fromAnnotation = (bare: TSESTree.Node, at: Resolver): HandleEvidence | undefined => {
  const name = at.annotation(bare);
  if (name === undefined) return undefined;
  const origin = at.origin(bare);
  // parameters and fields know whether they are optional
  if (origin.kind === 'parameter' || origin.kind === 'field') return undefined;
  const evidence = evidenceOfType(name.node, at);
  if (evidence === undefined) return isForeignType(name) ? refuted : undefined;
  if (evidence.kind === 'delegate') return refuted;
  if (evidence.kind === 'client') return proven;
  const own = origin.kind === 'unknown' ? undefined : fromOrigin(origin, at, 1);
  const id = own !== undefined && own.id !== CLIENT ? own.id : `prisma:typed@${name.node.range[0]}`;
  return { strength: strengthOf(evidence), kind: own !== undefined && own.kind !== evidence.kind ? 'either' : evidence.kind, id };
};

const strengthOf = (evidence: TypeEvidence): HandleEvidence['strength'] => (evidence.kind !== 'delegate' && evidence.guessed ? 'plausible' : 'proven');

const isForeignType = (name: TypeName): boolean => (name.module !== undefined && isForeignModule(name.module)) || /Repository$|^(?:Map|Set|Record|Array|Promise|WeakMap)$/.test(name.name);

const fromOrigin = (origin: Origin, at: Resolver, depth: number): HandleEvidence | undefined => {
  if (depth > MAX_DEPTH) return refuted;
  switch (origin.kind) {
    case 'import':
      return fromImport(origin.module, localName(origin.node) ?? origin.name);
    case 'new':
      return fromNew(origin.callee, at);
    case 'call':
      return fromCall(origin, at, depth);
    case 'member':
      return fromMember(origin, at, depth);
    case 'parameter':
      return fromParameter(origin, at, depth);
    case 'field':
      return fromField(origin, at, depth);
    case 'this':
      return origin.class !== undefined && isClientClass(origin.class, at) ? proven : refuted;
    case 'either':
      return fromEither(origin, at, depth);
    case 'global':
      return BUILTINS.has(origin.name) ? refuted : isPrismaName(origin.name) ? proven : plausible;
    case 'class':
    case 'function':
    case 'expression':
      return refuted;
    case 'unknown':
      return undefined;
  }
};

const fromEither = ({ options }: Extract<Origin, { kind: 'either' }>, at: Resolver, depth: number): HandleEvidence => {
  const found = combine(options.flatMap((option) => (isNothing(option) ? [] : (fromOrigin(option, at, depth + 1) ?? plausible))));
  const given = found.kind === 'client' ? mayBeGiven(options) : undefined;
  return given ? { ...found, kind: 'either', id: parameterId(given.fn, given.index, given.path) } : found;
};

const isNothing = (origin: Origin): boolean => (origin.kind === 'expression' && origin.node.type === 'Literal') || (origin.kind === 'global' && origin.name === 'undefined');

const fromImport = (module: string, name: string): HandleEvidence => {
  if (isPrismaModule(module)) return /^(?:Prisma|PrismaClient|\*)$/.test(name) ? refuted : proven;
  if (isForeignModule(module)) return refuted;
  return isPrismaNamed(module) || isPrismaName(name) ? proven : plausible;
};

/** What is exported, or kept in a context, under Prisma's own name. Says nothing about transactions. */
const isPrismaName = (name: string): boolean => /^_?prisma(?:Client|Service|Edge|Read|Write)?$/i.test(name);

/** A default import's own name is the only one that it has. */
const localName = (node: TSESTree.Node): string | undefined => (node.type === 'ImportDefaultSpecifier' ? node.local.name : undefined);

const isClientName = (origin: Origin): boolean =>
  (origin.kind === 'import' && (origin.name === 'PrismaClient' || origin.name === 'PrismaService')) ||
  (origin.kind === 'member' && origin.property === 'PrismaClient') ||
  (origin.kind === 'global' && origin.name === 'PrismaClient');

const fromNew = (callee: Origin, at: Resolver): HandleEvidence => {
  if (isClientName(callee)) return { ...proven, id: constructed(callee, at) };
  if (callee.kind === 'class') return isClientClass(callee.class, at) ? proven : refuted;
  if (callee.kind === 'import') return isForeignModule(callee.module) ? refuted : plausible;
  return refuted;
};

/** Two generated clients in one file are two databases. */
const constructed = (callee: Origin, at: Resolver): string => {
  const sources = [...at.imports].filter(([, names]) => names.includes('PrismaClient'));
  return sources.length > 1 && callee.kind === 'import' ? `${CLIENT}:${callee.module}` : CLIENT;
};

const fromCall = (origin: Extract<Origin, { kind: 'call' }>, at: Resolver, depth: number): HandleEvidence => {
  const { callee, node } = origin;
  if (callee.kind === 'member' && /^\$(?:extends|primary|replica|parent)$/.test(callee.property)) return fromOrigin(callee.object, at, depth + 1) ?? plausible;
  if (callee.kind === 'import') return fromImport(callee.module, callee.name);
  if (callee.kind === 'global' && BUILTINS.has(callee.name)) return refuted;
  // container.get(PrismaService)
  const [token] = node.arguments;
  if (token !== undefined && token.type === 'Identifier') {
    const held = at.origin(token);
    if (isClientName(held) || (held.kind === 'class' && isClientClass(held.class, at))) return proven;
  }
  if (callee.kind === 'member') return rootModule(callee) === undefined ? plausible : refuted;
  return plausible;
};

/** The foreign library that a chain of members and calls begins in. */
const rootModule = (origin: Origin): string | undefined => {
  let current = origin;
  while (current.kind === 'member' || current.kind === 'call' || current.kind === 'new') current = current.kind === 'member' ? current.object : current.callee;
  return current.kind === 'import' && isForeignModule(current.module) ? current.module : undefined;
};

const fromMember = (origin: Extract<Origin, { kind: 'member' }>, at: Resolver, depth: number): HandleEvidence => {
  const { object, property } = origin;
  // Drizzle's and Keystone's `db.query.users.findFirst`
  if (property === 'query' || property === '_query' || rootModule(origin) !== undefined) return refuted;
  if (object.kind === 'parameter') {
    const typed = fromParameterType(object, [...object.path, property], at);
    if (typed !== undefined) return typed;
    return isPrismaName(property) ? proven : plausible;
  }
  if (object.kind === 'field' && property === 'tx' && at.annotation(object.declaration)?.name === 'TransactionHost') return { ...proven, kind: 'either' };
  if (isPrismaName(property)) return proven;
  if (object.kind === 'this' || object.kind === 'unknown') return plausible;
  if (object.kind === 'global') return BUILTINS.has(object.name) && object.name !== 'window' ? refuted : plausible;
  const owner = fromOrigin(object, at, depth + 1) ?? plausible;
  if (owner.strength === 'proven') return { ...owner, kind: owner.kind };
  return object.kind === 'import' || object.kind === 'new' ? owner : plausible;
};

type Parameter = Extract<Origin, { kind: 'parameter' }>;

/** One identity for a parameter wherever it is asked for. */
export const parameterId = (fn: TSESTree.Node, index: number, path: readonly string[]): string => `prisma:param@${[fn.range[0], index, ...path].join('.')}`;

/** The callback of `$transaction`. */
export const isTransactionCallback = (fn: TSESTree.Node): boolean => {
  const call = fn.parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== fn || call.callee.type !== 'MemberExpression') return false;
  const { property } = call.callee;
  return property.type === 'Identifier' && property.name === '$transaction';
};

const fromParameter = (origin: Parameter, at: Resolver, depth: number): HandleEvidence => {
  const { fn, index, path } = origin;
  const id = parameterId(fn, index, path);
  if (index === 0 && path.length === 0 && isTransactionCallback(fn)) return { strength: 'proven', kind: 'transaction', id };
  const typed = fromParameterType(origin, path, at);
  if (typed !== undefined) return typed;
  const { initial } = parameterType(fn, index, path, at);
  if (initial !== undefined) return { ...judge(at.bare(initial), at, depth + 1), kind: 'either', id };
  return { strength: isPrismaName(path.at(-1) ?? '') ? 'proven' : 'plausible', kind: path.length < 2 ? 'either' : 'client', id };
};

const fromParameterType = ({ fn, index }: Parameter, path: readonly string[], at: Resolver): HandleEvidence | undefined => {
  const { type, optional } = parameterType(fn, index, path, at);
  if (type === undefined) return undefined;
  const evidence = evidenceOfType(type, at);
  if (evidence === undefined) {
    const name = at.typeName(type);
    if (/^TS(?:String|Number|Boolean)Keyword$|^TSArrayType$/.test(type.type)) return refuted;
    return name !== undefined && isForeignType(name) ? refuted : undefined;
  }
  if (evidence.kind === 'delegate') return refuted;
  const kind = evidence.kind === 'transaction' && (optional || isNullable(type)) ? 'either' : evidence.kind;
  return kind === 'client' ? proven : { strength: strengthOf(evidence), kind, id: parameterId(fn, index, path) };
};

const fromField = (origin: Extract<Origin, { kind: 'field' }>, at: Resolver, depth: number): HandleEvidence => {
  const { declaration, value } = origin;
  const type = fieldType(declaration);
  const evidence = evidenceOfType(type, at);
  if (evidence?.kind === 'delegate') return refuted;
  if (evidence?.kind === 'client') return proven;
  if (evidence !== undefined) return { strength: strengthOf(evidence), kind: evidence.kind, id: `prisma:field@${declaration.range[0]}` };
  if (value !== undefined) {
    const held = judge(at.bare(value), at, depth + 1);
    if (held.strength === 'proven' || held.strength === 'refuted') return held;
  }
  const name = at.typeName(type);
  return name !== undefined && isForeignType(name) ? refuted : plausible;
};

/** The written type of a class member. */
export const fieldType = (declaration: TSESTree.Node): TSESTree.TypeNode | undefined => {
  const inner = declaration.type === 'TSParameterProperty' ? declaration.parameter : declaration;
  const target = inner.type === 'AssignmentPattern' ? inner.left : inner;
  if (target.type === 'Identifier' || target.type === 'PropertyDefinition') return target.typeAnnotation?.typeAnnotation;
  return target.type === 'MethodDefinition' ? target.value.returnType?.typeAnnotation : undefined;
};

/** A variable that is assigned more than once, or after its declaration. */
const fromWrites = (bare: TSESTree.Node, at: Resolver, depth: number): HandleEvidence => {
  const variable = bare.type === 'Identifier' ? at.variable(bare) : undefined;
  if (variable === undefined) return plausible;
  const written = at.references(variable).flatMap((reference) => (reference.writeExpr ? [at.bare(reference.writeExpr)] : []));
  if (written.length === 0 || written.length > 6) return plausible;
  return combine(written.filter((node) => node.type !== 'Literal').map((node) => judge(node, at, depth + 2)));
};

/** One of several. */
const combine = (all: readonly HandleEvidence[]): HandleEvidence => {
  const options = all.filter((option) => option.strength !== 'refuted');
  const [first] = options;
  if (first === undefined) return refuted;
  const strength = options.some((option) => option.strength === 'proven') ? 'proven' : 'plausible';
  const kind = options.every((option) => option.kind === first.kind) ? first.kind : 'either';
  const id = options.find((option) => option.kind !== 'client')?.id ?? first.id;
  return { strength, kind, id };
};
