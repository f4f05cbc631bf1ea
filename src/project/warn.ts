/** What a user should know about files that aren't linted: said once a process, on the error output; linting goes on. */
const said = new Set<string>();

/** Says something once. */
export const warnOnce = (message: string): void => {
  if (said.has(message)) return;
  said.add(message);
  process.emitWarning(message, { type: 'eslint-plugin-db-race' });
};
