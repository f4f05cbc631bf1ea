/**
 * A recursive question asked of nodes and variables, answered once each.
 *
 * A cycle gives a fallback at the point where it closes; answers that were found while a cycle or a limit cut something off
 * inside are only kept when they were the question asked from outside, so that the order of questions doesn't change them.
 * Bounded in depth and, for code that is nothing but cycles, in steps.
 */
const maximumDepth = 60;
const maximumSteps = 2000;

/** An answer in the making, at a depth. */
class Running {
  readonly depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }
}

/** Made once, so that a question costs two writes to one map. */
const running: readonly Running[] = Array.from({ length: maximumDepth }, (_, depth) => new Running(depth));

export class Memo<Key extends object, Answer extends object> {
  private readonly answers = new Map<Key, Answer | Running>();
  private readonly fallback: { readonly cycle: Answer; readonly limit: Answer };
  private depth = 0;
  private steps = 0;
  /** the lowest depth that an answer in the making was cut off at */
  private lowest = Infinity;

  constructor(fallback: { readonly cycle: Answer; readonly limit: Answer }) {
    this.fallback = fallback;
  }

  answer(key: Key, compute: () => Answer): Answer {
    const known = this.answers.get(key);
    if (known instanceof Running) return this.cut(known.depth, this.fallback.cycle);
    if (known !== undefined) return known;
    if (this.depth === 0) this.steps = 0;
    const mark = running[this.depth];
    if (mark === undefined || this.steps >= maximumSteps) return this.cut(0, this.fallback.limit);
    return this.compute(key, mark, compute);
  }

  private cut(depth: number, answer: Answer): Answer {
    this.lowest = Math.min(this.lowest, depth);
    return answer;
  }

  private compute(key: Key, mark: Running, compute: () => Answer): Answer {
    const before = this.lowest;
    this.lowest = Infinity;
    this.steps += 1;
    this.depth += 1;
    this.answers.set(key, mark);
    const answer = compute();
    this.depth -= 1;
    const isWhole = this.lowest >= mark.depth;
    if (isWhole) this.answers.set(key, answer);
    else this.answers.delete(key);
    this.lowest = isWhole ? before : Math.min(before, this.lowest);
    return answer;
  }
}
