import { join } from 'node:path';

/** The file in the folder `root` that a URL's path names, or null. `path`: as the browser sent it. */
export function find(root, path) {
  return join(root, decodeURIComponent(path));
}
