// Looks again and again, never twice at once: a look that takes longer than the pause is waited for.

/** `onError` is told what a look threw; the next one comes all the same. Returns the function that ends this. */
export function repeatedly(everyMs: number, look: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch(onError)
      .finally(() => (looking = false));
  }, everyMs);
  return () => clearInterval(timer);
}
