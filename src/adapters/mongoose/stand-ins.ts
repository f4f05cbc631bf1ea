/** What the settings name Mongoose itself, or a connection of it, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { mongoose: "import mongoose, { type Connection } from 'mongoose'; export const value = mongoose; export type Type = Connection;" },
};
