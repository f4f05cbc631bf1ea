import { raceTester } from './tester.js';

raceTester('no-duplicate-save', {
  invalid: [
    {
      name: 'Race because the second save writes what the first has written',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const note = notes.create({ title });
  await notes.save(note);
  await notes.~save~(note);
}`,
      says: ['The same entity was saved on line 4', 'this `save` writes it again'],
    },
    {
      name: 'Race because a loaded entity is saved twice',
      code: `import { Repository } from 'typeorm';
async function rename(notes: Repository<Note>, id: string, title: string) {
  const note = await notes.findOneByOrFail({ id });
  note.title = title;
  await notes.save(note);
  return notes.~save~(note);
}`,
      says: ['line 5', '`save`'],
    },
    {
      name: 'Race because manager and repository save the same entity',
      code: `import { DataSource } from 'typeorm';
async function publish(dataSource: DataSource, id: string) {
  await dataSource.transaction(async (manager) => {
    const article = await manager.findOneOrFail(Article, { where: { id }, lock: { mode: 'pessimistic_write' } });
    article.publishedAt = new Date();
    await manager.save(article);
    await manager.getRepository(Article).~save~(article);
  });
}`,
      says: ['line 6', '`save`'],
    },
    {
      name: 'Race because a second name is the same entity',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const note = notes.create({ title });
  const same = note;
  await notes.save(note);
  await notes.~save~(same);
}`,
      says: ['line 5'],
    },
    {
      name: 'Race because a statement in between has nothing to do with the entity',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const note = notes.create({ title });
  await notes.save(note);
  console.log('saved');
  await notes.~save~(note);
}`,
      says: ['line 4'],
    },
    {
      name: 'Race because plain JavaScript is code like any other',
      language: 'js',
      code: `const { getRepository } = require('typeorm');
const { Note } = require('./note');
exports.add = async (title) => {
  const notes = getRepository(Note);
  const note = notes.create({ title });
  await notes.save(note);
  await notes.~save~(note);
};`,
      says: ['line 6'],
    },
  ],

  valid: [
    {
      name: 'Safe because the entity is saved once',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const note = notes.create({ title });
  await notes.save(note);
  return note;
}`,
    },
    {
      name: 'Safe because the second save writes what changed after the first',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const note = notes.create({ title });
  await notes.save(note);
  note.path = '/notes/' + note.id;
  await notes.save(note);
}`,
    },
    {
      name: 'Safe because `Object.assign` changed the entity in between',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string, more: Partial<Note>) {
  const note = notes.create({ title });
  await notes.save(note);
  Object.assign(note, more);
  await notes.save(note);
}`,
    },
    {
      name: 'Safe because `merge` changed the entity in between',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string, more: Partial<Note>) {
  const note = notes.create({ title });
  await notes.save(note);
  notes.merge(note, more);
  await notes.save(note);
}`,
    },
    {
      name: 'Safe because `push` changed the entity in between',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string, label: Label) {
  const note = notes.create({ title, labels: [] });
  await notes.save(note);
  note.labels.push(label);
  await notes.save(note);
}`,
    },
    {
      name: 'Safe because a call that is given the entity may have changed it',
      code: `import { Repository } from 'typeorm';
import { decorate } from './decorate';
async function add(notes: Repository<Note>, title: string) {
  const note = notes.create({ title });
  await notes.save(note);
  await decorate(note);
  await notes.save(note);
}`,
    },
    {
      name: 'Safe because a method of the entity may have changed it',
      code: `import { Repository } from 'typeorm';
async function publish(notes: Repository<Note>, id: string) {
  const note = await notes.findOneByOrFail({ id });
  await notes.save(note);
  note.publish();
  await notes.save(note);
}`,
    },
    {
      name: 'Safe because there is one save on each path',
      code: `import { Repository } from 'typeorm';
async function send(notes: Repository<Note>, title: string, urgent: boolean) {
  const note = notes.create({ title });
  if (urgent) {
    note.priority = 1;
    return notes.save(note);
  }
  return notes.save(note);
}`,
    },
    {
      name: 'Safe because the entities are two',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const first = notes.create({ title });
  const second = notes.create({ title });
  await notes.save(first);
  await notes.save(second);
}`,
    },
    {
      name: 'Safe because each round of the loop has an entity of its own',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, titles: string[]) {
  for (const title of titles) {
    const note = notes.create({ title });
    await notes.save(note);
  }
}`,
    },
    {
      name: 'Safe because the save after a failed save is another try',
      code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const note = notes.create({ title });
  try {
    await notes.save(note);
  } catch {
    await notes.save(note);
  }
}`,
    },
    {
      name: 'Safe because these are drawings on a canvas',
      code: `import { Repository } from 'typeorm';
function draw(notes: Repository<Note>, canvas: CanvasRenderingContext2D) {
  canvas.save();
  canvas.save();
}`,
    },
  ],

  knownGaps: {
    invalid: [
      {
        name: 'Race because the first save is on every path to the second',
        code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string, twice: boolean) {
  const note = notes.create({ title });
  await notes.save(note);
  if (twice) {
    await notes.~save~(note);
  }
}`,
        says: ['line 4'],
      },
      {
        name: 'Race because `save` gives the entity that it was given',
        code: `import { Repository } from 'typeorm';
async function add(notes: Repository<Note>, title: string) {
  const note = await notes.save(notes.create({ title }));
  await notes.~save~(note);
}`,
        says: ['line 3'],
      },
    ],
  },
});
