import { proveLayer } from './prove.js';
import { typeormInserts } from './scenarios/typeorm-inserts.js';
import { typeormTraps } from './scenarios/typeorm-traps.js';
import { typeormUpdates } from './scenarios/typeorm-updates.js';
import { typeorm } from './layers/typeorm.js';

await proveLayer(typeorm, [...typeormInserts, ...typeormUpdates], typeormTraps);
