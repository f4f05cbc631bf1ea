/**
 * Disallow locking one row and deciding by another that is not locked.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-wrong-lock-target',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow locking one row and deciding by another that is not locked', recommended: 'recommended' },
    hasSuggestions: true,
    schema: [],
    messages: {
      race: "The lock taken on line {{lockLine}} ({{lockTable}}) doesn't protect what this {{write}} rests on: {{readTable}} is read on line {{readLine}} without a lock, so another request can change it in between.{{elsewhere}}{{also}} {{advice}}",
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
