/**
 * Disallow updating or deleting a row by key because of a state that was read before, when another request can change the state in between.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-check-then-update',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow updating or deleting a row by key because of a state that was read before, when another request can change the state in between', recommended: 'recommended' },
    hasSuggestions: true,
    schema: [],
    messages: {
      race: "Another request can change {{columns}} between the read that this decision rests on (line {{readLine}}) and this {{write}}: both pass the check, and the transition happens twice or overwrites the other.{{elsewhere}}{{also}} {{advice}}",
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
