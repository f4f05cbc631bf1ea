/** What the guards are about: an order that is paid once, a wallet that isn't overdrawn, a tag that is there once, a team of five. */
import { lines } from './text.mjs';

/** Reads an order and tests its state. */
export const checkOrder = (layer, h, lock) => lines(layer.find(h, { table: 'orders', as: 'order', where: { id: 'id' }, lock }), "if (order.status !== 'open') throw new Error('not open');");

/** Pays the order, by its key alone. */
export const payOrder = (layer, h) => layer.update(h, { table: 'orders', where: { id: 'id' }, set: { status: "'paid'", paidBy: 'user' } });

/** Pays the order if it is still open. */
export const payOpenOrder = (layer, h, as) => layer.update(h, { table: 'orders', where: { id: 'id', status: "'open'" }, set: { status: "'paid'", paidBy: 'user' }, as });

/** Takes from a wallet what was read of it. */
export const readWallet = (layer, h, lock) => lines(layer.find(h, { table: 'wallets', as: 'wallet', where: { id: 'id' }, lock }), "if (wallet.balance < amount) throw new Error('too little');");

export const takeFromWallet = (layer, h) => layer.update(h, { table: 'wallets', where: { id: 'id' }, set: { balance: 'wallet.balance - amount' } });

/** Looks for a tag. */
export const findTag = (layer, h, lock) => layer.find(h, { table: 'tags', as: 'tag', where: { slug: 'slug' }, lock });

export const insertTag = (layer, h) => layer.insert(h, { table: 'tags', values: { slug: 'slug' } });

/** Inserts the tag that isn't there; `mark` is put behind the statement. */
export const createTag = (layer, h) => `if (!tag) await ${insertTag(layer, h)};`;

/** Counts the members of a team. */
export const checkTeam = (layer, h) => lines(layer.count(h, { table: 'members', where: { teamId: 'teamId' }, as: 'size' }), "if (Number(size) >= 5) throw new Error('full');");

export const joinTeam = (layer, h) => `await ${layer.insert(h, { table: 'members', values: { teamId: 'teamId', userId: 'userId' } })};`;

export const lockTeam = (layer, h, lock = 'update') => layer.find(h, { table: 'teams', as: 'team', where: { id: 'teamId' }, lock });

export const order = 'id: string, user: string';
export const wallet = 'id: string, amount: number';
export const tag = 'slug: string';
export const team = 'teamId: string, userId: string';

/** Runs the insert, and lets the violation of a unique key pass. */
export const caught = (layer, insert, test = layer.isUnique('error')) => lines('try {', `  await ${insert};`, '} catch (error) {', `  if (!(${test})) throw error;`, '}');

/** Makes sure of a tag: whoever comes second gets the violation. */
export const ensureTag = (layer) => lines(findTag(layer, layer.db), 'if (tag) return;', caught(layer, insertTag(layer, layer.db)));

/** The right way to pay in every layer: the test is part of the write, and the count says whether it hit. */
export const payOnce = (layer) => lines(payOpenOrder(layer, layer.db, 'paid'), `if (${layer.none('paid')}) throw new Error('not open');`);
