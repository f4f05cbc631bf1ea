/**
 * Disallow messages, jobs and e-mails that go out inside a transaction before it commits.
 */
import { earlyEffects, type EarlyEffect } from '../src/races/early-effects.js';
import { createRule } from '../src/report/create-rule.js';
import { lineOf, verbNode } from '../src/report/mention.js';
import { reportSites, type Site } from '../src/report/report-sites.js';

export default createRule({
  name: 'no-effects-before-commit',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow messages, jobs, e-mails and requests that go out inside a transaction before it commits', recommended: 'strict' },
    schema: [],
    messages: {
      race: 'This sends {{what}} ({{by}}) before the transaction (line {{line}}) commits: it stays sent when the transaction is rolled back, and whoever gets it first doesn\'t see what line {{writeLine}} wrote. Send it after the commit, or write it to a table in the transaction (outbox).',
    },
  },
  create: (context) => reportSites(context, (file) => (file ? earlyEffects(file).map(toSite) : [])),
});

const toSite = ({ call, effect, transaction, write }: EarlyEffect): Site => ({
  node: verbNode(call),
  messageId: 'race',
  data: { what: effect.sends, by: `\`${effect.by}\``, line: String(transaction.loc.start.line), writeLine: String(lineOf(write)) },
});
