// One call of our git in our repository, for what is asked of checkpoints that are there. Nothing of the user's is looked at.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { codeOf } from '../disk/errors.js';
import { gitEnvironment, setting } from './environment.js';
import { passPipes } from './pipes.js';
import type { CheckpointPlace } from './place.js';

export const NO_GIT = 'git is not installed, or not on PATH: what stages change is not recorded. Install git.';

/** Bytes: more than that is no answer but an accident. */
const MOST = 512 * 1024 * 1024;
/** Of what git says of an error. */
const MOST_SAID = 4000;

export interface Call {
  input?: string | Uint8Array | Readable;
  /** Besides those of our git. */
  env?: Readonly<Record<string, string>>;
  /** Absolute; absent = the repository. */
  cwd?: string;
  /** Codes of an end that is an answer too; absent = 0 alone. */
  ends?: readonly number[];
}

/** All that it printed. Throws with what git said. */
export async function git(place: CheckpointPlace, args: readonly string[], call: Call = {}): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  await gitTo(place, args, call, (part) => {
    size += part.length;
    if (size > MOST) throw new Error(`git ${args[0] ?? ''} printed more than ${MOST} bytes`);
    parts.push(part);
  });
  return Buffer.concat(parts);
}

/** The same, part by part: the next one comes when `take` is done with the last; where that throws git is ended. */
export async function gitTo(
  place: CheckpointPlace,
  args: readonly string[],
  { input = '', env = {}, cwd = place.repository, ends = [0] }: Call,
  take: (part: Buffer) => void | Promise<void>,
): Promise<void> {
  const given = { cwd, env: { ...bare(place), ...env }, ...(place.signal && { signal: place.signal }) };
  const child = spawn('git', args, { ...given, stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said = (said + part.toString('utf8')).slice(-MOST_SAID)));
  child.stdin.on('error', () => undefined);
  if (typeof input === 'string' || input instanceof Uint8Array) child.stdin.end(input);
  else input.pipe(child.stdin);
  const over = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(codeOf(error) === 'ENOENT' ? new Error(NO_GIT) : error));
    child.on('close', resolve);
  });
  const ended = passPipes(given.env);
  over.finally(ended).catch(() => undefined);
  try {
    for await (const part of child.stdout) await take(part as Buffer);
  } catch (error) {
    // One that said all it has to say may still have to end: that is waited for.
    child.kill('SIGTERM');
    throw error;
  }
  const code = await over;
  if (code === null || !ends.includes(code))
    throw new Error(`git ${args[0] ?? ''} ended with ${code ?? 'a signal'}: ${said.trim()}`);
}

/** Without a tree: nothing that lies in one is read, its attributes included. */
function bare(place: CheckpointPlace): Record<string, string> {
  const { GIT_WORK_TREE: _tree, ...rest } = gitEnvironment(place, place.tree);
  return { ...rest, ...setting('core.bare', 'true') };
}
