/**
 * States of a row that a check wants: which column is tested, and which values it lets pass.
 *
 * In: the tests that decide on a write, and a read's own predicate. Out: column and wanted values. Never assumed: that a comparison with something that was given is a test of
 * state; it may ask who is asking.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Condition, Instance, SetColumn } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import type { Test } from '../model/tests.js';
import { isConstantLike, type Value } from '../model/values.js';
import { isKnown } from '../operations/known.js';
import { schemaOf } from '../resolve/schema-of.js';
import { keyColumns, testsOn } from './related-rows.js';
import type { WriteEffect } from './write-effect.js';

/** `is`, `isNot`: one of these values, none of these; `set`, `unset`: true or there, false or NULL; `bound`: on one side of a value. */
export type Wanted = { readonly kind: 'is' | 'isNot'; readonly values: readonly string[] } | { readonly kind: 'set' | 'unset' | 'bound' };

export interface State {
  readonly column: string;
  readonly wanted: Wanted;
}

/** The states of a read's row on which a write depends. */
export const statesOf = (model: FunctionModel, effect: WriteEffect, read: Instance): readonly State[] => {
  const tests = testsOn(model, effect);
  const names = keyColumns(read);
  const mustBe = (read.operation.result.kind === 'row' && read.operation.result.absent === 'throws') || tests.some((test) => test.kind === 'presence' && test.present && test.of.kind === 'row' && test.of.read === read);
  return [...tests.flatMap((test) => stateIn(test, read)), ...(mustBe ? read.where.flatMap(stateLookedFor) : [])].filter(({ column }) => !names.includes(column) && !isForeignKey(read, column));
};

const isForeignKey = ({ operation }: Instance, column: string): boolean => {
  const schema = schemaOf(operation);
  return isKnown(schema) && (schema?.foreignKeys?.keys.some(({ columns }) => columns.includes(column)) ?? false);
};

const stateIn = (test: Test, read: Instance): readonly State[] => {
  switch (test.kind) {
    case 'truth':
      return columnOf(test.of, read).map((column) => ({ column, wanted: { kind: test.holds ? 'set' : 'unset' } }));
    case 'comparison':
      return [...compared(test.left, test.operator, test.right, read), ...compared(test.right, mirrored[test.operator] ?? test.operator, test.left, read)];
    case 'presence': {
      if (test.of.kind !== 'membership' || !test.of.key || test.of.of.kind !== 'list') return [];
      const { items } = test.of.of;
      const values = items?.flatMap((item) => spelling(item) ?? []);
      if (!values || values.length === 0 || values.length !== items?.length) return [];
      return columnOf(test.of.key, read).map((column) => ({ column, wanted: { kind: test.present ? 'is' : 'isNot', values } }));
    }
    default:
      return [];
  }
};

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The column of the read's row that a value is. */
const columnOf = (value: Value, read: Instance): readonly string[] => {
  if (value.kind !== 'field') return [];
  return sourcesOf(value).flatMap((source) => (source.read === read && source.how === 'identity' && source.aggregate === undefined && source.path.length === 1 && source.column !== undefined ? [source.column] : []));
};

const compared = (tested: Value, operator: string, other: Value, read: Instance): readonly State[] =>
  columnOf(tested, read).flatMap((column): State[] => {
    // a clock makes such a check stale by itself
    if (operator in mirrored) return isMadeOfNothing(other) ? [] : [{ column, wanted: { kind: 'bound' } }];
    const isEqual = operator === '===' || operator === '==';
    if (!isEqual && operator !== '!==' && operator !== '!=') return [];
    if (isNothing(other)) return [{ column, wanted: { kind: isEqual ? 'unset' : 'set' } }];
    const value = spelling(other);
    return value === undefined ? [] : [{ column, wanted: { kind: isEqual ? 'is' : 'isNot', values: [value] } }];
  });

/** `new Date()`, `Date.now()` */
const isMadeOfNothing = (value: Value): boolean => {
  if (value.kind === 'derived') return value.from.every((part) => isMadeOfNothing(part) || (part.kind === 'symbol' && part.symbol.kind === 'global'));
  return value.kind === 'unknown' || (value.kind === 'object' && value.fields.size === 0 && value.spreads.length === 0);
};

const isNothing = (value: Value): boolean => value.kind === 'constant' && (value.value === null || value.value === undefined);

/** `where: { id, status: 'open' }`, `deletedAt: null` */
const stateLookedFor = ({ column, disjunct, op, value, via }: Condition): readonly State[] => {
  if (disjunct || via.length > 0) return [];
  switch (op) {
    case 'isNull':
      return [{ column, wanted: { kind: 'unset' } }];
    case 'notNull':
      return [{ column, wanted: { kind: 'set' } }];
    case 'eq':
    case 'ne': {
      if (!value) return [];
      const isEqual = op === 'eq';
      if (value.kind === 'constant' && (typeof value.value === 'boolean' || value.value === null)) return [{ column, wanted: { kind: isEqual === Boolean(value.value) ? 'set' : 'unset' } }];
      const text = spelling(value);
      return text === undefined ? [] : [{ column, wanted: { kind: isEqual ? 'is' : 'isNot', values: [text] } }];
    }
    case 'in':
    case 'notIn': {
      const items = value?.kind === 'list' ? value.items : undefined;
      const values = items?.flatMap((item) => spelling(item) ?? []);
      return values && values.length > 0 && values.length === items?.length ? [{ column, wanted: { kind: op === 'in' ? 'is' : 'isNot', values } }] : [];
    }
    default:
      return [];
  }
};

/** How a constant is spelled, whether as a text or as the member of an enum; in one file it may be this, in another that. */
const spelling = (of: Value): string | undefined => {
  const value = canonical(of);
  if (!isConstantLike(value)) return undefined;
  const text = value.kind === 'constant' ? (value.value === undefined || value.value === null ? undefined : String(value.value)) : value.kind === 'field' ? value.name : undefined;
  return text?.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
};

/** Whether what a write gives to the column may be something that the check doesn't want. */
export const leaves = ({ value, written }: SetColumn, { wanted }: State): boolean => {
  if (written === 'relation') return false;
  if (wanted.kind === 'bound') return true;
  if (written === 'atomic') return wanted.kind !== 'set';
  const bare = canonical(value);
  const text = spelling(bare);
  switch (wanted.kind) {
    case 'is':
      return text === undefined || !wanted.values.includes(text);
    case 'isNot':
      return text === undefined ? !isNothing(bare) : wanted.values.includes(text);
    case 'set':
      return bare.kind === 'constant' ? !bare.value : bare.kind === 'not' || bare.kind === 'test';
    case 'unset':
      return bare.kind === 'constant' ? Boolean(bare.value) : true;
  }
};
