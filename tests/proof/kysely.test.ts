import { inFullRun } from './full-run.js';

await inFullRun(async () => {
  const { kysely } = await import('./layers/kysely.js');
  const { proveLayer } = await import('./prove.js');
  const { kyselyScenarios } = await import('./scenarios/kysely.js');
  await proveLayer(kysely, kyselyScenarios, []);
});
