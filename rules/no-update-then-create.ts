/**
 * Disallow inserting a row because an update touched none.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-update-then-create',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow inserting a row because an update touched none', recommended: 'recommended' },
    schema: [],
    messages: {
      race: "Another request can insert the same row between the update that touched none (line {{readLine}}) and this {{write}}{{outcome}}.{{elsewhere}}{{also}} {{advice}}",
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
