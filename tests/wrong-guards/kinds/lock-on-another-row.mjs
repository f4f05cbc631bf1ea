import { readWallet, takeFromWallet } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A lock on another row',
  why: 'The recipient\'s wallet is locked, the sender\'s is read and written. Two transfers from one wallet to two others lock different rows and don\'t wait for each other.',
  instead: 'Lock the row that the check reads.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('send', 'id: string, to: string, amount: number', layer.transaction(lines(layer.find(layer.tx, { table: 'wallets', as: 'recipient', where: { id: 'to' }, lock: 'update' }), readWallet(layer, layer.tx), race(takeFromWallet(layer, layer.tx), 'no-wrong-lock-target')))),
    right: fn('send', 'id: string, to: string, amount: number', layer.transaction(lines(layer.find(layer.tx, { table: 'wallets', as: 'recipient', where: { id: 'to' }, lock: 'update' }), readWallet(layer, layer.tx, 'update'), takeFromWallet(layer, layer.tx)))),
  }),
};
