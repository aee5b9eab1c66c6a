// The present time, once a second: whatever tells an age reads it, and is drawn again.
import { signal } from '@preact/signals';

/** Milliseconds since 1970. */
export const now = signal(Date.now());

export function beginClock(): void {
  setInterval(() => {
    now.value = Date.now();
  }, 1000);
}
