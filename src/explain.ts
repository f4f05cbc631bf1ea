/**
 * What the analysis thinks of a file, as text: the model of every function, the candidates, and for each its report or the named
 * reason of its silence.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { analyse } from './analysis.js';
import { ModelPrinter, nameOfFunction, printModel } from './model/print.js';
import type { Candidate } from './races/candidate.js';

/** One line for a candidate. */
const printCandidate = (candidate: Candidate): string => {
  const { read, write, shape, columns, closed, model } = candidate;
  const printer = new ModelPrinter(model.instances);
  const where = columns.length > 0 ? ` on ${columns.join(', ')}` : '';
  const fate = closed ? `silent: ${closed.reason}${closed.node ? ` (line ${String(closed.node.loc.start.line)})` : ''}` : 'reported';
  return `${shape}${where}: ${printer.id(read)} line ${String(read.site.loc.start.line)} → ${printer.id(write)} line ${String(write.site.loc.start.line)} in ${nameOfFunction(model.fn)}: ${fate}`;
};

/**
 * Explains a parsed file whose nodes know their parents.
 * @param line only functions and candidates around this line (1-based); undefined: all
 */
export const explain = (sourceCode: Readonly<TSESLint.SourceCode>, filename: string, line?: number): string => {
  const { model, candidates } = analyse(sourceCode, filename);
  model?.facts.recogniseAll();
  if (!model || (model.functions.length === 0 && model.facts.operations.size === 0)) return 'no database operation was recognised';
  const around = (node: { readonly loc: { readonly start: { readonly line: number }; readonly end: { readonly line: number } } }): boolean => line === undefined || (node.loc.start.line <= line && line <= node.loc.end.line);
  const functions = model.functions.filter((fn) => fn.instances.length > 0 && around(fn.fn));
  const shown = candidates.filter((candidate) => around(candidate.model.fn));
  return [...functions.map(printModel), shown.length === 0 ? 'no candidates' : 'candidates', ...shown.map((candidate) => `  ${printCandidate(candidate)}`)].join('\n');
};
