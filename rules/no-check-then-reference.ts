/**
 * Disallow inserts that point to a row which was looked for before, and may be gone by then.
 */
import type { FileModel } from '../src/model/build-model.js';
import { mentionViolation } from '../src/races/foreign-keys.js';
import { givesErrorBack } from '../src/races/returned-errors.js';
import { isMarkedOnly, vanishingParents, type VanishingParent } from '../src/races/vanishing-parents.js';
import { writeSkews } from '../src/races/write-skew.js';
import { createRule } from '../src/report/create-rule.js';
import { lineOf, mentionCall, mentionPlace, mentionTable, placeOf, reportNode } from '../src/report/mention.js';
import { reportSites, type Site } from '../src/report/report-sites.js';

export default createRule({
  name: 'no-check-then-reference',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow looking for a row and then inserting another one that points to it, where the row can be deleted in between', recommended: 'strict' },
    schema: [],
    messages: {
      refused: 'Another request can delete the {{parent}} ({{place}}) after it was looked for (line {{line}}): this {{write}} then fails with {{violation}} on `{{column}}`, in place of the answer of the check. Catch the violation and give that answer, or lock the row when it is read (FOR KEY SHARE), in one transaction with the insert.',
      orphan: 'Another request can delete the {{parent}} and what belongs to it ({{place}}) after it was looked for (line {{line}}): {{outcome}}. {{advice}}',
      flagged: 'Another request can {{mark}} the {{parent}} and deal with what belongs to it ({{place}}) after it was looked for (line {{line}}): this {{write}} adds a row to it that the other one never saw. Lock the row when it is read (FOR SHARE), in one transaction with the insert.',
    },
  },
  create: (context) =>
    reportSites(context, (file, _open, enabled) => {
      if (!file) return [];
      // where the check is of a state that changes, too, its lock keeps the row from being deleted as well
      const ofState = new Set(enabled.has('no-write-skew') ? writeSkews(file).map(({ candidate }) => candidate.write) : []);
      return vanishingParents(file).filter((parent) => isMarkedOnly(parent) || !ofState.has(parent.candidate.write)).map((parent) => toSite(parent, file));
    }),
});

const toSite = (parent: VanishingParent, file: FileModel): Site => {
  const { candidate: { read, write }, column, flag, refused, removal } = parent;
  const at = { node: reportNode(write), at: placeOf(write) };
  const shared = { parent: mentionTable(read), place: mentionPlace(removal, file.facts.resolver), line: String(lineOf(read)), write: mentionCall(write), column };
  if (isMarkedOnly(parent)) return { ...at, messageId: 'flagged', data: { ...shared, mark: flag === undefined ? 'soft-delete' : `set \`${flag}\` of` } };
  if (refused === true) return { ...at, messageId: 'refused', data: { ...shared, violation: mentionViolation(write) } };
  const isDocument = write.operation.dialect.isolation === 'snapshot';
  const outcome = refused === false ? `this ${mentionCall(write)} leaves a row whose \`${column}\` points to nothing: no foreign key is declared on it` : `this ${mentionCall(write)} fails with ${mentionViolation(write)} on \`${column}\`, or, where the database has no such key, leaves a row that points to nothing`;
  const advice = givesErrorBack(write)
    ? 'Look for the violation in the error that is given back; there is no transaction that could lock the row.'
    : isDocument
    ? 'Run both in one transaction that writes the parent, too (a counter, a time stamp), so that the two conflict.'
    : refused === false
      ? 'Declare the foreign key and catch its violation, or lock the row when it is read (FOR SHARE), in one transaction with the insert.'
      : 'Catch the violation, or lock the row when it is read (FOR SHARE), in one transaction with the insert.';
  return { ...at, messageId: 'orphan', data: { ...shared, outcome, advice } };
};
