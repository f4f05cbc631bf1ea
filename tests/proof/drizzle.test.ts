import { inFullRun } from './full-run.js';

await inFullRun(async () => {
  const { drizzle } = await import('./layers/drizzle.js');
  const { proveLayer } = await import('./prove.js');
  const { drizzleScenarios } = await import('./scenarios/drizzle.js');
  await proveLayer(drizzle, drizzleScenarios, []);
});
