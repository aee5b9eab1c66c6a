// Something that is asked for again and again, and answered in its own time: never two at once, never more often than it should be, and
// always once more after the last time that it was asked for.
export interface Paced {
  ask: () => void;
  /** For good. */
  stop: () => void;
}

/** `pause`: ms from the end of one to the beginning of the next. `load` does not throw. */
export function paced(load: () => Promise<void>, pause: number): Paced {
  let isAsked = false;
  let isBusy = false;
  let isOver = false;
  const begin = async (): Promise<void> => {
    isAsked = false;
    await load();
    setTimeout(next, pause);
  };
  const next = (): void => {
    isBusy = isAsked && !isOver;
    if (isBusy) void begin();
  };
  return {
    ask: () => {
      isAsked = true;
      if (!isBusy) next();
    },
    stop: () => {
      isOver = true;
    },
  };
}
