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
      snapshot:
        "The lock taken on line {{lockLine}} ({{lockTable}}) is the right one, but what this {{write}} rests on is read on line {{readLine}} from a snapshot of the transaction that is older than the lock: what another request committed while this one waited isn't in it.{{elsewhere}}{{also}} Take the lock before the transaction's first read, or read {{readTable}} with a lock; at REPEATABLE READ on PostgreSQL, use READ COMMITTED.",
      repair: '{{repair}}',
    },
  },
  create: (context) => reportRaces(context, (candidate) => ({ messageId: candidate.isSnapshotOld ? 'snapshot' : 'race', data: raceData(candidate) })),
});
