/**
 * Disallow saving the same entity twice with nothing changed in between.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-duplicate-save',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow saving the same entity twice with nothing changed in between', recommended: 'recommended' },
    fixable: 'code',
    hasSuggestions: true,
    schema: [],
    messages: {
      race: "The same entity was saved on line {{readLine}} and nothing has changed it since: this {{write}} writes it again, over what another request wrote meanwhile, or inserts it twice.{{elsewhere}}{{also}} {{advice}}",
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
