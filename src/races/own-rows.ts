/**
 * Rows that this very run made: nobody else can know them yet.
 */
import { sourcesOf } from '../model/provenance.js';
import type { Instance } from '../model/instance.js';
import type { Value } from '../model/values.js';
import { ownerOf } from '../resolve/modules.js';
import { literalKey, keyName, memberName } from '../syntax/property-name.js';
import type { FunctionNode } from '../syntax/functions.js';
import type { Closure } from './candidate.js';
import { equalities } from './keys.js';

/** The key was made by this very run: nobody else can know it yet. */
export const ownRow = (read: Instance): Closure | undefined => {
  const own = equalities(read).some(({ value }) => isOfInsertedRow(value, read) || sourcesOf(value).some((source) => source.column !== undefined && source.how === 'identity' && (source.read.operation.kind === 'insert' || source.read.operation.kind === 'save')));
  return own ? { reason: 'own-row', node: read.site } : undefined;
};

/** The row was inserted by this very run, and read again by its key. */
export const freshRow = (read: Instance): Closure | undefined => {
  const fresh = equalities(read).some(({ value, disjunct }) => !disjunct && sourcesOf(value).some((source) => source.column !== undefined && source.how === 'identity' && source.read.operation.kind === 'insert'));
  return fresh ? { reason: 'own-row', node: read.site } : undefined;
};

/** `@AfterCreate static grant(team: Team) { … find({ where: { teamId: team.id } }) … }`: the id of the row for which the hook runs. */
const isOfInsertedRow = (value: Value, { operation: { dialect } }: Instance): boolean => {
  if (dialect.insertHooks === undefined || value.kind !== 'field' || value.name !== 'id' || value.of.kind !== 'symbol') return false;
  const { symbol } = value.of;
  return symbol.kind === 'parameter' && symbol.index === 0 && hookNames(symbol.fn).some((name) => dialect.insertHooks?.has(name) === true);
};

/** What a function may be a hook of: by its decorators, the key that it stands under, the call that it's given to (`Team.afterCreate(…)`, `Team.addHook('afterCreate', …)`). */
const hookNames = (fn: FunctionNode): readonly string[] => {
  const { parent } = fn;
  const decorators = ownerOf(fn)?.decorators(fn).map(({ name }) => name) ?? [];
  if (parent.type === 'Property') return [keyName(parent) ?? '', ...decorators];
  if (parent.type !== 'CallExpression' || parent.callee.type !== 'MemberExpression') return decorators;
  const [first] = parent.arguments;
  return [memberName(parent.callee) ?? '', first && first !== fn && first.type === 'Literal' ? (literalKey(first) ?? '') : '', ...decorators];
};
