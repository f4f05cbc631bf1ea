/**
 * The suite as cases: every kind of wrong guard, in every data layer that can write it, beside the right guard.
 *
 * Out: for each kind its texts and, for each layer, cases to lint or the reason why there is none.
 */
import { readdirSync } from 'node:fs';
import { layers } from './layers.mjs';

const folder = new URL('./kinds/', import.meta.url);

const names = readdirSync(folder).filter((name) => name.endsWith('.mjs')).map((name) => name.replace('.mjs', ''));

/** A module of a layer with one function in it. */
const moduleOf = (layer, code) => `${layer.preamble}\n\n${code}\n`;

/** Why a kind has no case in a layer. */
const reasonOf = (kind, layer) => {
  const lacking = (kind.needs ?? []).find((need) => layer.lacks[need] !== undefined);
  if (kind.only && !kind.only.includes(layer.id)) return kind.onlyBecause;
  return kind.except?.[layer.id] ?? (lacking && layer.lacks[lacking]);
};

const cellOf = (kind, layer) => {
  const reason = reasonOf(kind, layer);
  if (reason !== undefined) return { layer: layer.id, reason, cases: [] };
  const databases = kind.on ? layer.databases.filter((database) => kind.on.includes(database)) : layer.databases.slice(0, 1);
  if (databases.length === 0) return { layer: layer.id, reason: `only on ${kind.on.join(', ')}`, cases: [] };
  const cases = databases.map((database) => {
    const { wrong, right } = kind.cell(layer, database);
    return { database, wrong: moduleOf(layer, wrong), right: moduleOf(layer, right), shown: { wrong, right } };
  });
  return { layer: layer.id, reason: undefined, cases };
};

/** All kinds, by their place in the guide. */
export const readKinds = async () => {
  const read = await Promise.all(names.map(async (name) => ({ name, ...(await import(new URL(`${name}.mjs`, folder).href)).default })));
  return read.map((kind) => ({ name: kind.name, group: kind.group, title: kind.title, why: kind.why, instead: kind.instead, cells: layers.map((layer) => cellOf(kind, layer)), shown: shownOf(kind) }));
};

/** The drivers through which tests/proof runs the guards. */
const drivers = ['pg', 'mysql2', 'sqlite'];

/** The databases on which tests/proof shows that the wrong guard goes wrong and the right one doesn't; or, in a word, why none can. */
const shownOf = (kind) => {
  if (kind.unshown) return { reason: kind.unshown, cases: [] };
  const cases = layers.filter(({ id }) => drivers.includes(id)).flatMap((layer) => {
    const databases = kind.shownOn ? layer.databases.filter((database) => kind.shownOn.includes(database)) : cellOf(kind, layer).cases.map(({ database }) => database);
    return databases.map((database) => ({ database, ...kind.cell(layer, database) }));
  });
  return { reason: undefined, cases };
};

export const layerIds = layers.map(({ id }) => id);
