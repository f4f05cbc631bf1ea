import { inFullRun } from './full-run.js';

await inFullRun(async () => {
  const { sequelize } = await import('./layers/sequelize.js');
  const { proveLayer } = await import('./prove.js');
  const { sequelizeScenarios } = await import('./scenarios/sequelize.js');
  await proveLayer(sequelize, sequelizeScenarios, []);
});
