/** The tests of a data layer's scenarios and traps, on every database that can be had. */
import { writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeErrors } from './compile.js';
import { isMissing, openDatabases, type Database, type DatabaseKind, type Missing } from './databases.js';
import { isFullRun } from './full-run.js';
import type { Layer } from './layers/layer.js';
import { faultsOf, findingsIn, offersOf, type Offer } from './plugin-repairs.js';
import { createProject, load, type Project } from './project.js';
import { alone, burst, connectClients, force, join, type Clients, type Tally } from './race.js';
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

const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

const prepareScenario = (project: Project, scenario: Scenario): Prepared => {
  const { title, rule, source, repair } = scenario;
  const name = slug(title);
  const file = project.write(name, source);
  const offers = offersOf(rule, source, file, project.folder);
  const chosen = offers.find(({ kind, says }) => (repair === 'fix' ? kind === 'fix' : kind === 'suggestion' && repair.test(says)));
  // all of them are compiled; the one that is proven is run
  for (const [index, { output }] of offers.entries()) project.write(`${name}.offer${index}`, output);
  return { file, offers, chosen, repaired: chosen ? joinPath(project.folder, 'src', `${name}.offer${offers.indexOf(chosen)}.ts`) : file };
};

/** Runs the original until it goes wrong: a forced interleaving may be missed on a busy machine. */
const untilWrong = async (attempt: () => Promise<Tally>): Promise<Tally> => {
  let tally = await attempt();
  for (let left = 20; left > 0 && tally.wrong === 0; left -= 1) tally = join(tally, await attempt());
  return tally;
};

const onDatabase = (layer: Layer, database: Database, scenarios: readonly Scenario[], traps: readonly Trap[], report: { readonly proofs: ProofRecord[]; readonly traps: TrapRecord[] }): void => {
  describe(database.label, () => {
    let project: Project;
    let clients: Clients;
    const prepared = new Map<Scenario, Prepared>();
    const preparedOf = (scenario: Scenario): Prepared => {
      const known = prepared.get(scenario) ?? prepareScenario(project, scenario);
      prepared.set(scenario, known);
      return known;
    };

    beforeAll(async () => {
      project = await createProject(layer, database);
      clients = await connectClients(project, extent.clients);
    }, timeout);

    afterAll(async () => {
      await clients.close();
      project.remove();
    }, timeout);

    it.each(scenarios)('$kind: $title', { timeout }, async (scenario) => {
      const { file, offers, chosen, repaired } = preparedOf(scenario);
      expect(chosen, findingsIn(scenario.source, file, project.folder)).toBeDefined();
      expect(offers.flatMap((offer) => faultsOf(offer, scenario.source, file, project.folder))).toEqual([]);
      const [original, repair] = [await load(file), await load(repaired)];
      expect(await alone(project, scenario, repair, clients)).toEqual(await alone(project, scenario, original, clients));
      const before = join(await untilWrong(() => force(project, scenario, original, clients)), await burst(project, scenario, original, clients, extent.before));
      expect(before.wrong, 'the original never went wrong').toBeGreaterThan(0);
      const after = join(await force(project, scenario, repair, clients), await burst(project, scenario, repair, clients, extent.after));
      expect(after.seen, chosen?.output).toEqual([]);
      report.proofs.push({ kind: scenario.kind, title: scenario.title, rule: scenario.rule, layer: layer.name, database: database.label, before, after });
    });

    it.each(traps)('wrong remedy: $title', { timeout }, async (trap) => {
      const run = await load(project.write(slug(trap.title), trap.source));
      const tally = await untilWrong(() => force(project, trap, run, clients));
      expect(tally.wrong, 'the wrong remedy never went wrong').toBeGreaterThan(0);
      report.traps.push({ title: trap.title, belief: trap.belief, layer: layer.name, database: database.label, tally });
    });

    it('scenarios and all their repairs compile', { timeout }, () => {
      const files = scenarios.flatMap((scenario) => {
        const { file, offers } = preparedOf(scenario);
        return [file, ...offers.map((_, index) => file.replace(/\.ts$/, `.offer${index}.ts`))];
      });
      expect(typeErrors([...files, ...traps.map((trap) => project.write(slug(trap.title), trap.source))])).toEqual([]);
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
  const records = { proofs: [] as ProofRecord[], traps: [] as TrapRecord[] };

  for (const database of databases) {
    // what a data layer has no scenarios for needs no project
    if (needs(scenarios, database.kind).length === 0) continue;
    if (!isMissing(database)) onDatabase(layer, database, needs(scenarios, database.kind), needs(traps, database.kind), records);
    else describe(database.kind, () => it.skip.each(needs(scenarios, database.kind))(`$kind: $title (${database.reason})`, () => undefined));
  }

  afterAll(async () => {
    for (const database of used) await database.close();
    const report: Report = { layer: layer.name, clients: extent.clients, databases: used.map(({ label }) => label), missing, ...records };
    if (reports !== undefined) writeFileSync(joinPath(reports, `${layer.id}.json`), JSON.stringify(report));
  }, timeout);
};
