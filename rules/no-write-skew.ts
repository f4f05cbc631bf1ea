/**
 * Disallow writing a row because of the state of a related row, when the function that changes the state deals with such rows and may run in between.
 */
import type { FileModel } from '../src/model/build-model.js';
import { isMarkedOnly, vanishingParents } from '../src/races/vanishing-parents.js';
import { writeSkews, type WriteSkew } from '../src/races/write-skew.js';
import { createRule } from '../src/report/create-rule.js';
import { lineOf, mentionCall, mentionElsewhere, mentionPlace, mentionTable, placeOf, reportNode } from '../src/report/mention.js';
import { reportSites, type Site } from '../src/report/report-sites.js';
import { repairsOf } from '../src/repairs/repairs.js';

export default createRule({
  name: 'no-write-skew',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow writing a row because of the state of a related row, when the function that changes the state deals with such rows and may run in between', recommended: 'strict' },
    hasSuggestions: true,
    schema: [],
    messages: {
      race: 'Another request can change `{{column}}` of the {{parent}} and deal with its {{child}} rows ({{place}}) between this check (line {{readLine}}) and this {{write}}: {{outcome}}.{{elsewhere}} {{advice}}',
      repair: '{{repair}}',
    },
  },
  create: (context) =>
    reportSites(context, (file, _open, enabled) => {
      if (!file) return [];
      const marked = new Set(enabled.has('no-check-then-reference') ? vanishingParents(file).filter(isMarkedOnly).map(({ candidate }) => candidate.write) : []);
      return writeSkews(file).filter(({ candidate }) => !marked.has(candidate.write)).map((skew) => toSite(skew, file));
    }),
});

const toSite = ({ candidate, change, state }: WriteSkew, file: FileModel): Site => {
  const { model, read, write } = candidate;
  const { advice, suggestions } = repairsOf(candidate, file.facts.resolver.sourceCode);
  const outcome = write.operation.kind === 'insert' ? 'it adds a row that the other one never saw' : 'it writes a row whose state was decided meanwhile';
  return {
    node: reportNode(write),
    at: placeOf(write),
    messageId: 'race',
    data: { column: state.column, parent: mentionTable(read), child: mentionTable(write), place: mentionPlace(change, file.facts.resolver), readLine: String(lineOf(read)), write: mentionCall(write), outcome, elsewhere: mentionElsewhere(model, read, write), advice },
    suggestions,
  };
};
