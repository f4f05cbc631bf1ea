/**
 * Which libraries can a file use? Those that its package depends on, or any package of its workspace.
 *
 * Never assumed: that a library is installed, or that a package lists what it gets from another one of the workspace.
 */
import { join } from 'node:path/posix';
import { nearestWith, packagesOf, workspaceRoot } from './packages.js';
import { readJson } from './read-json.js';
import { whenChanged } from './world.js';

const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

interface Found {
  readonly names: ReadonlySet<string> | undefined;
}

const byFolder = new Map<string, Found>();
const byPackage = new Map<string, Found>();

whenChanged(() => {
  byFolder.clear();
  byPackage.clear();
});

const namesIn = (packages: readonly string[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const folder of packages) {
    const json = readJson(join(folder, 'package.json')) ?? {};
    for (const kind of kinds) {
      const list = json[kind];
      if (typeof list === 'object' && list !== null) for (const name of Object.keys(list)) names.add(name);
    }
  }
  return names;
};

const find = (folder: string): Found => {
  const nearest = nearestWith(folder, 'package.json');
  if (nearest === undefined) return { names: undefined };
  const root = workspaceRoot(folder);
  const key = `${root ?? ''}\0${nearest}`;
  let known = byPackage.get(key);
  if (!known) byPackage.set(key, (known = { names: namesIn(root === undefined ? [nearest] : [...new Set([nearest, root, ...packagesOf(root)])]) }));
  return known;
};

/**
 * The names of the libraries, the same set for all files of a package while nothing changes.
 * @param folder absolute, with forward slashes
 * @returns undefined where there is no package.json above
 */
export const librariesAround = (folder: string): ReadonlySet<string> | undefined => {
  let known = byFolder.get(folder);
  if (!known) byFolder.set(folder, (known = find(folder)));
  return known.names;
};
