// A look at a path that somebody named.
import { statSync, type Stats } from 'node:fs';

/** Links followed. What cannot be looked at leads to nothing: whoever works there hears why. */
export function lookThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
