/**
 * Disallow creating a row because a check found none, when another request can create it in between.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-check-then-create',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow creating a row because a check found none, when another request can create it in between', recommended: 'recommended' },
    hasSuggestions: true,
    schema: [],
    messages: {
      race: "Another request can insert the same {{columns}} between this check (line {{readLine}}) and this {{write}}{{outcome}}.{{elsewhere}}{{also}} {{advice}}",
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
