/** How an operation joins a transaction: by its `transaction` option. */
import type { Dialect } from '../../operations/dialect.js';

export const throughHandle: Dialect['throughHandle'] = (_operation, handle) => ({
  kind: 'refusal', reason: `Give it the transaction: the option ${handle.node.type === 'Identifier' ? `\`{ transaction: ${handle.node.name} }\`` : '`transaction`'}.`,
});
