/** Models of a file's functions as text. */
import { analyse } from '../../src/analysis.js';
import { printModel } from '../../src/model/print.js';
import { sourceOf } from '../resolve/source.js';

const imports = `import { PrismaClient } from '@prisma/client';
import { DataSource, Repository } from 'typeorm';
import { User } from './user';
import { Order } from './order';
`;

const shorten = (text: string): string => text.replaceAll(/ line (\d+)/g, (_, line: string) => `@${String(Number(line) - 10)}`).replaceAll(/value@(\d+)/g, (_, line: string) => `value@${String(Number(line) - 10)}`);

const modelsOf = (code: string): string => {
  const { model } = analyse(sourceOf(code), 'file.ts');
  return shorten((model?.functions ?? []).map(printModel).join('\n'));
};

/** Models of functions that use the Prisma client `db`; `@n` is the n-th line of the code. */
export const prismaModels = (code: string): string => modelsOf(`${imports}const db = new PrismaClient();\n\n\n\n\n\n${code}`);

/** Models of functions that use the TypeORM repositories `users` and `orders` and the data source `ds`. */
export const typeormModels = (code: string): string => modelsOf(`${imports}declare const ds: DataSource;\ndeclare const users: Repository<User>;\ndeclare const orders: Repository<Order>;\n\n\n\n${code}`);
