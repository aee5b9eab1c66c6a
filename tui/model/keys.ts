// A key as the screen knows it, whatever a terminal calls it.

export type Key =
  | { name: 'up' | 'down' | 'pageUp' | 'pageDown' | 'home' | 'end' | 'enter' | 'escape' | 'tab' | 'backTab' | 'erase' }
  | { name: 'interrupt' | 'suspend' | 'redraw' | 'clear' }
  /** One sign that was typed, or several at once: pasted, or typed while the screen was busy. */
  | { name: 'text'; text: string };

/** How far each key moves, in rows; null = it does not. */
export function stepOf(key: Key, screen: number): number | null {
  switch (key.name === 'text' ? key.text : key.name) {
    case 'j':
    case 'down':
      return 1;
    case 'k':
    case 'up':
      return -1;
    case 'pageDown':
    case ' ':
      return screen;
    case 'pageUp':
      return -screen;
    case 'home':
    case 'g':
      return -Infinity;
    case 'end':
    case 'G':
      return Infinity;
    default:
      return null;
  }
}
