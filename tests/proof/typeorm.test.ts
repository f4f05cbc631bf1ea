import { proveLayer } from './prove.js';
import { typeormScenarios } from './scenarios/typeorm.js';
import { typeormTraps } from './scenarios/typeorm-traps.js';
import { typeorm } from './layers/typeorm.js';

await proveLayer(typeorm, typeormScenarios, typeormTraps);
