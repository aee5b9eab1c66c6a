import { join, sep } from 'node:path';

/** The file in the folder `root` that a URL's path names, or null. `path`: as the browser sent it. */
export function find(root, path) {
  const name = decoded(path)?.replaceAll('\\', '/') ?? null;
  if (name === null || name.includes('\0')) return null;
  const file = join(root, name);
  return file.startsWith(join(root, sep)) ? file : null;
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
