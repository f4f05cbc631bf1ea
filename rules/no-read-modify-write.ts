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
      move: "The rows that this {{write}} moves lie beyond the {{columns}} that was read (line {{readLine}}): when another request moves that row in between, others are moved once too often, or not at all.{{elsewhere}}{{also}} {{advice}}",
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: candidate.isMove === true ? 'move' : 'race', data: raceData(candidate) })),
});
