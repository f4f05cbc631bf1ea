/**
 * Disallow going on in a transaction of PostgreSQL after an error in it was caught.
 */
import { usesAfterError, type UseAfterError } from '../src/races/aborted.js';
import { createRule } from '../src/report/create-rule.js';
import { lineOf, mentionCall, placeOf, reportNode } from '../src/report/mention.js';
import { reportSites, type Site } from '../src/report/report-sites.js';

export default createRule({
  name: 'no-query-after-constraint-error',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow going on in a transaction of PostgreSQL after an error in it was caught', recommended: 'strict' },
    schema: [],
    messages: {
      used: 'When {{write}} (line {{line}}) meets a row that another request inserted, its error is caught, but PostgreSQL has aborted the transaction: this {{next}} fails (25P02). Put the write into a savepoint (a nested transaction), or let the database ignore the conflict (ON CONFLICT).',
      lost: 'When {{write}} (line {{line}}) meets a row that another request inserted, its error is kept quiet, but PostgreSQL has aborted the transaction: its commit is a rollback without an error, and {{earlier}} (line {{earlierLine}}) is lost. Put the write into a savepoint (a nested transaction), or let the database ignore the conflict (ON CONFLICT).',
    },
  },
  create: (context) => reportSites(context, (file) => (file ? usesAfterError(file).map(toSite) : [])),
});

const toSite = ({ write, why }: UseAfterError): Site => ({
  node: reportNode(why.kind === 'used' ? why.next : write),
  at: placeOf(why.kind === 'used' ? why.next : write),
  messageId: why.kind,
  data: {
    write: mentionCall(write),
    line: String(lineOf(write)),
    next: why.kind === 'used' ? mentionCall(why.next) : '',
    earlier: why.kind === 'lost' ? mentionCall(why.earlier) : '',
    earlierLine: why.kind === 'lost' ? String(lineOf(why.earlier)) : '',
  },
});
