/** Comments that a change would take away. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Range = readonly [number, number];

/** The comments inside a range. */
export const commentsInRange = (range: Range, source: Readonly<TSESLint.SourceCode>): readonly TSESTree.Comment[] => source.getAllComments().filter((comment) => isInside(comment.range, range));

/** The comments inside the ranges, without those inside nodes whose text is kept. */
export const lostComments = (ranges: readonly Range[], kept: readonly Range[], source: Readonly<TSESLint.SourceCode>): readonly TSESTree.Comment[] =>
  source.getAllComments().filter((comment) => ranges.some((range) => isInside(comment.range, range)) && !kept.some((range) => isInside(comment.range, range)));

const isInside = (inner: Range, outer: Range): boolean => outer[0] <= inner[0] && inner[1] <= outer[1];

/** A comment that speaks to a tool about the line that it stands at. */
export const isDirective = ({ value }: TSESTree.Comment): boolean => /^[\s*]*(?:@ts-|eslint[- ]|prettier-ignore|biome-ignore|istanbul |c8 |v8 )/.test(value);
