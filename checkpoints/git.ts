// One call of our git in our repository, for what is asked of checkpoints that are there. Nothing of the user's is looked at.
import { spawn } from 'node:child_process';
import { gitEnvironment } from './environment.js';
import type { CheckpointPlace } from './place.js';

/** Bytes: more than that is no answer but an accident. */
const MOST = 512 * 1024 * 1024;

/** Output of a call. Throws with what git said. */
export async function git(
  place: CheckpointPlace,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<Buffer> {
  const child = spawn('git', args, { cwd: place.repository, env: bare(place), stdio: 'pipe' });
  const [out, said]: [Buffer[], Buffer[]] = [[], []];
  let size = 0;
  child.stdout.on('data', (part: Buffer) => {
    size += part.length;
    if (size > MOST) child.kill('SIGKILL');
    else out.push(part);
  });
  child.stderr.on('data', (part: Buffer) => said.push(part));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return Buffer.concat(out);
  throw new Error(
    `git ${args[0] ?? ''} ended with ${code ?? 'a signal'}: ${Buffer.concat(said).toString('utf8').trim().slice(0, 400)}`,
  );
}

/** Without a tree: nothing that lies in one is read, its attributes included. */
export function bare(place: CheckpointPlace): Record<string, string> {
  const { GIT_WORK_TREE: _tree, ...rest } = gitEnvironment(place, place.tree);
  return { ...rest, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.bare', GIT_CONFIG_VALUE_0: 'true' };
}
