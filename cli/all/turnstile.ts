// Lets a few through at a time, in the order in which they came: who is through makes room for the next, or has had its time.

/** Resolves when it is this one's turn, or `leave` is aborted. Gives the function that makes room; a second call changes nothing. */
export type Turnstile = (leave: AbortSignal) => Promise<() => void>;

/** `most`: at the same time; `boundMs`: after which one counts as through, whatever it does. */
export function turnstile(most: number, boundMs: number): Turnstile {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    inside -= 1;
    waiting.shift()?.();
  };
  return async (leave) => {
    if (inside >= most) await turn(waiting, leave);
    inside += 1;
    let isThrough = false;
    const pass = (): void => {
      if (isThrough) return;
      isThrough = true;
      clearTimeout(timer);
      next();
    };
    const timer = setTimeout(pass, boundMs).unref();
    return pass;
  };
}

const turn = (waiting: (() => void)[], leave: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const come = (): void => {
      const place = waiting.indexOf(come);
      if (place >= 0) waiting.splice(place, 1);
      leave.removeEventListener('abort', come);
      resolve();
    };
    waiting.push(come);
    leave.addEventListener('abort', come, { once: true });
    if (leave.aborted) come();
  });
