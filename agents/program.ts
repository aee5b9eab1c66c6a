// Finds the program of a runner as a shell would.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

/**
 * Absolute path, or null when there is no such program. `command`: a name looked up in `pathVariable` (the agent's PATH),
 * or a path, relative ones from `cwd`.
 */
export function findProgram(command: string, pathVariable: string, cwd: string): string | null {
  const folders = pathVariable.split(delimiter).filter((folder) => folder !== '');
  const candidates = command.includes('/')
    ? [resolve(cwd, command)]
    : folders.map((folder) => resolve(cwd, folder, command));
  return candidates.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** In words for a person: what was looked for, and where. */
export const noProgram = (command: string): string =>
  command.includes('/') ? `there is no program ${command}` : `no program "${command}" is on PATH`;
