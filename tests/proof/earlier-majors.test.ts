/**
 * Projects that are still on the major before: the scenarios and all that the plugin makes of them compile with its types, too. Nothing is run: what the
 * statements do is the database's, and the newer major proves it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeErrors } from './compile.js';
import type { DatabaseKind } from './databases.js';
import { inFullRun } from './full-run.js';
import type { Sources } from './project.js';
import type { Scenario, Trap } from './scenario.js';

const kinds: readonly DatabaseKind[] = ['postgresql', 'mariadb', 'sqlite'];
const timeout = 300_000;

interface Earlier {
  readonly name: string;
  readonly instead: Readonly<Record<string, string>>;
  readonly prepare: (kind: DatabaseKind, folder: string) => void;
  readonly scenarios: readonly Scenario[];
  readonly traps: readonly Trap[];
}

await inFullRun(async () => {
  const { preparePrisma } = await import('./layers/prisma.js');
  const { prepareTypeorm } = await import('./layers/typeorm.js');
  const { createSources } = await import('./project.js');
  const { modulesOf, prepareScenario, slug } = await import('./prove.js');
  const { prismaScenarios } = await import('./scenarios/prisma.js');
  const { prismaTraps } = await import('./scenarios/prisma-traps.js');
  const { typeormInserts } = await import('./scenarios/typeorm-inserts.js');
  const { typeormTraps } = await import('./scenarios/typeorm-traps.js');
  const { typeormUpdates } = await import('./scenarios/typeorm-updates.js');

  const majors: readonly Earlier[] = [
    {
      name: 'Prisma 6',
      instead: { '@prisma/client': '@earlier/prisma-client', prisma: '@earlier/prisma' },
      prepare: (kind, folder) => {
        preparePrisma(kind, folder, 6);
      },
      scenarios: prismaScenarios,
      traps: prismaTraps,
    },
    {
      name: 'TypeORM 0.3',
      instead: { typeorm: '@earlier/typeorm' },
      prepare: (kind, folder) => {
        prepareTypeorm(kind, folder, '0.3');
      },
      scenarios: [...typeormInserts, ...typeormUpdates],
      traps: typeormTraps,
    },
  ];

  describe.each(majors)('$name', ({ name, instead, prepare, scenarios, traps }) => {
    describe.each(kinds)('%s', (kind) => {
      let sources: Sources;

      beforeAll(() => {
        sources = createSources(`${slug(name)}-${kind}`, instead);
        prepare(kind, sources.folder);
      }, timeout);

      afterAll(() => {
        sources.remove();
      });

      it('scenarios and all their repairs compile', { timeout }, () => {
        const prepared = scenarios.filter(({ databases }) => databases.includes(kind)).map((scenario) => prepareScenario(sources, scenario));
        const files = [...prepared.flatMap(modulesOf), ...traps.filter(({ databases }) => databases.includes(kind)).map((trap) => sources.write(slug(trap.title), trap.source))];
        expect(prepared.filter(({ chosen }) => chosen === undefined).map(({ file }) => file), 'without the repair that is proven').toEqual([]);
        expect(typeErrors(files)).toEqual([]);
      });
    });
  });
});
