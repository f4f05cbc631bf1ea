/**
 * What the settings say of the project that a file is part of, as far as adapters need it.
 */
import type { Database } from '../operations/schema.js';

/** Something that the settings name, which a module exports out of sight. */
export interface ProjectExport {
  /** as it is written in the import */
  readonly module: string;
  readonly name: string;
  readonly kind: 'client' | 'repository';
  /** the data layer's folder name */
  readonly dialect: string;
  /** a module that exports such a thing as `value`, and its type as `Type` */
  readonly text: string;
}

export interface Project {
  /** the working directory: relative paths of settings start there */
  readonly cwd: string;
  /** `settings['db-race'].database`: overrides what the project's files say */
  readonly database: Database | undefined;
  /** `settings['db-race'].schema`: paths or globs of the Prisma schema; undefined: it is looked for */
  readonly schema: readonly string[] | undefined;
  /** `settings['db-race'].singleInstance`: a lock in the memory of the process is one */
  readonly singleInstance: boolean;
  /** `settings['db-race'].locks`: functions that run their callback under a lock, as `name` or `module#name` */
  readonly locks: readonly string[];
  /** `settings['db-race'].transactions`: functions that run their callback in a transaction */
  readonly transactions: readonly string[];
  /** `settings['db-race'].clients` and `repositories` */
  readonly exports: readonly ProjectExport[];
}

/** A project of which the settings say nothing. */
export const plainProject: Project = { cwd: process.cwd(), database: undefined, schema: undefined, singleInstance: false, locks: [], transactions: [], exports: [] };
