// A repository as the work finds it: the files of a set, committed.
import { cpSync } from 'node:fs';
import { execa } from 'execa';
import type { Fixture } from './sets.js';

/** `workspace`: absolute; made. Gives the commit that the work begins with. */
export async function laidOut({ repository }: Fixture, workspace: string, env: NodeJS.ProcessEnv): Promise<string> {
  cpSync(repository, workspace, { recursive: true });
  const git = (...args: string[]) => execa('git', args, { cwd: workspace, env, extendEnv: false });
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'As it was found'],
  ])
    await git(...args);
  return (await git('rev-parse', 'HEAD')).stdout;
}
