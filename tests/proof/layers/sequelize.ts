/** Sequelize: models for the shared tables, all of one instance, as models belong to one; its queries can be held, also those of transactions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import type { Database, DatabaseKind } from '../databases.js';
import type { Before, Layer } from './layer.js';

const models = (url: string): string => `import { DataTypes, Model, Sequelize, type CreationOptional, type InferAttributes, type InferCreationAttributes } from 'sequelize';

export const sequelize = new Sequelize('${url}', { logging: false, pool: { max: 16 }, define: { timestamps: false } });

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };

export class Account extends Model<InferAttributes<Account>, InferCreationAttributes<Account>> {
  declare id: CreationOptional<number>;
  declare email: string;
  declare name: string;
}
Account.init({ id, email: { type: DataTypes.STRING, unique: true }, name: DataTypes.STRING }, { sequelize, tableName: 'account' });

export class Setting extends Model<InferAttributes<Setting>, InferCreationAttributes<Setting>> {
  declare id: CreationOptional<number>;
  declare owner: string;
  declare name: string;
  declare value: string;
}
Setting.init(
  { id, owner: { type: DataTypes.STRING, unique: 'setting_key' }, name: { type: DataTypes.STRING, unique: 'setting_key' }, value: DataTypes.STRING },
  { sequelize, tableName: 'setting' },
);

export class Tag extends Model<InferAttributes<Tag>, InferCreationAttributes<Tag>> {
  declare id: CreationOptional<number>;
  declare slug: string;
  declare label: string;
}
Tag.init({ id, slug: { type: DataTypes.STRING, unique: true }, label: DataTypes.STRING }, { sequelize, tableName: 'tag' });

export class Wallet extends Model<InferAttributes<Wallet>, InferCreationAttributes<Wallet>> {
  declare id: CreationOptional<number>;
  declare points: number;
  declare note: string;
}
Wallet.init({ id, points: DataTypes.INTEGER, note: DataTypes.STRING }, { sequelize, tableName: 'wallet' });

export class Job extends Model<InferAttributes<Job>, InferCreationAttributes<Job>> {
  declare id: CreationOptional<number>;
  declare state: string;
  declare worker: string | null;
  declare tries: number;
}
Job.init({ id, state: DataTypes.STRING, worker: DataTypes.STRING, tries: DataTypes.INTEGER }, { sequelize, tableName: 'job' });
`;

const drivers: Readonly<Record<DatabaseKind, string>> = { postgresql: 'pg', mariadb: 'mysql2', sqlite: 'sqlite3' };

const prepare = ({ kind, url }: Database, folder: string): void => {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scenarios', type: 'module', dependencies: { sequelize: '6', [drivers[kind]]: '*' } }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'es2023', useDefineForClassFields: true } }));
  writeFileSync(join(folder, 'src/models.ts'), models(url));
};

interface Query {
  run(...args: readonly unknown[]): Promise<unknown>;
}

interface WithQuery {
  readonly dialect: { Query: new (...args: readonly unknown[]) => Query };
}

const heldInstances = new WeakSet<Sequelize>();

/** The instance is shared: it is held once, and by the client whose code runs. */
const holdQueries = (sequelize: Sequelize, before: Before): void => {
  if (heldInstances.has(sequelize)) return;
  heldInstances.add(sequelize);
  const { dialect } = sequelize as unknown as WithQuery;
  const Base = dialect.Query;
  dialect.Query = class extends Base {
    override async run(...args: readonly unknown[]): Promise<unknown> {
      await before();
      return super.run(...args);
    }
  };
};

export const sequelize: Layer = {
  id: 'sequelize',
  name: 'Sequelize 6',
  prepare,
  connect: async (_database, folder, before) => {
    const { sequelize: instance } = (await import(/* @vite-ignore */ join(folder, 'src/models.ts'))) as { readonly sequelize: Sequelize };
    holdQueries(instance, before);
    // closing twice does no harm
    return { handle: instance, close: () => instance.close() };
  },
};
