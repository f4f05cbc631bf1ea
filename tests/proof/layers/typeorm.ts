/**
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import type { Database, DatabaseKind } from '../databases.js';
import type { Before, Layer } from './layer.js';

const entities = `import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, PrimaryGeneratedColumn, Unique, type Relation } from 'typeorm';

@Entity('account')
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar', unique: true }) email!: string;
  @Column({ type: 'varchar' }) name!: string;
}

@Entity('setting')
@Unique(['owner', 'name'])
export class Setting {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar' }) owner!: string;
  @Column({ type: 'varchar' }) name!: string;
  @Column({ type: 'varchar' }) value!: string;
}

@Entity('tag')
export class Tag {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar', unique: true }) slug!: string;
  @Column({ type: 'varchar' }) label!: string;
}

@Entity('wallet')
export class Wallet {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'integer' }) points!: number;
  @Column({ type: 'varchar' }) note!: string;
}

@Entity('job')
export class Job {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar' }) state!: string;
  @Column({ type: 'varchar', nullable: true }) worker!: string | null;
  @Column({ type: 'integer' }) tries!: number;
}

@Entity('room')
export class Room {
  @PrimaryColumn({ type: 'integer' }) id!: number;
  @Column({ type: 'integer' }) seats!: number;
  @OneToMany(() => Booking, (booking) => booking.room) bookings!: Relation<Booking[]>;
}

@Entity('booking')
export class Booking {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'integer', name: 'room' }) roomId!: number;
  @ManyToOne(() => Room, (room) => room.bookings) @JoinColumn({ name: 'room' }) room!: Relation<Room>;
  @Column({ type: 'varchar' }) guest!: string;
}

@Entity('note')
export class Note {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'varchar' }) title!: string;
  @Column({ type: 'varchar' }) text!: string;
}
`;

/** The driver, as a package's manifest and a data source name it. */
const drivers: Readonly<Record<DatabaseKind, readonly [string, string]>> = { postgresql: ['pg', 'postgres'], mariadb: ['mysql2', 'mariadb'], sqlite: ['better-sqlite3', 'better-sqlite3'] };

/** Writes a project with the tables' entities. @param version of TypeORM, as its manifest asks for it */
export const prepareTypeorm = (kind: DatabaseKind, folder: string, version: '0.3' | '1'): void => {
  const [driver, type] = drivers[kind];
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scenarios', type: 'module', dependencies: { typeorm: version, [driver]: '*' } }));
  // for the decorators of the entities
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'es2023', experimentalDecorators: true, useDefineForClassFields: false } }));
  writeFileSync(join(folder, 'src/entities.ts'), entities);
  writeFileSync(join(folder, 'src/data-source.ts'), `import { DataSource } from 'typeorm';\nexport const dataSource = new DataSource({ type: '${type}', database: 'scenarios' });\n`);
};

/** Two connections a client: one for a transaction, one beside it. */
const options = ({ kind, url }: Database): DataSourceOptions => {
  switch (kind) {
    case 'postgresql':
      return { type: 'postgres', url, extra: { max: 2 } };
    case 'mariadb':
      return { type: 'mariadb', url, extra: { connectionLimit: 2 } };
    case 'sqlite':
      return { type: 'better-sqlite3', database: url, enableWAL: true };
  }
};

/** Query runners are made anew, but for SQLite, which has one. */
const holdQueries = (dataSource: DataSource, before: Before): void => {
  const held = new WeakSet<QueryRunner>();
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    if (held.has(runner)) return runner;
    held.add(runner);
    const query = runner.query.bind(runner) as (...args: readonly unknown[]) => Promise<unknown>;
    const hold = async (...args: readonly unknown[]): Promise<unknown> => {
      await before();
      return query(...args);
    };
    return Object.assign(runner, { query: hold });
  };
};

export const typeorm: Layer = {
  id: 'typeorm',
  name: 'TypeORM 1',
  prepare: ({ kind }, folder) => {
    prepareTypeorm(kind, folder, '1');
  },
  connect: async (database, folder, before) => {
    const classes = (await import(/* @vite-ignore */ join(folder, 'src/entities.ts'))) as Readonly<Record<string, () => unknown>>;
    const dataSource = await new DataSource({ ...options(database), entities: Object.values(classes) }).initialize();
    holdQueries(dataSource, before);
    return { handle: dataSource, close: () => dataSource.destroy() };
  },
};
