// Looking a program up as a shell would.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One way to get a program: its path, or why it gave none. */
export type Attempt = { path: string } | { why: string };

/** The program of this name that a shell would run. */
export function onPath(name: string, env: NodeJS.ProcessEnv): Attempt {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.map((folder) => join(folder, name)).find(isProgram);
  return path === undefined ? { why: 'not there' } : { path };
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
