import { prisma } from './layers/prisma.js';
import { proveLayer } from './prove.js';
import { prismaScenarios } from './scenarios/prisma.js';
import { prismaTraps } from './scenarios/prisma-traps.js';

await proveLayer(prisma, prismaScenarios, prismaTraps);
