/**
 * A recursive question asked of nodes and variables, answered once each.
 *
 * A cycle gives a fallback at the point where it closes; answers that were found while a cycle or a limit cut something off
 * inside are only kept when they were the question asked from outside, so that the order of questions doesn't change them.
 * Bounded in depth and, for code that is nothing but cycles, in steps.
 */
const maximumDepth = 60;
const maximumSteps = 2000;

export class Memo<Key extends object, Answer extends object> {
  private readonly answers = new Map<Key, Answer>();
  private readonly running = new Map<Key, number>();
  private readonly fallback: { readonly cycle: Answer; readonly limit: Answer };
  /** the lowest depth that an answer in the making was cut off at */
  private lowest = Infinity;
  private steps = 0;

  constructor(fallback: { readonly cycle: Answer; readonly limit: Answer }) {
    this.fallback = fallback;
  }

  has(key: Key): boolean {
    return this.answers.has(key);
  }

  answer(key: Key, compute: () => Answer): Answer {
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const depth = this.running.size;
    if (depth === 0) this.steps = 0;
    const started = this.running.get(key);
    if (started !== undefined) return this.cut(started, this.fallback.cycle);
    if (depth >= maximumDepth || this.steps >= maximumSteps) return this.cut(0, this.fallback.limit);
    return this.compute(key, depth, compute);
  }

  private cut(depth: number, answer: Answer): Answer {
    this.lowest = Math.min(this.lowest, depth);
    return answer;
  }

  private compute(key: Key, depth: number, compute: () => Answer): Answer {
    const before = this.lowest;
    this.lowest = Infinity;
    this.steps += 1;
    this.running.set(key, depth);
    const answer = compute();
    this.running.delete(key);
    if (this.lowest >= depth) {
      this.answers.set(key, answer);
      this.lowest = before;
    } else {
      this.lowest = Math.min(before, this.lowest);
    }
    return answer;
  }
}
