/** How an operation joins a transaction: by its session. */
import type { Dialect } from '../../operations/dialect.js';

export const throughHandle: Dialect['throughHandle'] = (_operation, handle) => ({
  kind: 'refusal', reason: `Give it the session: ${handle.node.type === 'Identifier' ? `\`{ session: ${handle.node.name} }\`` : '`{ session }`'} as an option, or \`.session(…)\` on a query.`,
});
