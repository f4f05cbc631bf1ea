/** What the settings name a connection of Sequelize, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { sequelize: "import { Sequelize } from 'sequelize'; export const value = new Sequelize(''); export type Type = Sequelize;" },
};
