/** The tests of a data layer's scenarios and traps, on every database that can be had. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeErrors } from './compile.js';
import { isMissing, openDatabases, type Database, type DatabaseKind, type Missing } from './databases.js';
import { isFullRun } from './full-run.js';
import type { Layer } from './layers/layer.js';
import { faultsOf, findingsIn, offersOf, type Offer } from './plugin-repairs.js';
import { createProject, load, type Project, type Sources } from './project.js';
import { alone, burst, connectClients, force, total, type Clients, type Tally } from './race.js';
import type { Scenario, Trap } from './scenario.js';

interface Extent {
  readonly databases: readonly DatabaseKind[];
  readonly clients: number;
  /** rounds of all clients at once, of the original and of the repaired code */
  readonly before: number;
  readonly after: number;
}

/** All of it, or the part that every test run can afford. */
const extent: Extent = isFullRun
  ? { databases: ['postgresql', 'mariadb', 'sqlite'], clients: 8, before: 25, after: 200 }
  : { databases: ['postgresql', 'sqlite'], clients: 4, before: 0, after: 3 };

/** Where a full run leaves its figures; nowhere otherwise. */
const reports = process.env['PROOF_REPORTS'];

const timeout = 300_000;

export interface ProofRecord {
  readonly kind: string;
  readonly title: string;
  readonly rule: string;
  readonly layer: string;
  readonly database: string;
  readonly before: Tally;
  readonly after: Tally;
}

export interface TrapRecord {
  readonly title: string;
  readonly belief: string;
  readonly layer: string;
  readonly database: string;
  readonly tally: Tally;
}

export interface Report {
  readonly layer: string;
  readonly clients: number;
  readonly databases: readonly string[];
  readonly missing: readonly Missing[];
  readonly proofs: readonly ProofRecord[];
  readonly traps: readonly TrapRecord[];
}

/** A scenario's file, its repairs, and the one that is proven. */
interface Prepared {
  readonly file: string;
  readonly offers: readonly Offer[];
  readonly chosen: Offer | undefined;
  readonly repaired: string;
}

export const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** Writes a scenario into a project, and beside it all that the plugin makes of it. */
export const prepareScenario = (project: Sources, scenario: Scenario): Prepared => {
  const { title, rule, source, repair } = scenario;
  const name = slug(title);
  const file = project.write(name, source);
  const offers = offersOf(rule, source, file, project.folder);
  const chosen = offers.find(({ kind, says }) => (repair === 'fix' ? kind === 'fix' : kind === 'suggestion' && repair.test(says)));
  // all of them are compiled; the one that is proven is run
  for (const [index, { output }] of offers.entries()) project.write(`${name}.offer${index}`, output);
  return { file, offers, chosen, repaired: chosen ? join(project.folder, 'src', `${name}.offer${offers.indexOf(chosen)}.ts`) : file };
};

/** Runs the original until it goes wrong: a forced interleaving may be missed on a busy machine. */
const untilWrong = async (attempt: () => Promise<Tally>): Promise<Tally> => {
  let tally = await attempt();
  for (let left = 20; left > 0 && tally.wrong === 0; left -= 1) tally = total(tally, await attempt());
  return tally;
};

interface Records {
  readonly proofs: ProofRecord[];
  readonly traps: TrapRecord[];
}

/** A project with its clients, once they are there. */
interface Stage {
  readonly project: Project;
  readonly clients: Clients;
  /** what has been made of the scenarios, each once */
  readonly prepared: Map<Scenario, Prepared>;
}

const preparedOf = ({ project, prepared }: Stage, scenario: Scenario): Prepared => {
  const known = prepared.get(scenario) ?? prepareScenario(project, scenario);
  prepared.set(scenario, known);
  return known;
};

const proveScenario = async (stage: Stage, scenario: Scenario, { proofs }: Records): Promise<void> => {
  const { project, clients } = stage;
  const { file, offers, chosen, repaired } = preparedOf(stage, scenario);
  expect(chosen, findingsIn(scenario.source, file, project.folder)).toBeDefined();
  expect(offers.flatMap((offer) => faultsOf(offer, scenario.source, file, project.folder))).toEqual([]);
  const [original, repair] = [await load(file), await load(repaired)];
  expect(await alone(project, scenario, repair, clients)).toEqual(await alone(project, scenario, original, clients));
  const before = total(await untilWrong(() => force(project, scenario, original, clients)), await burst(project, scenario, original, clients, extent.before));
  expect(before.wrong, 'the original never went wrong').toBeGreaterThan(0);
  const after = total(await force(project, scenario, repair, clients), await burst(project, scenario, repair, clients, extent.after));
  expect(after.seen, chosen?.output).toEqual([]);
  const { kind, title, rule } = scenario;
  proofs.push({ kind, title, rule, layer: project.layer.name, database: project.database.label, before, after });
};

const proveTrap = async ({ project, clients }: Stage, trap: Trap, { traps }: Records): Promise<void> => {
  const run = await load(project.write(slug(trap.title), trap.source));
  const tally = await untilWrong(() => force(project, trap, run, clients));
  expect(tally.wrong, 'the wrong remedy never went wrong').toBeGreaterThan(0);
  traps.push({ title: trap.title, belief: trap.belief, layer: project.layer.name, database: project.database.label, tally });
};

/** The modules of a scenario: as it is written, and all that the plugin made of it. */
export const modulesOf = ({ file, offers }: Prepared): readonly string[] => [file, ...offers.map((_, index) => file.replace(/\.ts$/, `.offer${index}.ts`))];

const onDatabase = (layer: Layer, database: Database, scenarios: readonly Scenario[], traps: readonly Trap[], records: Records): void => {
  describe(database.label, () => {
    let stage: Stage;

    beforeAll(async () => {
      const project = await createProject(layer, database);
      stage = { project, clients: await connectClients(project, extent.clients), prepared: new Map() };
    }, timeout);

    afterAll(async () => {
      await stage.clients.close();
      stage.project.remove();
    }, timeout);

    it.each(scenarios)('$kind: $title', { timeout }, (scenario) => proveScenario(stage, scenario, records));

    it.each(traps)('wrong remedy: $title', { timeout }, (trap) => proveTrap(stage, trap, records));

    it('scenarios and all their repairs compile', { timeout }, () => {
      const files = [...scenarios.flatMap((scenario) => modulesOf(preparedOf(stage, scenario))), ...traps.map((trap) => stage.project.write(slug(trap.title), trap.source))];
      expect(typeErrors(files)).toEqual([]);
    });
  });
};

const needs = <Item extends { readonly databases: readonly DatabaseKind[] }>(items: readonly Item[], kind: DatabaseKind): readonly Item[] => items.filter(({ databases }) => databases.includes(kind));

/** Defines the tests of a data layer. */
export const proveLayer = async (layer: Layer, scenarios: readonly Scenario[], traps: readonly Trap[]): Promise<void> => {
  const databases = await openDatabases(extent.databases);
  const used = databases.flatMap((database) => (isMissing(database) ? [] : [database]));
  const missing = databases.filter(isMissing);
  const scope = isFullRun ? '' : ' (the quick part; all of it: npm run test:proof)';
  console.info([`${layer.name} is proven on ${used.map(({ label }) => label).join(', ')}${scope}`, ...missing.map(({ kind, reason }) => `${String(needs(scenarios, kind).length)} repairs stay unproven on ${kind}: ${reason}`)].join('\n'));
  const records: Records = { proofs: [], traps: [] };

  for (const database of databases) {
    // what a data layer has no scenarios for needs no project
    if (needs(scenarios, database.kind).length === 0) continue;
    if (!isMissing(database)) onDatabase(layer, database, needs(scenarios, database.kind), needs(traps, database.kind), records);
    else describe(database.kind, () => it.skip.each(needs(scenarios, database.kind))(`$kind: $title (${database.reason})`, () => undefined));
  }

  afterAll(async () => {
    for (const database of used) await database.close();
    const report: Report = { layer: layer.name, clients: extent.clients, databases: used.map(({ label }) => label), missing, ...records };
    if (reports !== undefined) writeFileSync(join(reports, `${layer.id}.json`), JSON.stringify(report));
  }, timeout);
};
