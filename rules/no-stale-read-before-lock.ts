/**
 * Disallow deciding or computing from a read that was made before the lock.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-stale-read-before-lock',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow deciding or computing from a read that was made before the lock', recommended: 'recommended' },
    schema: [],
    messages: {
      race: "This {{write}} rests on a read (line {{readLine}}) that was made before the lock (line {{lockLine}}): another request can change the row before the lock is held.{{elsewhere}}{{also}} {{advice}}",
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
