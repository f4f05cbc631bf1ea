/** What the settings name a data source of TypeORM, or a base class of repositories, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { typeorm: "import { DataSource } from 'typeorm'; export const value = new DataSource({}); export type Type = DataSource;" },
  repositories: { typeorm: "import { Repository } from 'typeorm'; export const value = Repository; export type Type = Repository;" },
};
