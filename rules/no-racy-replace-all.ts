/**
 * Disallow replacing a set of rows by a delete and inserts that another request can come between.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-racy-replace-all',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow replacing a set of rows by a delete and inserts, when another request can do the same in between', recommended: 'recommended' },
    schema: [],
    messages: {
      race: 'Another request can replace the rows of {{readTable}} by the same {{columns}} between the delete (line {{readLine}}) and this {{write}}: both sets stay, or the second insert fails on a unique key.{{elsewhere}}{{also}} {{advice}}',
      mark: 'Another request can give {{mark}} to a row of {{readTable}}, too, between the update that takes it from all (line {{readLine}}) and this {{write}}: both rows have it.{{elsewhere}}{{also}} {{advice}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: candidate.mark === undefined ? 'race' : 'mark', data: raceData(candidate) })),
});
