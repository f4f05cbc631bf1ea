/**
 * Which of several concurrent clients goes first: a client asks before each of its statements, and waits until it may go.
 *
 * A statement that waits inside the database for another client's lock is told by nothing happening for a while (`patience`). Too short a
 * patience only makes a schedule looser, never wrong: what a free run may do, a schedule may do.
 */
export interface Schedule {
  readonly name: string;
  /** a client is about to send its next statement */
  readonly before: (client: number) => Promise<void>;
  /** a client has its answer */
  readonly leave: (client: number) => void;
}

const patience = 40;

/** Everybody goes at once. */
export const free = (): Schedule => ({ name: 'free', before: () => Promise.resolve(), leave: () => undefined });

/** A number of clients, each of which sends its next statement when all others are about to send theirs, have ended, or wait for a lock. */
export const inStep = (clients: number): Schedule => {
  const waiting: (() => void)[] = [];
  let active = clients;
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    clearTimeout(timer);
    for (const go of waiting.splice(0)) go();
  };
  const look = (): void => {
    clearTimeout(timer);
    if (waiting.length >= active) release();
    else if (waiting.length > 0) timer = setTimeout(release, patience);
  };
  return {
    name: 'in step',
    before: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        look();
      }),
    leave: () => {
      active -= 1;
      look();
    },
  };
};

interface Signal {
  readonly given: Promise<void>;
  readonly give: () => void;
}

const signal = (): Signal => {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
};

/** Client 0 sends a number of statements, then client 1 runs to its end (or to a lock of client 0), then client 0 goes on. */
export const overtaken = (statements: number): Schedule => {
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;
  const reached = signal();
  const ended = signal();
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(ended.give, patience);
  };
  const before = async (client: number): Promise<void> => {
    if (client === 0) {
      sent += 1;
      if (sent !== statements + 1) return;
      reached.give();
      touch();
      await ended.given;
    } else {
      await reached.given;
      touch();
    }
  };
  const leave = (client: number): void => (client === 0 ? reached : ended).give();
  return { name: `overtaken after ${statements}`, before, leave };
};

/** Client 1 begins when client 0 has ended. */
export const inTurn = (): Schedule => ({ ...overtaken(Infinity), name: 'in turn' });
