// Where the unit of a workspace lies, and the programs that know about it.
import { execFile } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { homedir } from 'node:os';
import { removeFile } from '../../disk/files.js';
import { readPiece } from '../../read/files.js';
import { MARK, unitName } from './unit.js';

const BOUND_MS = 30_000;

export function unitFile(env: NodeJS.ProcessEnv, id: string): string {
  const xdg = env['XDG_CONFIG_HOME'];
  const home = env['HOME'] ?? homedir();
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.config'), 'systemd', 'user', unitName(id));
}

/** `foreign`: there is a file of this name, and it is not ours, or of another workspace. */
export function unitState(file: string, id: string): 'ours' | 'none' | 'foreign' {
  const text = readPiece(file)?.text;
  if (text === undefined) return 'none';
  return text.startsWith(`${MARK}${id}\n`) ? 'ours' : 'foreign';
}

export interface ProgramEnd {
  /** Null: there is no such program, or it did not end. */
  code: number | null;
  said: string;
}

/** Never throws. */
export const ask = (env: NodeJS.ProcessEnv, program: string, ...args: string[]): Promise<ProgramEnd> =>
  new Promise((resolve) => {
    const child = execFile(program, args, { env, timeout: BOUND_MS }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      resolve({ code: child.exitCode, said: said === '' && error !== null ? error.message : said });
    });
  });

/** Disables and stops the unit where systemd is there, then removes the file. `stop`: what a person has to do else. */
export async function removeUnit(env: NodeJS.ProcessEnv, file: string, id: string): Promise<string[]> {
  const { code } = await ask(env, 'systemctl', '--user', 'disable', '--now', unitName(id));
  removeFile(file);
  if (code === 0) {
    await ask(env, 'systemctl', '--user', 'daemon-reload');
    return [];
  }
  return [`systemd was not reached: \`systemctl --user stop ${unitName(id)}; systemctl --user daemon-reload\` there.`];
}
