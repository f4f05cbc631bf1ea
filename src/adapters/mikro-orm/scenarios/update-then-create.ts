import type { EntityManager } from '@mikro-orm/core';
import { Setting } from './entities';

export const set = async (em: EntityManager, name: string, content: string): Promise<void> => {
  const updated = await em.nativeUpdate(Setting, { name }, { content });
  if (updated === 0) await em.insert(Setting, { name, content }); // race: no-update-then-create
};

export const setAtOnce = async (em: EntityManager, name: string, content: string): Promise<void> => {
  await em.upsert(Setting, { name, content }, { onConflictFields: ['name'] });
};
