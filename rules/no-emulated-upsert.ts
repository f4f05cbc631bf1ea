/**
 * Disallow upserts that run as a SELECT followed by an INSERT or UPDATE.
 */
import { createRule } from '../src/report/create-rule.js';
import { raceData } from '../src/report/race-data.js';
import { reportRaces } from '../src/report/report-races.js';

export default createRule({
  name: 'no-emulated-upsert',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow upserts that run as a SELECT followed by an INSERT or UPDATE', recommended: 'recommended' },
    schema: [],
    messages: {
      race: "This {{write}} isn't one statement: {{reason}}. It runs as a SELECT, then an INSERT or UPDATE, and another request can insert the same {{columns}} in between: a unique violation.{{elsewhere}}{{also}} {{advice}}",
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: 'race', data: raceData(candidate) })),
});
