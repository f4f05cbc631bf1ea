import { raw, type EntityManager } from '@mikro-orm/core';
import { Account, Page } from './entities';

export class Accounts {
  constructor(private readonly em: EntityManager) {}

  async deposit(id: string, by: number): Promise<void> {
    const account = await this.em.findOneOrFail(Account, id);
    account.balance += by; // race: no-read-modify-write
    await this.em.flush();
  }

  async visit(id: string): Promise<void> {
    const page = await this.em.findOneOrFail(Page, id);
    page.visits++; // race: no-read-modify-write
    await this.em.flush();
  }

  async withdraw(id: string, by: number): Promise<void> {
    const account = await this.load(id);
    account.balance = account.balance - by; // race: no-read-modify-write
    await this.em.flush();
  }

  async depositAtOnce(id: string, by: number): Promise<void> {
    const account = await this.em.findOneOrFail(Account, id);
    account.balance = raw('balance + ?', [by]);
    await this.em.flush();
  }

  async depositNatively(id: string, by: number): Promise<void> {
    await this.em.nativeUpdate(Account, { id }, { balance: raw('balance + ?', [by]) });
  }

  async rewrite(id: string, by: number): Promise<void> {
    const account = await this.em.findOneOrFail(Account, { id });
    await this.em.nativeUpdate(Account, { id }, { balance: account.balance + by }); // race: no-read-modify-write
  }

  async note(id: string, text: string): Promise<void> {
    const page = await this.em.findOneOrFail(Page, id);
    page.notes.push(text);
    await this.em.flush(); // race: no-read-modify-write
  }

  async recount(id: string, by: number): Promise<void> {
    const account = await this.em.findOneOrFail(Account, id);
    add(account, by);
    await this.em.flush(); // race: no-read-modify-write
  }

  async settings(id: string, given: Record<string, unknown> | undefined): Promise<void> {
    const page = await this.em.findOneOrFail(Page, id);
    check(page);
    if (given !== undefined) page.settings = merged(page.settings, given); // race: no-read-modify-write
    await this.em.flush();
  }

  async tag(id: string, tag: object): Promise<void> {
    const page = await this.em.findOneOrFail(Page, id);
    page.tags.add(tag);
    await this.em.flush();
  }

  async note(id: string, text: string): Promise<void> {
    const page = await this.em.findOneOrFail(Page, id);
    page.notes.push(text);
    await this.em.flush(); // race: no-read-modify-write
  }

  private async load(id: string): Promise<Account> {
    const account = await this.em.findOne(Account, { id });
    if (!account) throw new Error('not found');
    return account;
  }
}

const add = (account: Account, by: number): void => {
  account.balance = account.balance + by;
};

const check = (page: Page): void => {
  if (page.locked) throw new Error('locked');
};

const merged = (settings: Record<string, unknown> | null, given: Record<string, unknown>): Record<string, unknown> => {
  if (settings === null) return given;
  return { ...settings, ...given };
};
