import { drizzle } from './layers/drizzle.js';
import { proveLayer } from './prove.js';
import { drizzleScenarios } from './scenarios/drizzle.js';

await proveLayer(drizzle, drizzleScenarios, []);
