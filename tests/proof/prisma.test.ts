import { prisma } from './prisma.js';
import { proveLayer } from './prove.js';
import { prismaScenarios } from './scenarios/prisma.js';

await proveLayer(prisma, prismaScenarios, []);
