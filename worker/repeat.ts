// Looks again and again, never twice at once: after each look comes a pause.

let pace = 1;

/**
 * A process that serves many workspaces makes every pause so many times as long, so that it is as quiet as one that serves a few. Holds
 * for this process from the next pause on; 1 = as each asks.
 */
export const setPace = (times: number): void => void (pace = Math.max(1, times));

/** A pause, as this process makes it. */
export const paced = (ms: number): number => ms * pace;

/** `onError` is told what a look threw; the next one comes all the same. Returns the function that ends this. */
export function repeatedly(everyMs: number, look: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let over = false;
  let timer: NodeJS.Timeout;
  const again = (): void => {
    if (!over) timer = setTimeout(once, paced(everyMs));
  };
  const once = (): void => void look().catch(onError).finally(again);
  again();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
