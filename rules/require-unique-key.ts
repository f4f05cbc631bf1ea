/**
 * Disallow find-or-create by columns that the schema doesn't declare unique.
 */
import { analysisOf } from '../src/analysis.js';
import { declareAdvice } from '../src/repairs/repairs.js';
import { createRule } from '../src/report/create-rule.js';
import { enabledIn, reportFindings } from '../src/report/findings.js';
import { lineOf, mentionCall, mentionColumns, mentionTable, placeOf } from '../src/report/mention.js';
import { missingKeys } from '../src/report/report-races.js';

export default createRule({
  name: 'require-unique-key',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow find-or-create by columns that the schema doesn\'t declare unique', recommended: 'strict' },
    schema: [],
    messages: {
      missing: 'No unique key of {{table}} is on {{columns}}, by which the row is looked for (line {{readLine}}): nothing makes the second of two {{write}} calls fail, and two rows stay. To have one, {{advice}}.',
    },
  },
  create: (context) =>
    reportFindings(context, () =>
      missingKeys(analysisOf(context), enabledIn(context)).flatMap(({ candidate, missing }) => {
        const { read, write } = candidate;
        // no key of the table could say what the check asks for
        if (missing.scope === 'beyond') return [];
        return {
          loc: placeOf(write).loc,
          messageId: 'missing',
          data: { table: mentionTable(write), columns: mentionColumns(missing.columns), readLine: String(lineOf(read)), write: mentionCall(write), advice: declareAdvice(candidate, missing) },
        };
      }),
    ),
});
