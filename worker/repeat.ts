// Looks again and again, never twice at once: after each look comes a pause.

let pace = 1;

/**
 * A process that serves many workspaces makes every pause so many times as long, so that it is as quiet as one that serves a few. Holds
 * for this process from the next pause on; 1 = as each asks.
 */
export const setPace = (times: number): void => void (pace = Math.max(1, times));

/** A pause, as this process makes it. */
export const paced = (ms: number): number => ms * pace;

/** In ms: looks come at multiples of it, by a clock that all of this process share, so that it wakes once for all that are due. */
const GRIDS = [500, 250];

/** From `now` until the look that is due after about `ms`: at most half a step of the grid sooner or later. Shorter pauses are as they are. */
export function untilDue(ms: number, now: number): number {
  const grid = GRIDS.find((one) => ms >= one);
  if (grid === undefined) return ms;
  const wait = Math.round((now + ms) / grid) * grid - now;
  return wait > 0 ? wait : wait + grid;
}

export type Steadily = typeof steadily;

/** As `setInterval`, together with the other looks of this process, and as often as asked whatever its pace. `unref`: it keeps no process alive. Returns the function that ends this. */
export function steadily(everyMs: number, look: () => void, { unref = false } = {}): () => void {
  let timer: NodeJS.Timeout;
  const again = (): void => {
    timer = setTimeout(once, untilDue(everyMs, performance.now()));
    if (unref) timer.unref();
  };
  const once = (): void => {
    again();
    look();
  };
  again();
  return () => clearTimeout(timer);
}

/** `onError` is told what a look threw; the next one comes all the same. Returns the function that ends this. */
export function repeatedly(everyMs: number, look: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let over = false;
  let timer: NodeJS.Timeout;
  const again = (): void => {
    if (!over) timer = setTimeout(once, untilDue(paced(everyMs), performance.now()));
  };
  const once = (): void => void look().catch(onError).finally(again);
  again();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
