/**
 * Disallow writing a value that was computed from the same column read before, when another request can change it in between.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-read-modify-write',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow writing a value that was computed from the same column read before, when another request can change it in between', recommended: 'recommended' },
    hasSuggestions: true,
    schema: [],
    messages: {
      race: "The value written to {{columns}} comes from a read (line {{readLine}}): a change that another request makes before this {{write}} is lost.{{elsewhere}}{{also}} {{advice}}",
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
