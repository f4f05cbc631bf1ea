import { knex } from './layers/knex.js';
import { proveLayer } from './prove.js';
import { knexScenarios } from './scenarios/knex.js';

await proveLayer(knex, knexScenarios, []);
