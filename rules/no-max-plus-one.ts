/**
 * Disallow numbering a new row by the highest or the number of existing ones.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-max-plus-one',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow numbering a new row by the highest or the number of existing ones', recommended: 'recommended' },
    schema: [],
    messages: {
      race: "Another request can read the same last number (line {{readLine}}) before this {{write}}: {{number}}.{{elsewhere}}{{also}} {{advice}}",
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
