/**
 * Disallow enforcing a limit by counting rows before the write.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-racy-limit-check',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow enforcing a limit by counting rows before the write', recommended: 'recommended' },
    schema: [],
    messages: {
      race: "Another request can pass the same limit check (line {{readLine}}) before this {{write}}: together they break the limit.{{elsewhere}}{{also}} {{advice}}",
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
