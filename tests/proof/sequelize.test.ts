import { sequelize } from './layers/sequelize.js';
import { proveLayer } from './prove.js';
import { sequelizeScenarios } from './scenarios/sequelize.js';

await proveLayer(sequelize, sequelizeScenarios, []);
