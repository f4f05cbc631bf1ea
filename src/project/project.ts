/**
 * What the settings say of the project that a file is part of, as far as adapters need it.
 */
import type { Database } from '../operations/schema.js';

export interface Project {
  /** the working directory: relative paths of settings start there */
  readonly cwd: string;
  /** `settings['db-race'].database`: overrides what the project's files say */
  readonly database: Database | undefined;
  /** `settings['db-race'].schema`: paths or globs of the Prisma schema; undefined: it is looked for */
  readonly schema: readonly string[] | undefined;
}

/** A project of which the settings say nothing. */
export const plainProject: Project = { cwd: process.cwd(), database: undefined, schema: undefined };
