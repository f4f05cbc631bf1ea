/** Rows that came along with another row, changed and saved by themselves: which table they are of is said by the entities in other files. */
import { describe, expect, it } from 'vitest';
import { lintIn, marksOf, reportsOf, write, type Files } from './project.js';

const typeorm = { 'package.json': JSON.stringify({ name: 'app', dependencies: { typeorm: '0.3.20', pg: '8.0.0' } }) };

const shop = {
  ...typeorm,
  'order.ts': `import { Entity, PrimaryGeneratedColumn, Column, OneToMany } from 'typeorm';
import { DetailEntity } from './detail';
@Entity()
export class OrderEntity {
  @PrimaryGeneratedColumn() id!: number;
  @OneToMany(() => DetailEntity, (detail) => detail.order) details!: DetailEntity[];
}
`,
  'detail.ts': `import { Entity, PrimaryGeneratedColumn, Column, ManyToOne } from 'typeorm';
import { OrderEntity } from './order';
import { ProductVariantEntity } from './variant';
@Entity()
export class DetailEntity {
  @PrimaryGeneratedColumn() id!: number;
  @Column() quantity!: number;
  @ManyToOne(() => OrderEntity, (order) => order.details) order!: OrderEntity;
  @ManyToOne(() => ProductVariantEntity) variant!: ProductVariantEntity;
}
`,
  'variant.ts': `import { Entity, PrimaryGeneratedColumn, Column } from 'typeorm';
@Entity()
export class ProductVariantEntity {
  @PrimaryGeneratedColumn() id!: number;
  @Column() stock!: number;
  @Column() state!: string;
}
`,
};

/** A function that is given an order with its details and their variants. */
const restock = (body: string, lock = ''): string => `import { DataSource } from 'typeorm';
import { OrderEntity } from './order';
import { ProductVariantEntity } from './variant';
export class Orders {
  constructor(private readonly source: DataSource) {}
  async restock(id: number) {
    await this.source.transaction(async (manager) => {
      const order = await manager.findOneOrFail(OrderEntity, { where: { id }, relations: ['details', 'details.variant']${lock} });
      for (const detail of order.details) {
${body}
      }
    });
  }
}
`;

const accounts = {
  ...typeorm,
  'user.ts': `import { Entity, PrimaryGeneratedColumn, Column, OneToMany } from 'typeorm';
import { UserDeviceEntity } from './device';
import { RefreshEntity } from './refresh';
@Entity()
export class UserEntity {
  @PrimaryGeneratedColumn() id!: number;
  @Column() email!: string;
  @OneToMany(() => UserDeviceEntity, (device) => device.user) devices!: UserDeviceEntity[];
  @OneToMany(() => RefreshEntity, (refresh) => refresh.user) refreshes!: RefreshEntity[];
}
`,
  'device.ts': `import { Entity, PrimaryGeneratedColumn, Column, ManyToOne } from 'typeorm';
import { UserEntity } from './user';
@Entity()
export class UserDeviceEntity {
  @PrimaryGeneratedColumn() id!: number;
  @Column() agent!: string;
  @ManyToOne(() => UserEntity, (user) => user.devices) user!: UserEntity;
}
`,
  'refresh.ts': `import { Entity, PrimaryGeneratedColumn, Column, ManyToOne } from 'typeorm';
import { UserEntity } from './user';
@Entity()
export class RefreshEntity {
  @PrimaryGeneratedColumn() id!: number;
  @Column() token!: string;
  @ManyToOne(() => UserEntity, (user) => user.refreshes) user!: UserEntity;
}
`,
};

/** A function that is given a user with its devices and refresh tokens. */
const signIn = (body: string): string => `import { Repository } from 'typeorm';
import { UserEntity } from './user';
import { UserDeviceEntity } from './device';
import { RefreshEntity } from './refresh';
export class Users {
  constructor(private readonly users: Repository<UserEntity>, private readonly devices: Repository<UserDeviceEntity>, private readonly refreshes: Repository<RefreshEntity>) {}
  async signIn(email: string, agent: string, given: string, next: string, other: UserEntity) {
    const user = await this.users.findOne({ where: { email }, relations: ['devices', 'refreshes'] });
    if (!user) throw new Error('none');
${body}
  }
}
`;

const sequelize = (body: string): Files => ({
  'package.json': JSON.stringify({ name: 'app', dependencies: { sequelize: '6.37.0', pg: '8.0.0' } }),
  'models.js': `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize(process.env.DATABASE_URL);
const Order = sequelize.define('Order', {});
const Detail = sequelize.define('Detail', { quantity: DataTypes.INTEGER });
const Variant = sequelize.define('Variant', { stock: DataTypes.INTEGER });
const Token = sequelize.define('Token', { userId: DataTypes.INTEGER, value: DataTypes.STRING });
module.exports = { sequelize, Order, Detail, Variant, Token };
`,
  'service.js': `const { sequelize, Order, Detail, Variant, Token } = require('./models');
${body}
`,
});

const prisma = (body: string): Files => ({
  'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
}
model Talk {
  id      Int      @id
  members Member[]
  lines   Line[]
}
model Member {
  id     Int    @id
  talkId Int
  talk   Talk   @relation(fields: [talkId], references: [id])
  name   String
  @@unique([talkId, name])
}
model Line {
  id     Int    @id
  talkId Int
  talk   Talk   @relation(fields: [talkId], references: [id])
  text   String
  details Detail[]
}
model Detail {
  id        Int     @id
  lineId    Int
  line      Line    @relation(fields: [lineId], references: [id])
  productId Int
  product   Product @relation(fields: [productId], references: [id])
  quantity  Int
}
model Product {
  id      Int      @id
  stock   Int
  details Detail[]
}
`,
  'service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
${body}
`,
});

const joins = `export async function say(talkId: number, name: string, text: string) {
  const line = await prisma.line.create({ data: { talkId, text }, include: { talk: { include: { members: true } } } });
  if (!line.talk.members.some((member) => member.name === name)) await prisma.member.create({ data: { talkId, name } }); // race: no-check-then-create
}`;

const cases: Readonly<Record<string, Files>> = {
  'Race because the row of a relation of a relation is counted on in memory': {
    ...shop,
    'orders.ts': restock(`        detail.variant.stock += detail.quantity;
        await manager.save(ProductVariantEntity, detail.variant); // race: no-read-modify-write`),
  },
  'Race because the row is locked after it came along, and not read anew': {
    ...shop,
    'orders.ts': restock(`        await manager.findOneOrFail(ProductVariantEntity, { where: { id: detail.variant.id }, lock: { mode: 'pessimistic_write' } });
        detail.variant.stock += detail.quantity;
        await manager.save(ProductVariantEntity, detail.variant); // race: no-stale-read-before-lock`),
  },
  'Safe because the row is read again under a lock': {
    ...shop,
    'orders.ts': restock(`        const variant = await manager.findOneOrFail(ProductVariantEntity, { where: { id: detail.variant.id }, lock: { mode: 'pessimistic_write' } });
        variant.stock += detail.quantity;
        await manager.save(variant);`),
  },
  'Safe because the database counts': {
    ...shop,
    'orders.ts': restock(`        await manager.increment(ProductVariantEntity, { id: detail.variant.id }, 'stock', detail.quantity);`),
  },
  'Safe because the row that brought it along is locked': {
    ...shop,
    'orders.ts': restock(
      `        detail.variant.stock += detail.quantity;
        await manager.save(ProductVariantEntity, detail.variant);`,
      `, lock: { mode: 'pessimistic_write' }`,
    ),
  },
  'Race because only the row that brought it along is locked': {
    ...shop,
    'orders.ts': restock(
      `        detail.variant.stock += detail.quantity;
        await manager.save(ProductVariantEntity, detail.variant); // race: no-wrong-lock-target`,
      `, lock: { mode: 'pessimistic_write', tables: ['order_entity'] }`,
    ),
  },
  'No lost update because the column keeps what it has, or gets a constant': {
    ...shop,
    'orders.ts': restock(`        if (detail.quantity > 9) detail.variant.state = 'popular';
        await manager.save(ProductVariantEntity, detail.variant);`),
  },
  'Race because a row is put under the very parent whose rows were counted': {
    ...accounts,
    'users.ts': signIn(`    if (user.devices.length < 2) {
      const device = new UserDeviceEntity();
      device.agent = agent;
      device.user = user;
      await this.devices.save(device); // race: no-racy-limit-check
    }`),
  },
  'Safe because the row is put under another parent': {
    ...accounts,
    'users.ts': signIn(`    if (user.devices.length < 2) {
      const device = new UserDeviceEntity();
      device.agent = agent;
      device.user = other;
      await this.devices.save(device);
    }`),
  },
  'Safe because rows of another relation are counted': {
    ...accounts,
    'users.ts': signIn(`    if (user.refreshes.length < 2) {
      const device = new UserDeviceEntity();
      device.agent = agent;
      device.user = user;
      await this.devices.save(device);
    }`),
  },
  'Race because the state of a row at an index is asked, and the row saved with another': {
    ...accounts,
    'users.ts': signIn(`    for (let i = 0; i < user.refreshes.length; i++) {
      if (user.refreshes[i].token === given) {
        user.refreshes[i].token = next;
        await this.refreshes.save(user.refreshes[i]); // race: no-check-then-update
        return next;
      }
    }`),
  },
  'Safe because the state of the row at another index is asked': {
    ...accounts,
    'users.ts': signIn(`    for (let i = 0; i < user.refreshes.length; i++) {
      if (user.refreshes[i].token === given) {
        user.refreshes[i + 1].token = next;
        await this.refreshes.save(user.refreshes[i + 1]);
        return next;
      }
    }`),
  },
  'Safe because the update asks for the state again': {
    ...accounts,
    'users.ts': signIn(`    for (let i = 0; i < user.refreshes.length; i++) {
      if (user.refreshes[i].token === given) {
        const { affected } = await this.refreshes.update({ id: user.refreshes[i].id, token: given }, { token: next });
        if (!affected) throw new Error('used');
      }
    }`),
  },
  'Race because an included row of an included row is counted on in memory (Sequelize)': sequelize(`exports.restock = async (id) => {
  const order = await Order.findByPk(id, { include: [{ model: Detail, as: 'details', include: [{ model: Variant, as: 'variant' }] }] });
  for (const detail of order.details) {
    detail.variant.stock += detail.quantity;
    await detail.variant.save(); // race: no-read-modify-write
  }
};`),
  'Safe because the lock on the row is one on all that is joined with it (Sequelize)': sequelize(`exports.restock = (id) =>
  sequelize.transaction(async (transaction) => {
    const order = await Order.findByPk(id, { include: [{ model: Detail, as: 'details', include: [{ model: Variant, as: 'variant' }] }], lock: transaction.LOCK.UPDATE, transaction });
    for (const detail of order.details) {
      detail.variant.stock += detail.quantity;
      await detail.variant.save({ transaction });
    }
  });`),
  'Race because the lock is of the row alone (Sequelize)': sequelize(`exports.restock = (id) =>
  sequelize.transaction(async (transaction) => {
    const order = await Order.findByPk(id, { include: [{ model: Detail, as: 'details', include: [{ model: Variant, as: 'variant' }] }], lock: { level: transaction.LOCK.UPDATE, of: Order }, transaction });
    for (const detail of order.details) {
      detail.variant.stock += detail.quantity;
      await detail.variant.save({ transaction }); // race: no-wrong-lock-target
    }
  });`),
  'Race because a row at an index is asked and changed (Sequelize)': sequelize(`exports.rotate = async (userId, given, next) => {
  const tokens = await Token.findAll({ where: { userId } });
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i].value === given) {
      tokens[i].value = next;
      await tokens[i].save(); // race: no-check-then-update
      return next;
    }
  }
};`),
  'Safe because the row at another index is asked (Sequelize)': sequelize(`exports.rotate = async (userId, given, next) => {
  const tokens = await Token.findAll({ where: { userId } });
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i].value === given) {
      tokens[i + 1].value = next;
      await tokens[i + 1].save();
      return next;
    }
  }
};`),
  'Race because an included row of an included row is counted on in memory (Prisma)': prisma(`export async function restock(id: number) {
  const line = await prisma.line.findUniqueOrThrow({ where: { id }, include: { details: { include: { product: true } } } });
  for (const { product, quantity } of line.details) {
    await prisma.product.update({ where: { id: product.id }, data: { stock: product.stock + quantity } }); // race: no-read-modify-write
  }
}`),
  'Safe because the database counts (Prisma)': prisma(`export async function restock(id: number) {
  const line = await prisma.line.findUniqueOrThrow({ where: { id }, include: { details: { include: { product: true } } } });
  for (const { product, quantity } of line.details) {
    await prisma.product.update({ where: { id: product.id }, data: { stock: { increment: quantity } } });
  }
}`),
  'Race because a row is looked for among those that came along two relations away (Prisma)': prisma(joins),
};

describe('related rows', () => {
  for (const [name, files] of Object.entries(cases)) {
    it(name, () => {
      expect(reportsOf(files)).toEqual(marksOf(files));
    });
  }

  it('names no unique key of the looked for column alone where the rows came along with their parent', () => {
    const files = prisma(joins);
    const [message] = lintIn(write(files), 'service.ts', files['service.ts'] ?? '').map((report) => report.message);
    expect(message).not.toContain('@unique');
  });
});
