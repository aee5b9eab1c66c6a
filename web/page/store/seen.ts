// Whether anybody sees this tab. A browser opens few lines to one server: tabs in the background leave theirs to the one in front.
import { signal } from '@preact/signals';

export const isSeen = signal(true);

export function beginSeen(): void {
  const look = (): void => {
    isSeen.value = document.visibilityState === 'visible';
  };
  look();
  document.addEventListener('visibilitychange', look);
}
