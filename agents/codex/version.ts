// Which Codex is installed, asked once per program and worker, and what that one can do.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { allowedEnv } from '../environment.js';
import { type Around, ownEnv } from './surroundings.js';

const LIMIT_MS = 10_000;
/** Of the first Codex that knows all words of our permission profiles. */
const FIRST = [0, 140, 0] as const;
export const FIRST_WITH_PROFILES = FIRST.join('.');

const answers = new Map<string, string | null>();

/** As Codex prints it, `0.169.0`; null when it does not say. `program`: absolute. An updated program is asked anew. */
export async function codexVersion(program: string, context: Around): Promise<string | null> {
  const key = JSON.stringify([program, statSync(program, { throwIfNoEntry: false })?.mtimeMs]);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const { isOver, version } = await asked(program, context);
  // One that failed may say more the next time.
  if (isOver || version !== null) answers.set(key, version);
  return version;
}

/** `isOver`: it ended well, so that it has said what it has to say. */
function asked(program: string, context: Around): Promise<{ isOver: boolean; version: string | null }> {
  const env = { ...allowedEnv(context.env), ...ownEnv(context) };
  const options = { cwd: context.workspaceDir, env, timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    const child = execFile(program, ['--version'], options, (error, stdout) => {
      resolve({ isOver: error === null, version: /\b\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? null });
    });
    child.stdin?.end();
  });
}

/** Pure. A version that nobody knows counts as old: its sandbox is asked for by the flag that every Codex has. */
export function knowsProfiles(version: string | null): boolean {
  const parts = (version ?? '0').split('.').map(Number);
  const index = FIRST.findIndex((wanted, at) => parts[at] !== wanted);
  return index === -1 || (parts[index] ?? 0) > (FIRST[index] ?? 0);
}

/** For people: what an older Codex leaves open. */
export const tooOld = (version: string | null): string =>
  `Codex ${version ?? 'of an unknown version'} knows no permission profiles (${FIRST_WITH_PROFILES} does): its sandbox lets agents ` +
  `write everywhere in the workspace, millrace-agents/ included, and in /tmp, and read every key and our state.`;
