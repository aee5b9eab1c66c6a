// Finds the program of a runner as a shell would.
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Seen } from './adapter.js';

const LIMIT_MS = 10_000;

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
export const notFoundText = (command: string): string =>
  command.includes('/') ? `there is no program ${command}` : `no program "${command}" is on PATH`;

/** Whether it starts at all. `env`: its whole environment. */
export async function versionOf(program: string, env: Record<string, string>): Promise<Seen> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, ['--version'], { env, timeout: LIMIT_MS });
    return { level: 'ok', code: 'runner_version', what: (stdout.trim() || stderr.trim()).split('\n')[0] ?? '' };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { level: 'error', code: 'runner_broken', what: `${program} does not run: ${why}` };
  }
}
