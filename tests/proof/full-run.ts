/** Whether all of the proofs run (`npm run test:proof`), or the part that every test run can afford. */
import { it } from 'vitest';

export const isFullRun = process.env['PROOF'] === 'full';

/** Defines tests that only a full run has; nothing that they need is loaded otherwise. */
export const inFullRun = async (define: () => Promise<void>): Promise<void> => {
  if (isFullRun) await define();
  else it.skip('only in the full run: npm run test:proof', () => undefined);
};
