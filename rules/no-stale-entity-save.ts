/**
 * Disallow saving a loaded entity as a whole, when another request can change other columns of the row in between.
 */
import { createRule } from '../src/report/create-rule.js';
import { mentionStale } from '../src/report/mention.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-stale-entity-save',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow saving a loaded entity as a whole, when another request can change other columns of the row in between', recommended: 'strict' },
    hasSuggestions: true,
    schema: [],
    messages: {
      race: 'This {{write}} writes each column in which the entity differs from the row by then: what another request changes in {{stale}} after the entity was loaded (line {{readLine}}) gets its old value back.{{elsewhere}}{{also}} {{advice}}',
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: { ...raceData(candidate), stale: mentionStale(candidate.columns) } })),
});
