/** TypeORM's repairs: the redundant save goes. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'Race because nothing changed between the saves',
    rule: 'no-duplicate-save',
    code: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w); // first
  // second
  await wallets.save(w);
  return w;
}
`,
    fixed: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w); // first
  // second
  return w;
}
`,
  },
  {
    name: 'Race because the second save is the one whose result is used: the first goes',
    rule: 'no-duplicate-save',
    code: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  return wallets.save(w);
}
`,
    suggested: [
      `export async function add(userId: string) {
  const w = wallets.create({ userId });
  return wallets.save(w);
}
`,
    ],
  },
  {
    name: `Race because nothing in between touches the entity; whether the row was touched can't be seen`,
    rule: 'no-duplicate-save',
    code: `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  await report(userId);
  await wallets.save(w);
}
`,
    suggested: [
      `export async function add(userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  await report(userId);
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'the two saves go through different handles',
    rule: 'no-duplicate-save',
    code: `export async function add(manager: EntityManager, userId: string) {
  const w = wallets.create({ userId });
  await wallets.save(w);
  await manager.save(w);
}
`,
    because: 'differ in handle',
  },
]);
