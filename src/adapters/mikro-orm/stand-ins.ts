/** What the settings name an entity manager of MikroORM, or a base class of repositories, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { 'mikro-orm': "import { MikroORM, type EntityManager } from '@mikro-orm/core'; export const value = MikroORM.init({}).em; export type Type = EntityManager;" },
  repositories: { 'mikro-orm': "import { EntityRepository } from '@mikro-orm/core'; export const value = EntityRepository; export type Type = EntityRepository;" },
};
