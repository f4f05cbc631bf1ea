/** Prisma's call shapes, as far as the repairs depend on them: what each call takes and gives. */
const client = `
interface Row {
  id: string; slug: string; email: string; name: string; label: string; hall: string; no: number; guest: string; userId: string; bio: string; code: string; title: string; content: string;
  edits: number; views: number; stock: number; balance: number; uses: number; maxUses: number; value: number; a: string; b: string;
  state: string; status: string; used: boolean; frozen: boolean; usedAt: Date | null; hits: number | null; runAt: Date;
}
type Columns = { [Column in keyof Row]?: unknown };
/** relations can be written through \`create\` and \`update\`, and through nothing else */
type Data = Columns & { user?: object };
interface Shape { select?: object; include?: object }
interface Delegate {
  findUnique(args: { where: object } & Shape): Promise<Row | null>;
  findUniqueOrThrow(args: { where: object } & Shape): Promise<Row>;
  findFirst(args: { where: Columns; orderBy?: object } & Shape): Promise<Row | null>;
  findFirstOrThrow(args: { where: Columns; orderBy?: object } & Shape): Promise<Row>;
  findMany(args: { where: Columns }): Promise<Row[]>;
  count(args: { where: Columns }): Promise<number>;
  create(args: { data: Data } & Shape): Promise<Row>;
  createMany(args: { data: Columns[]; skipDuplicates?: boolean }): Promise<{ count: number }>;
  update(args: { where: object; data: Data } & Shape): Promise<Row>;
  updateMany(args: { where: Columns; data: Columns }): Promise<{ count: number }>;
  upsert(args: { where: object; create: Data; update: Data } & Shape): Promise<Row>;
  delete(args: { where: object }): Promise<Row>;
  deleteMany(args: { where: Columns }): Promise<{ count: number }>;
}
export class PrismaClient {
  user: Delegate; tag: Delegate; seat: Delegate; profile: Delegate; page: Delegate; product: Delegate; order: Delegate; job: Delegate; coupon: Delegate; request: Delegate; wallet: Delegate; doc: Delegate; log: Delegate;
  $queryRaw(parts: TemplateStringsArray, ...values: unknown[]): Promise<object[]>;
  $transaction<Result>(run: (tx: PrismaClient) => Promise<Result>): Promise<Result>;
}
export namespace Prisma {
  class PrismaClientKnownRequestError extends Error { code: string }
}
`;

export const stubs: Readonly<Record<string, string>> = {
  '/src/prisma.d.ts': "import { PrismaClient } from '@prisma/client';\nexport declare const prisma: PrismaClient;\nexport declare const db: PrismaClient;\nexport declare const dbRead: PrismaClient;\nexport declare const dbWrite: PrismaClient;\n",
  '/node_modules/@prisma/client/index.d.ts': client.replaceAll(/^export (class|namespace)/gm, 'export declare $1'),
  '/node_modules/@prisma/client/package.json': '{ "name": "@prisma/client", "version": "7.0.0", "types": "index.d.ts" }',
  '/src/globals.d.ts': `
declare class ConflictException extends Error {}
declare class NotFoundException extends Error {}
declare const logger: { warn(message: string): void };
declare function notify(row: object): Promise<void>;
declare function run(row: object): Promise<void>;
declare function hash(text: string): Promise<string>;
declare function enough(row: object, amount: number): boolean;
declare const Status: { readonly Open: 'OPEN'; readonly Paid: 'PAID' };
`,
};
