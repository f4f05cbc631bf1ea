import { kysely } from './layers/kysely.js';
import { proveLayer } from './prove.js';
import { kyselyScenarios } from './scenarios/kysely.js';

await proveLayer(kysely, kyselyScenarios, []);
