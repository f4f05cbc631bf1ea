/**
 * Disallow error handlers that take any error for a constraint's violation, or never recognise it.
 */
import { blindPredicates } from '../src/analysis.js';
import { unsafeCatches, type UnsafeCatch } from '../src/races/unsafe-catch.js';
import { createRule } from '../src/report/create-rule.js';
import { lineOf, mentionCall } from '../src/report/mention.js';
import { reportSites, type Site } from '../src/report/report-sites.js';
import { uniqueViolationOf } from '../src/resolve/schema-of.js';

export default createRule({
  name: 'no-unsafe-constraint-catch',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow deciding on a constraint violation by text, by a field that the error lacks, or by nothing at all', recommended: 'recommended' },
    schema: [],
    messages: {
      blanket: 'Whatever goes wrong with {{write}} (line {{line}}) is answered as if the row were there already: a lost connection, a deadlock, a missing parent. Answer so only to {{violation}}, and throw the rest on.',
      text: 'Whether {{write}} (line {{line}}) met a row that is there already is decided by the text of `{{field}}`, which changes with version, driver and language. Test the code of {{violation}}, and the constraint\'s name.',
      shape: 'On an error of {{write}} (line {{line}}) `{{path}}` is never what it is compared with: the violation isn\'t recognised, and the second request gets an error. Look at {{instead}}.',
      reference: 'On an error of {{write}} (line {{line}}) `{{path}}` is never what it is compared with: a foreign key violation (of a row whose parent is gone, or that has children) passes for any other error. Look at {{instead}}.',
      predicate: '`{{path}}` is never there on such an error: the violation isn\'t recognised, and the second request gets an error. Look at {{instead}}.',
      retry: '{{write}} (line {{line}}) is tried again for ever, whatever the error is. Retry a bounded number of times, only on {{violation}}, and throw the rest on.',
      'any-constraint': 'A violation that doesn\'t say which constraint it is of (`{{path}}` is missing) counts as one of the constraint that is asked for. Treat it as unknown, and throw it on.',
    },
  },
  create: (context) =>
    reportSites(context, (file) => [
      ...blindPredicates(context).map(({ node, path, instead }): Site => ({ node, messageId: 'predicate', data: { path, instead } })),
      ...(file ? unsafeCatches(file) : []).map(toSite),
    ]),
});

const toSite = ({ write, node, why }: UnsafeCatch): Site => ({
  node,
  messageId: why.kind === 'shape' && why.violation === 'foreign-key' ? 'reference' : why.kind,
  data: {
    write: `${why.kind === 'retry' ? 'This' : 'this'} ${mentionCall(write)}`,
    line: String(lineOf(write)),
    violation: uniqueViolationOf(write.operation),
    field: 'field' in why ? why.field : '',
    path: 'path' in why ? why.path : '',
    instead: 'instead' in why ? why.instead : '',
  },
});
