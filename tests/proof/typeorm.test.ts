import { proveLayer } from './prove.js';
import { typeormScenarios } from './scenarios/typeorm.js';
import { typeorm } from './typeorm.js';

await proveLayer(typeorm, typeormScenarios, []);
