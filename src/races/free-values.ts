/**
 * Values that are written because no row had them: a free name, found by a function that looks for one candidate after the other; a mark that the
 * first row gets (`isDefault`, `role: 'OWNER'`).
 *
 * In: the columns of a write. Out: what says, of one of the values that a column may get, that the rows were asked for and none was there.
 * Never assumed: that a value which was made anew after the last look-up is free; that a value which is counted on from the last row marks the first.
 */
import type { FunctionModel, Guard } from '../model/function-model.js';
import { sourcesOf } from '../model/provenance.js';
import { testsOf, type Test } from '../model/tests.js';
import { constant, isConstantLike, optionsOf, same, type Literal, type Option, type Value } from '../model/values.js';
import { equalities, sameTable, sameValue } from './keys.js';
import type { WriteEffect } from './write-effect.js';

/** What says that values which the write gives were looked for, and not there. */
export const guardsOfFreeValues = (model: FunctionModel, { kind, sets }: WriteEffect): readonly Guard[] =>
  kind === 'delete' || kind === 'unlink'
    ? []
    : sets.flatMap(({ column, written, value }) => {
        const options = written === 'value' && (value.kind === 'phi' || value.kind === 'logical') ? optionsOf(value) : [];
        const literals = options.map((option) => literalsOf(model, option));
        return options.flatMap((option, index) =>
          [...(literals[index] ?? []), ...impliedBy(literals, index)].filter((literal) => saysIsFree(model, literal, option, column)).map((literal): Guard => ({ literal, node: undefined })),
        );
      });

/** A column with the value that it has for the first row, and what says that it is the first. */
export interface Mark {
  readonly column: string;
  /** the write, with this value */
  readonly effect: WriteEffect;
  readonly guards: readonly Guard[];
}

/** Marks that a row gets for being the first: a column has one of several constants, by whether rows of its own table were there. */
export const marksOfFirst = (model: FunctionModel, effect: WriteEffect): readonly Mark[] =>
  effect.kind !== 'insert'
    ? []
    : effect.sets.flatMap((set) =>
        (set.written === 'value' ? marksIn(set.value) : []).flatMap((option): Mark[] => {
          const guards = literalsOf(model, option).filter((literal) => saysIsFirst(model, literal, effect)).map((literal): Guard => ({ literal, node: undefined }));
          return guards.length === 0 ? [] : [{ column: set.column, effect: { ...effect, sets: effect.sets.map((other) => (other === set ? { ...set, value: option.value } : other)) }, guards }];
        }),
      );

/** The constants that a value may be, each with what decides that it is the one. */
const marksIn = (value: Value): readonly Option[] => {
  if (value.kind === 'test' || value.kind === 'not') return [{ value: constant(true), block: undefined, when: [{ condition: value, holds: true }] }];
  if (value.kind === 'logical' && value.operator === '||') return marksIn(value.left);
  return value.kind === 'phi' && value.options.length > 1 && value.options.every((option) => isConstantLike(option.value)) ? value.options : [];
};

const saysIsFirst = (model: FunctionModel, literal: Literal, { instance }: WriteEffect): boolean =>
  testsOf(literal, model.literalsOfBlock).some((test) => test.kind === 'presence' && !test.present && test.of.kind !== 'lookup' && test.of.kind !== 'membership' && sourcesOf(test.of).some(({ read }) => read.operation.kind === 'read' && !read.parent && sameTable(read, instance)));

const literalsOf = (model: FunctionModel, { block, when }: Option): readonly Literal[] => (block ? [...when, ...model.literalsOfBlock(block)] : when);

/** A value that stands where it isn't replaced (`let name = base; if (taken) name = other`): what makes it another one didn't happen. */
const impliedBy = (all: readonly (readonly Literal[])[], index: number): readonly Literal[] => {
  const own = all[index] ?? [];
  const others = all.filter((_, other) => other !== index);
  const further = others.map((literals) => literals.filter((literal) => !own.some((known) => isSame(known, literal))));
  return others.every((literals) => own.every((literal) => literals.some((other) => isSame(other, literal)))) ? further.flat().map(({ condition, holds }) => ({ condition, holds: !holds })) : [];
};

const isSame = (a: Literal, b: Literal): boolean => a.holds === b.holds && (a.condition === b.condition || same(a.condition, b.condition));

/** Whether a literal says that rows were asked for this value in this column, and none was there. */
const saysIsFree = (model: FunctionModel, literal: Literal, { value }: Option, column: string): boolean =>
  testsOf(literal, model.literalsOfBlock).some((test) => test.kind === 'presence' && !test.present && (isAskedOf(test, value, column) || sourcesOf(test.of).some(({ read }) => equalities(read).some((looked) => looked.column === column && sameValue(looked.value, value)))));

/** `names.has(candidate)` */
const isAskedOf = ({ of }: Extract<Test, { kind: 'presence' }>, value: Option['value'], column: string): boolean =>
  (of.kind === 'membership' || of.kind === 'lookup') && of.key !== undefined && (of.by === undefined || of.by === column) && sameValue(of.key, value);
