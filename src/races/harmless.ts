/**
 * Guards on a column that the write sets, where it doesn't matter that the guard may be stale.
 *
 * In: the tested value, what is written. Out: yes or no; never a report by itself.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Instance, SetColumn } from '../model/instance.js';
import { canonical, sourcesOf, type Source } from '../model/provenance.js';
import { isConstantLike, optionsOf, same, type Value } from '../model/values.js';
import { equalities, involves, isColumnOf, sameTable, sameValue } from './keys.js';
import type { WriteEffect } from './write-effect.js';

const isNegative = (node: TSESTree.Node | undefined): boolean => node?.type === 'UnaryExpression' && node.operator === '-';

/** `if (takes) amount = -amount`: on some path it's the other direction. */
const mayBeNegated = (value: Value): boolean => optionsOf(value).some(({ value: option }) => option.kind === 'derived' && option.by === '-' && option.from.length === 1);

/** `if (balance < amount) throw; …; increment balance`: the write moves the column away from the bound that was tested. */
export const movesAway = (effect: WriteEffect, column: string, operator: string): boolean => {
  const written = effect.instance.operation.sets.entries.find((entry) => entry.column === column)?.written;
  if (written?.kind !== 'atomic' || isNegative(written.node) || effect.sets.some((set) => set.column === column && mayBeNegated(set.value))) return false;
  if (written.operator === 'increment') return operator === '>' || operator === '>=';
  return written.operator === 'decrement' && (operator === '<' || operator === '<=');
};

/** `col: row.col`, `col: given ?? row.col` with nothing given: the column keeps what it has. */
export const isCopy = (value: Value, column: string, write: Instance): boolean => {
  const options = optionsOf(value).filter((option) => !(option.value.kind === 'constant' && (option.value.value === undefined || option.value.value === null)));
  return options.length > 0 && options.every((option) => sourcesOf(option.value).length > 0 && sourcesOf(option.value).every((source) => source.how === 'identity' && source.column === column && source.path.length === 1 && sameTable(source.read, write)) && option.value.kind === 'field');
};

/** A value of the caller's, not of the database, a constant, an import or a service. */
const isGivenPart = (part: Value, read: Instance): boolean => !isConstantLike(part) && !isService(part) && !sourcesOf(part).some((source) => source.read === read);

const isService = (part: Value): boolean => {
  if (part.kind === 'field') return isService(part.of);
  return part.kind === 'symbol' && (part.symbol.kind === 'this' || part.symbol.kind === 'global' || (part.symbol.kind === 'free' && part.symbol.variable.defs.some((def) => def.type === 'ImportBinding')));
};

/**
 * `if (!(await verify(old, row.hash))) throw; update({ hash: await hash(fresh) })`: a call that can't be seen compares the column with something
 * that was given, and what replaces it is something else that was given. That's permission, not state: who may replace it may do so twice.
 * With the value itself among the arguments (`canMove(row.state, next)`, then `state: next`) it is state.
 */
export const isPermission = (tested: Value, written: Value, column: string, read: Instance): boolean => {
  if (tested.kind !== 'derived' || tested.by === undefined || !/^\w+$/.test(tested.by) || tested.from.length < 2) return false;
  if (!tested.from.some((part) => sourcesOf(part).some((source) => source.read === read && source.column === column))) return false;
  const given = tested.from.filter((part) => isGivenPart(part, read));
  if (given.length === 0 || isConstantLike(written) || sourcesOf(written).some((source) => source.read === read)) return false;
  return isGivenPart(written, read) && !given.some((part) => sameValue(part, written));
};

/** `if ((await digest(old, row.salt)) !== row.secret) throw; update({ secret: …, salt: … })`: a call made of what was given and of one column is compared with another one. */
export const isVerification = (tested: Value, other: Value | undefined, written: Value, read: Instance): boolean => {
  if (other === undefined) return false;
  const [call, column] = tested.kind === 'derived' ? [tested, other] : [other, tested];
  const salt = sourcesOf(call).find((source) => source.read === read)?.column;
  const secrets = sourcesOf(column).filter((source) => source.read === read && source.how === 'identity' && source.column !== salt);
  return salt !== undefined && column.kind !== 'derived' && secrets.length > 0 && isPermission(call, written, salt, read);
};

/** Who is asking? `if (row.owner.id !== userId) throw; row.owner = other`: the row is compared with whom the request comes from, and gets a value that has nothing to do with it. */
export const checksIdentity = ({ path }: Source, other: Value | undefined, operator: string, set: SetColumn): boolean =>
  set.written === 'value' && !isConstantLike(canonical(set.value)) && other !== undefined && path.length > 1 && path.at(-1) === 'id' && isEquality(operator) && !isConstantLike(canonical(other)) && sourcesOf(other).length === 0 && !involves(set.value, other);

const isEquality = (operator: string): boolean => /^[!=]==?$/.test(operator);

/**
 * `verify({ response, authenticator: { counter: row.counter } }).info.newCounter`: a property of the answer of a call out of sight to a whole request,
 * in which the column is one thing among others. What it's made of can't be told.
 */
export const isAnswerTo = (value: Value, read: Instance, column: string): boolean => {
  const isColumn = (part: Value): boolean => sourcesOf(part).some((source) => source.read === read && source.column === column);
  const made = optionsOf(value).filter((option) => isColumn(option.value));
  return made.length > 0 && made.every((option) => isAnswer(option.value, isColumn));
};

const isAnswer = (value: Value, isColumn: (part: Value) => boolean): boolean => {
  let of = value;
  while (of.kind === 'derived' && of.by?.startsWith('.') === true && of.from.length === 1 && of.from[0]) of = of.from[0];
  if (of === value || of.kind !== 'derived' || of.by === undefined || !/^\w+$/.test(of.by)) return false;
  return of.from.every((part) => !isColumn(part) || (part.kind === 'object' && [...part.fields.values()].some((field) => !isColumn(field))));
};

type Lookup = Value & { kind: 'lookup' };

/** The searches of a list by which a value comes from the rows of a read; undefined: it comes from them in another way too. */
const searches = (value: Value, read: Instance, depth = 8): readonly Lookup[] | undefined => {
  if (!sourcesOf(value).some((source) => source.read === read)) return [];
  if (value.kind === 'lookup') return [value];
  const parts = depth === 0 ? undefined : partsOf(value);
  const found = parts?.map((part) => searches(part, read, depth - 1));
  return found?.every((lookups) => lookups !== undefined) ? found.flat() : undefined;
};

const partsOf = (value: Value): readonly Value[] | undefined => {
  switch (value.kind) {
    case 'field':
    case 'not':
      return [value.of];
    case 'derived':
      return value.from;
    case 'phi':
      return value.options.map((option) => option.value);
    case 'logical':
      return [value.left, value.right];
    default:
      return undefined;
  }
};

/** `rows.find((row) => row.kind === 'NAME')`, or `rows[i]`, is tested, and other rows of the list are written. */
export const isOtherElement = (tested: Value, read: Instance, effect: WriteEffect): boolean => {
  if (read.operation.result.kind !== 'rows') return false;
  const found = searches(tested, read);
  if (found === undefined || found.length === 0) return false;
  const { entity } = effect;
  if (effect.row) return entity?.kind === 'lookup' && found.every((lookup) => lookup !== entity && !same(lookup, entity));
  const keys = equalities(effect.instance);
  if (!keys.some((key) => isColumnOf(key.value, read))) return false;
  return found.every((lookup) => !keys.some((key) => involves(key.value, lookup) || (lookup.key !== undefined && sameValue(lookup.key, key.value))));
};
