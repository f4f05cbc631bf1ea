import { inFullRun } from './full-run.js';

await inFullRun(async () => {
  const { knex } = await import('./layers/knex.js');
  const { proveLayer } = await import('./prove.js');
  const { knexScenarios } = await import('./scenarios/knex.js');
  await proveLayer(knex, knexScenarios, []);
});
