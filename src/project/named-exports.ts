/**
 * What the settings `clients` and `repositories` name, with what the data layers say that it is.
 *
 * A data layer that can't be named there is an error like any other bad value.
 */
import type { Dialect } from '../operations/dialect.js';
import type { ProjectExport } from './project.js';
import { refuseSetting, type Settings } from './settings.js';

const kinds = { clients: 'client', repositories: 'repository' } as const;
type Setting = keyof typeof kinds;

const known = new WeakMap<Settings, readonly ProjectExport[]>();

/**
 * The exports that the settings name.
 * @throws TypeError for a data layer that is unknown, or that has no such thing
 */
export const namedExports = (settings: Settings, dialects: readonly Dialect[]): readonly ProjectExport[] => {
  let found = known.get(settings);
  if (!found) known.set(settings, (found = [...exportsOf('clients', settings, dialects), ...exportsOf('repositories', settings, dialects)]));
  return found;
};

const exportsOf = (setting: Setting, settings: Settings, dialects: readonly Dialect[]): readonly ProjectExport[] =>
  Object.entries(settings[setting]).map(([path, layer]) => {
    const [module = '', name = ''] = path.split('#');
    const dialect = dialects.find(({ standIns }) => Object.hasOwn(standIns[setting] ?? {}, layer));
    const text = dialect?.standIns[setting]?.[layer];
    if (dialect === undefined || text === undefined) return refuseSetting(`settings['db-race'].${setting}['${path}']`, layer, dialects.flatMap(({ standIns }) => Object.keys(standIns[setting] ?? {})).toSorted().join(', '));
    return { module, name, kind: kinds[setting], dialect: dialect.id, text };
  });
