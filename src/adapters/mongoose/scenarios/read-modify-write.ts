/** Read, modify, write: `save` sends changed fields only, so it's the fields that are computed from themselves. */
import { model, Schema, Types } from 'mongoose';

interface IProduct { name: string; stock: number; stats: { views: number }; tags: string[]; lines: { sku: string; quantity: number }[] }

const Product = model<IProduct>('Product', new Schema<IProduct>({ name: String, stock: Number, stats: { views: Number }, tags: [String], lines: [{ sku: String, quantity: Number }] }));

export async function sell(id: string, quantity: number) {
  const product = await Product.findById(id).orFail();
  product.stock -= quantity;
  await product.save(); // race: no-read-modify-write
}

export async function sellAtomically(id: string, quantity: number) {
  await Product.updateOne({ _id: id, stock: { $gte: quantity } }, { $inc: { stock: -quantity } });
}

export async function rename(id: string, name: string) {
  const product = await Product.findById(id).orFail();
  product.name = name;
  await product.save();
}

export async function view(id: string) {
  const product = await Product.findById(id).orFail();
  product.stats.views = product.stats.views + 1;
  await product.save(); // race: no-read-modify-write
}

export async function viewLean(id: string) {
  const product = await Product.findById(id).lean().orFail();
  await Product.updateOne({ _id: product._id }, { $set: { 'stats.views': product.stats.views + 1 } }); // race: no-read-modify-write
}

export async function add(id: string, sku: string) {
  const product = await Product.findById(id).orFail();
  const line = product.lines.find((one) => one.sku === sku);
  if (!line) throw new Error('no such line');
  line.quantity += 1;
  await product.save(); // race: no-read-modify-write
}

/** An array that is pushed to is sent as `$push`; one that is replaced, with the version in the filter. */
export async function tag(id: string, name: string, old: string) {
  const product = await Product.findById(id).orFail();
  product.tags.push(name);
  await product.save();
  const other = await Product.findById(new Types.ObjectId(id)).orFail();
  other.tags = other.tags.filter((one) => one !== old);
  await other.save();
}

export async function retag(id: string, name: string) {
  const product = await Product.findById(id).lean().orFail();
  await Product.updateOne({ _id: id }, { $set: { tags: [...product.tags, name] } }); // race: no-read-modify-write
}
