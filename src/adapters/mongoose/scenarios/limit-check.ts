/** A count decides whether one more is allowed. */
import { model, Schema } from 'mongoose';

const Team = model('Team', new Schema({ seats: Number, limit: Number, members: [String] }));
const Member = model('Member', new Schema({ team: String, user: String }));

export async function invite(team: string, user: string, limit: number) {
  const count = await Member.countDocuments({ team });
  if (count >= limit) throw new Error('full');
  await Member.create({ team, user }); // race: no-racy-limit-check
}

export async function inviteCounted(team: string, user: string, limit: number) {
  const { modifiedCount } = await Team.updateOne({ _id: team, seats: { $lt: limit } }, { $inc: { seats: 1 } });
  if (modifiedCount === 0) throw new Error('full');
  await Member.create({ team, user });
}

export async function embed(id: string, user: string) {
  const team = await Team.findById(id).orFail();
  if (team.members.length >= 10) throw new Error('full');
  team.members.push(user);
  await team.save(); // race: no-racy-limit-check
}
