/**
 * Disallow locks that are given back before the transaction commits that they guard.
 */
import { earlyUnlocks, type EarlyUnlock } from '../src/races/early-unlock.js';
import { createRule } from '../src/report/create-rule.js';
import { lineOf, mentionCall, verbNode } from '../src/report/mention.js';
import { reportSites, type Site } from '../src/report/report-sites.js';

export default createRule({
  name: 'no-unlock-before-commit',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow giving a lock back before the transaction commits whose rows it guards', recommended: 'strict' },
    schema: [],
    messages: {
      gives: 'The lock is given back here, before {{transaction}} commits: another request can take it and still read what was there before {{write}} (line {{line}}). Take the lock before the transaction begins, and give it back after the commit.',
      runs: 'The lock ends with this callback, before {{transaction}} commits: another request can take it and still read what was there before {{write}} (line {{line}}). Put the transaction into the callback of the lock.',
      session: 'The lock of the session is given back here, before {{transaction}} commits: another request can take it and still read what was there before {{write}} (line {{line}}). Give it back after the commit, or use a lock that ends with the transaction (`pg_advisory_xact_lock`).',
    },
  },
  create: (context) => reportSites(context, (file) => (file ? earlyUnlocks(file).map(toSite) : [])),
});

const toSite = ({ act, write, transaction }: EarlyUnlock): Site => ({
  node: verbNode(act.node),
  messageId: act.scope === 'session' ? 'session' : act.does === 'runs' ? 'runs' : 'gives',
  data: {
    transaction: transaction ? `the transaction (line ${String(transaction.loc.start.line)})` : 'the transaction of the caller',
    write: `the ${mentionCall(write)}`,
    line: String(lineOf(write)),
  },
});
