import { inFullRun } from './full-run.js';

await inFullRun(async () => {
  const { rawSql } = await import('./layers/raw-sql.js');
  const { proveLayer } = await import('./prove.js');
  const { rawSqlScenarios } = await import('./scenarios/raw-sql.js');
  await proveLayer(rawSql, rawSqlScenarios, []);
});
