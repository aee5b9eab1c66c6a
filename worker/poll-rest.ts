// When the queues of a workspace's activities are polled: each poll that finds nothing costs half a millisecond in the SDK, once a minute and queue. At
// rest nothing waits there, because an activity is asked for by a workflow, which works in some worker before.

/** So long after the last sign of work they are polled: longer than what failed is put off, which is a minute at most. */
const QUIET_MS = 90_000;
/** And now and then whatever we know. */
const ANYWAY_MS = 10 * 60_000;

export interface PollRest {
  /** A sign of work: from now on something may wait. */
  stir(): void;
  /** Resolves when a poll is due: at once but at rest. */
  due(): Promise<void>;
  /** Nothing is under way, and nothing was for a while. */
  isQuiet(): boolean;
}

/** `isBusy`: whether something is under way that gives no sign for long; asked before each poll. It begins with a sign of work. */
export function pollRest(isBusy: () => boolean): PollRest {
  let last = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];
  const go = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  };
  const isQuiet = (): boolean => performance.now() - last >= QUIET_MS && !isBusy();
  return {
    isQuiet,
    stir() {
      last = performance.now();
      if (waiting.length > 0) go();
    },
    due() {
      if (!isQuiet()) return Promise.resolve();
      timer ??= setTimeout(go, ANYWAY_MS).unref();
      return new Promise((resolve) => void waiting.push(resolve));
    },
  };
}
