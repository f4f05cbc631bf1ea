/** The same document is saved twice. */
import { model, Schema } from 'mongoose';

const Note = model('Note', new Schema({ text: String, done: Boolean }));

export async function write(text: string) {
  const note = new Note({ text });
  await note.save();
  await note.save(); // race: no-duplicate-save
  return note;
}

export async function writeAndFinish(text: string) {
  const note = new Note({ text });
  await note.save();
  note.done = true;
  await note.save();
  return note;
}
