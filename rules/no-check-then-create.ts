/**
 * Disallow creating a row because a check found none, when another request can create it in between.
 */
import { uniquenessOf } from '../src/races/uniqueness.js';
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-check-then-create',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow creating a row because a check found none, when another request can create it in between', recommended: 'recommended' },
    fixable: 'code',
    hasSuggestions: true,
    defaultOptions: [{ whenUnique: 'report' }],
    schema: [
      {
        type: 'object',
        properties: {
          whenUnique: { type: 'string', enum: ['report', 'ignore'], description: 'Whether to report where a full unique key is declared on the columns, so that the second request gets an error and no second row.' },
        },
        additionalProperties: false,
      },
    ],
    messages: {
      race: "Another request can insert the same {{columns}} between this check (line {{readLine}}) and this {{write}}{{outcome}}.{{elsewhere}}{{also}} {{advice}}",
      mark: 'Another request can insert into {{readTable}}, too, between this check (line {{readLine}}) and this {{write}}: both rows get the {{mark}} of the first one.{{elsewhere}}{{also}} {{advice}}',
      repair: '{{repair}}',
    },
  },
  create: (context, [options]) =>
    reportRaces(context, (candidate) => (options?.whenUnique === 'ignore' && uniquenessOf(candidate).kind === 'unique' ? undefined : { messageId: candidate.mark === undefined ? 'race' : 'mark', data: raceData(candidate) })),
});
