// What the page says aloud: one short sentence at a time, for whoever does not see it.
import { signal } from '@preact/signals';

export const said = signal('');

export function say(text: string): void {
  said.value = said.peek() === text ? `${text} ` : text;
}
