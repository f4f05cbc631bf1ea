/**
 * `prisma.user` in `prisma.user.findUnique(…)`: which model, of which client?
 *
 * A name alone (`users.create(…)`, `this.users.create(…)`) is a delegate only where its binding shows it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { evidenceOf, evidenceOfOrigin, fieldType, isTransactionCallback, parameterId, type HandleEvidence } from './handles.js';
import { evidenceOfType, parameterType } from './types.js';

export interface Delegate {
  /** undefined: computed (`prisma[model]`) */
  readonly model: string | undefined;
  readonly evidence: HandleEvidence;
  readonly handle: Handle;
  /** true for a name that stands for the delegate, which needs proof of its own */
  readonly named: boolean;
}

const make = (model: string | undefined, evidence: HandleEvidence, node: TSESTree.Node, named: boolean): Delegate => ({
  model, evidence, handle: { kind: evidence.kind, id: evidence.id, node }, named,
});

/** The delegate that an expression is, if it can be one. */
export const delegateOf = (node: TSESTree.Node, at: Resolver): Delegate | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') return delegateOfName(bare, at);
  if (bare.type !== 'MemberExpression') return undefined;
  const owner = at.bare(bare.object);
  if (owner.type === 'Super') return undefined;
  const name = bare.computed ? at.text(bare.property) : memberName(bare);
  if (name === undefined && !bare.computed) return undefined;
  const evidence = evidenceOf(owner, at);
  if (evidence.strength === 'refuted' && owner.type === 'ThisExpression') return delegateOfField(bare, at);
  return make(name, evidence, owner, false);
};

/** A delegate by its written type is a handle of which nothing else is known. */
const typed: HandleEvidence = { strength: 'proven', kind: 'either', id: 'prisma:client' };

const delegateOfName = (node: TSESTree.Identifier, at: Resolver): Delegate | undefined => {
  const constant = at.constant(node);
  if (constant !== node && constant.type === 'MemberExpression') return asNamed(delegateOf(constant, at));
  const origin = at.origin(node);
  if (origin.kind === 'member') return make(origin.property, evidenceOfOrigin(origin.object, at), node, true);
  if (origin.kind !== 'parameter') return undefined;
  const evidence = evidenceOfType(parameterType(origin.fn, origin.index, origin.path, at).type, at);
  if (evidence?.kind === 'delegate') return make(evidence.model, typed, node, true);
  const model = origin.path[0];
  // $transaction(async ({ user }) => …)
  if (origin.path.length !== 1 || model === undefined || origin.index !== 0 || !isTransactionCallback(origin.fn)) return undefined;
  return make(model, { strength: 'proven', kind: 'transaction', id: parameterId(origin.fn, 0, []) }, node, true);
};

const asNamed = (delegate: Delegate | undefined): Delegate | undefined => (delegate === undefined ? undefined : { ...delegate, named: true });

/** `this.users` where the class says `users = this.prisma.user` or `users: Prisma.UserDelegate`. */
const delegateOfField = (node: TSESTree.MemberExpression, at: Resolver): Delegate | undefined => {
  const origin = at.origin(node);
  if (origin.kind !== 'field') return undefined;
  const evidence = evidenceOfType(fieldType(origin.declaration), at);
  if (evidence?.kind === 'delegate') return make(evidence.model, typed, node, true);
  const value = origin.value === undefined ? undefined : at.bare(origin.value);
  if (value?.type !== 'MemberExpression' || at.bare(value.object).type === 'ThisExpression') return undefined;
  return asNamed(delegateOf(value, at));
};
