/**
 * Which version of a library does a file's package ask for? By the nearest package.json that names it, else by the packages of its workspace; nothing is
 * looked up in `node_modules`.
 *
 * Never assumed: more than the range's lower end. A catalog, a workspace or a tag says nothing.
 */
import { resolve } from 'node:path';
import { slashed } from './disk.js';
import { objectIn, packagesAround, workspaceAround, type Package } from './workspaces.js';

export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** The lowest version that the nearest manifest allows, or any of the workspace's where none is nearer; undefined: no manifest names the library, or not by a number. */
export const lowestVersion = (file: string, library: string): Version | undefined => {
  const path = slashed(resolve(file));
  const near = packagesAround(path).find(({ dependencies }) => dependencies.has(library));
  if (near) return versionIn(near, library);
  const versions = workspaceAround(path).filter(({ dependencies }) => dependencies.has(library)).map((one) => versionIn(one, library));
  return versions.reduce((lowest, version) => (isBelow(version, lowest) ? version : lowest), versions[0]);
};

const isBelow = (version: Version | undefined, other: Version | undefined): boolean => version === undefined || (other !== undefined && !isAtLeast(version, other.major, other.minor));

const versionIn = ({ json }: Package, library: string): Version | undefined => {
  for (const kind of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
    const range = objectIn(json, kind)[library];
    const [, major, minor = '0'] = (typeof range === 'string' && /^\s*(?:npm:[^@]+@)?[\^~>=v]*(\d+)(?:\.(\d+))?/.exec(range)) || [];
    if (major !== undefined) return { major: Number(major), minor: Number(minor) };
  }
  return undefined;
};

/** Whether a version is this one or a later one; false where it isn't known. */
export const isAtLeast = (version: Version | undefined, major: number, minor = 0): boolean => version !== undefined && (version.major > major || (version.major === major && version.minor >= minor));

/** Whether the file's package, or one around it, depends on a library. */
export const hasDependency = (file: string, isLibrary: (name: string) => boolean): boolean => packagesAround(slashed(resolve(file))).some(({ dependencies }) => [...dependencies].some(isLibrary));
