/**
 * What an object brings along that code makes of others: a constructor, a factory of the domain, a mapper to rows; and what a row gets by being linked to its
 * owner after it was inserted.
 *
 * Such code keeps the names of what it is given (`User.register({ email })`, `toRow(user)`), and what it is given by position is in what it makes.
 * Never assumed: of a selection or an operator (`of.name`, `a + b`), which leave things out.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { isConstantLike, isMade, optionsOf, type Value } from '../model/values.js';
import { isKnown } from '../operations/known.js';
import { equalities, sameTable, sameValue } from './keys.js';
import type { WriteEffect } from './write-effect.js';

/** `of.name`, where `of` is such an object */
const memberOf = (value: Value): { readonly of: Value; readonly name: string } | undefined => {
  if (value.kind === 'field') return isMade(value.of) ? value : undefined;
  const [of, ...rest] = value.kind === 'derived' && value.by?.startsWith('.') === true ? value.from : [];
  return of && rest.length === 0 && isMade(of) && value.kind === 'derived' ? { of, name: value.by?.slice(1) ?? '' } : undefined;
};

/** `Email.of(input.email)`: a value in an object of its own. */
const holds = (value: Value, looked: Value): boolean => sameValue(value, looked) || (isMade(value) && value.from.some((from) => sameValue(from, looked)));

/** Whether an object brings a value along under a name, on some path. @param depth how many objects within others are looked through */
const carries = (value: Value, name: string, looked: Value, depth = 6): boolean => {
  if (depth === 0) return false;
  switch (value.kind) {
    case 'object': {
      const own = value.fields.get(name);
      return own ? holds(own, looked) : value.spreads.some((spread) => carries(spread, name, looked, depth - 1));
    }
    case 'phi':
    case 'logical':
      return optionsOf(value).some((option) => carries(option.value, name, looked, depth - 1));
    case 'derived':
      return isMade(value) && value.from.some((from) => sameValue(from, looked) || carries(from, name, looked, depth - 1));
    case 'field':
    case 'symbol':
      return sameValue({ kind: 'field', of: value, name }, looked);
    default:
      return false;
  }
};

/** Columns of a read's predicate whose value the row that is inserted brings along: it, or the column's value, is such an object or a field of one. */
export const carriedColumns = (read: Instance, { instance, kind, sets, spreads }: WriteEffect): readonly string[] => {
  if ((kind !== 'insert' && kind !== 'upsert') || instance.operation.kind === 'upsert' || !sameTable(read, instance)) return [];
  return equalities(read).flatMap(({ column, value }) => {
    if (isConstantLike(canonical(value))) return [];
    const set = sets.findLast((candidate) => candidate.column === column && candidate.written === 'value');
    const member = set && memberOf(set.value);
    const isCarried = set ? member !== undefined && carries(member.of, member.name, value) : spreads.some((spread) => isMade(spread) && carries(spread, column, value));
    return isCarried ? [column] : [];
  });
};

/** Columns by which a row, whose relation was found empty, is given the row that is inserted for it: `if (!user.profile) { p = create(…); update(user, { profileId: p.id }) }`. */
export const linkedColumns = ({ instances }: FunctionModel, { parent, table }: Instance, { instance, kind }: WriteEffect): readonly string[] => {
  if (kind !== 'insert' || !parent || !isKnown(table) || !isKnown(instance.table) || table.id !== instance.table.id) return [];
  const links = instances.filter((other) => other.order > instance.order && (other.operation.kind === 'update' || other.operation.kind === 'save') && sameTable(other, parent));
  return links.flatMap(({ sets, entityFields }) => [...sets.map(({ column, value }) => [column, value] as const), ...[...entityFields.values()].flatMap((fields) => [...fields])].flatMap(([column, value]) => (sourcesOf(value).some(({ read }) => read === instance) ? [column] : [])));
};

/** Whether something goes into a value that came in from outside. */
const takesInput = (value: Value, depth = 6): boolean => {
  if (depth === 0) return true;
  const inner = (part: Value): boolean => takesInput(part, depth - 1);
  switch (value.kind) {
    case 'symbol':
      return value.symbol.kind === 'parameter';
    case 'field':
      return inner(value.of);
    case 'derived':
      return value.from.some(inner);
    case 'object':
      return [...value.fields.values(), ...value.spreads].some(inner);
    case 'phi':
    case 'logical':
      return optionsOf(value).some((option) => inner(option.value));
    default:
      return false;
  }
};

/** `account.rename(input).name`: what code out of view makes of a row and of what came in may have the column from either. */
export const isFromEither = (value: Value): boolean => {
  const member = memberOf(value);
  return member !== undefined && takesInput(member.of);
};
