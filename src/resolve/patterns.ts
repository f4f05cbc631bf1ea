/** Destructuring: the way from a pattern's whole to the identifier that it binds. */
import type { TSESTree } from '@typescript-eslint/utils';
import { keyName } from '../syntax/property-name.js';

export type Step =
  /** a property, or an element by its index */
  | { readonly kind: 'member'; readonly name: string }
  /** `...rest` of an object: what is left of the same */
  | { readonly kind: 'rest' }
  /** `= value` where the part may be missing */
  | { readonly kind: 'default'; readonly value: TSESTree.Expression }
  /** computed keys, rest elements of arrays */
  | { readonly kind: 'unknown' };

export interface PatternPath {
  /** the outermost pattern: a declarator's id, a parameter, the left side of an assignment or loop */
  readonly root: TSESTree.Node;
  /** from the whole inwards */
  readonly steps: readonly Step[];
}

/** The way from the pattern that an identifier is bound in to the identifier. */
export const patternPath = (identifier: TSESTree.Node): PatternPath => {
  const steps: Step[] = [];
  let current = identifier;
  for (;;) {
    const parent = current.parent;
    if (!parent) return { root: current, steps };
    const step = stepInto(current, parent);
    if (step === undefined) return { root: current, steps };
    if (step.step !== undefined) steps.unshift(step.step);
    current = step.whole;
  }
};

const stepInto = (part: TSESTree.Node, parent: TSESTree.Node): { readonly whole: TSESTree.Node; readonly step: Step | undefined } | undefined => {
  switch (parent.type) {
    case 'Property':
      if (parent.parent.type !== 'ObjectPattern' || parent.value !== part) return undefined;
      return { whole: parent.parent, step: memberStep(keyName(parent)) };
    case 'ArrayPattern':
      return { whole: parent, step: memberStep(String(parent.elements.findIndex((element) => element === part))) };
    case 'AssignmentPattern':
      return parent.left === part ? { whole: parent, step: { kind: 'default', value: parent.right } } : undefined;
    case 'RestElement':
      return parent.parent.type === 'ObjectPattern' ? { whole: parent.parent, step: { kind: 'rest' } } : restElement(parent);
    case 'TSParameterProperty':
      return { whole: parent, step: undefined };
    default:
      return undefined;
  }
};

const memberStep = (name: string | undefined): Step => (name === undefined ? { kind: 'unknown' } : { kind: 'member', name });

const restElement = (rest: TSESTree.RestElement): { readonly whole: TSESTree.Node; readonly step: Step } => ({
  whole: rest.parent.type === 'ArrayPattern' ? rest.parent : rest, step: { kind: 'unknown' },
});
