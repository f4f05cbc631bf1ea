/**
 * Disallow operations within a transaction that aren't part of it.
 */
import { outerOperations, type OuterOperation } from '../src/races/outer-client.js';
import { ownerOf } from '../src/resolve/modules.js';
import { createRule } from '../src/report/create-rule.js';
import { lineOf, mentionCall, mentionClient, mentionTable, placeOf, reportNode } from '../src/report/mention.js';
import { reportSites, type Site } from '../src/report/report-sites.js';

export default createRule({
  name: 'no-outer-client-in-transaction',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow operations within a transaction that go through another client and so are no part of it', recommended: 'recommended' },
    hasSuggestions: true,
    schema: [],
    messages: {
      writes: 'This {{call}} goes through {{client}}, not through the transaction (line {{line}}): it stays when the transaction is rolled back, and other requests see it before the commit. {{advice}}',
      waits: 'This {{call}} goes through {{client}}, not through the transaction (line {{line}}), and waits for the row that the transaction holds since line {{holderLine}}: the transaction waits for it in turn, and neither goes on. {{advice}}',
      'own-transaction': 'This {{call}} runs in a transaction of its own, opened on {{client}}: it stays when the transaction around it (line {{line}}) is rolled back. {{advice}}',
      'reads-written': 'This {{call}} goes through {{client}}, not through the transaction (line {{line}}): it can\'t see what the transaction wrote to {{table}} on line {{writeLine}}. {{advice}}',
      guards: 'This {{call}} goes through {{client}}, not through the transaction (line {{line}}), and decides on the write on line {{writeLine}}: neither a lock nor a snapshot of the transaction covers it. {{advice}}',
      'not-awaited': 'Nobody waits for this {{call}}: the transaction (line {{line}}) can be committed or rolled back before it runs. Await it within the transaction.',
      repair: '{{repair}}',
    },
  },
  create: (context) => reportSites(context, (file, open) => (file ? outerOperations(file, open).map(toSite) : [])),
});

const toSite = ({ instance, transaction, isGiven, client, aborts, why }: OuterOperation): Site => {
  const { operation, hops } = instance;
  const { extent, node } = transaction;
  const at = hops.length > 0 || isGiven || aborts || why.kind === 'own-transaction' || why.kind === 'not-awaited' ? undefined : ownerOf(operation.node);
  const joined = at && operation.dialect.throughHandle(operation, extent.handle, at);
  return {
    node: reportNode(instance),
    at: placeOf(instance),
    messageId: why.kind,
    data: {
      call: mentionCall(instance),
      client: mentionClient(client),
      line: String(node.loc.start.line),
      table: mentionTable(instance),
      writeLine: 'write' in why ? String(lineOf(why.write)) : '',
      holderLine: 'holder' in why ? String(lineOf(why.holder)) : '',
      advice: aborts ? 'Use the handle of the transaction, with ON CONFLICT or a savepoint: PostgreSQL goes on with no transaction in which a statement has failed, even where the error is caught.' : joined?.kind === 'refusal' ? joined.reason : hops.length > 1 ? 'Hand the handle of the transaction on to where it is made.' : hops.length > 0 ? 'Give it the handle of the transaction.' : 'Use the handle of the transaction.',
    },
    suggestions: joined?.kind === 'patch' ? [joined] : [],
  };
};
