/**
 * Disallow SERIALIZABLE transactions that nobody tries again when the database fails them.
 */
import { createRule } from '../src/report/create-rule.js';
import { reportSites, type Site } from '../src/report/report-sites.js';
import { lineOf, mentionCall, verbNode } from '../src/report/mention.js';
import { unretriedTransactions, type Unretried } from '../src/races/serializable.js';

export default createRule({
  name: 'require-transaction-retry',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow SERIALIZABLE transactions that are not tried again when the database fails them', recommended: 'strict' },
    schema: [],
    messages: {
      race: 'Of two such transactions that meet, the database fails one with a serialization failure ({{failure}}), and nothing tries it again: what {{write}} (line {{line}}) was to write is lost, and the request gets an error. Try the whole transaction again, a bounded number of times, on that failure.',
    },
  },
  create: (context) => reportSites(context, (file) => (file ? unretriedTransactions(file).map(toSite) : [])),
});

const toSite = ({ transaction, write }: Unretried): Site => ({
  node: transaction.parent?.type === 'MethodDefinition' ? transaction.parent.key : verbNode(transaction),
  messageId: 'race',
  data: { write: `the ${mentionCall(write)}`, line: String(lineOf(write)), failure: write.operation.dialect.serializationFailure ?? '40001, on MySQL 1213' },
});
