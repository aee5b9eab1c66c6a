// What the one file does not hold, because it awaits at its top and `require` refuses that: the terminal screen. Whoever loaded the one file
// imports it for us.
import type * as screen from '../tui/main.js';

type Importing = (url: string) => Promise<unknown>;

let importing: Importing = (url) => import(url);

export const importWith = (given: Importing): void => void (importing = given);

export const loadScreen = async (): Promise<typeof screen> =>
  (await importing(new URL('../tui/main.js', import.meta.url).href)) as typeof screen;
