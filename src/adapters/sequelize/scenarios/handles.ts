import { Table, Column, Model } from 'sequelize-typescript';
import { InjectModel } from '@nestjs/sequelize';
import { DataTypes, type ModelStatic } from 'sequelize';
import db from '../database';
import { sequelize } from '../connection';

@Table
export class Account extends Model {
  @Column declare balance: number;

  async deposit(n: number) {
    const fresh = await Account.findByPk(this.id);
    await fresh.update({ balance: fresh.balance + n }); // race: no-read-modify-write
  }

  static async open(owner: string) {
    const known = await this.findOne({ where: { owner } });
    if (known) return known;
    return this.create({ owner }); // race: no-check-then-create
  }
}

const Visit = sequelize.define('visit', { page: DataTypes.STRING, count: DataTypes.INTEGER });

export async function visit(page: string) {
  const row = await Visit.findOne({ where: { page } });
  row.count++;
  await row.save(); // race: no-read-modify-write
}

export class AccountService {
  constructor(
    @InjectModel(Account) private readonly accounts: typeof Account,
    private readonly visits: ModelStatic<Account>,
  ) {}

  async open(owner: string) {
    const known = await this.accounts.findOne({ where: { owner } });
    if (known) throw new Error('taken');
    await this.accounts.create({ owner }); // race: no-check-then-create
  }

  async again(owner: string) {
    if (await this.visits.findOne({ where: { owner } })) return;
    await this.visits.create({ owner }); // race: no-check-then-create
  }
}

export async function byIndex(email: string) {
  const user = await db.User.findOne({ where: { email } });
  if (user) return;
  await db.User.create({ email }); // race: no-check-then-create
}

export async function addRoleTwice(id: number, roleId: number) {
  const user = await db.User.findByPk(id);
  const has = await user.hasRole(roleId, { through: {} });
  if (!has) await user.addRole(roleId, { through: {} }); // race: no-check-then-create
}
