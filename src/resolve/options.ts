/** An object of options as schemas are declared by: its literal with the file that it stands in. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ObjectShape, Resolver } from './resolver.js';

/** Options of a column, an index or a relation; empty where none are written. */
export interface Options {
  readonly shape: ObjectShape;
  readonly at: Resolver;
}

export const optionsOf = (node: TSESTree.Node | undefined, at: Resolver): Options => ({ shape: at.object(node), at });

export const textOption = ({ shape, at }: Options, name: string): string | undefined => at.text(shape.entries.get(name)?.value);

const isLiterally = ({ shape, at }: Options, name: string, expected: boolean): boolean => {
  const node = shape.entries.get(name)?.value;
  const value = node && at.constant(node);
  return value?.type === 'Literal' && value.value === expected;
};

/** Whether an option is written and is `true`. */
export const isOn = (options: Options, name: string): boolean => isLiterally(options, name, true);

/** Whether an option is written and is `false`. */
export const isOff = (options: Options, name: string): boolean => isLiterally(options, name, false);

/** Nothing is spread into the object, and nothing is put into it later. */
export const isClosed = ({ shape }: Options): boolean => !shape.open && shape.spreads.length === 0;
