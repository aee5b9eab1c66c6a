// What plain git takes for what a root goes through: a worktree on a branch of its own, a commit there, a merge into the checkout, and the end of it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export type Step = 'made' | 'committed' | 'delivered' | 'removed';

/** Milliseconds of each. `change` writes what is committed, given the folder of the worktree. */
export function plainGit(repository: string, name: string, change: (folder: string) => void): Map<Step, number> {
  const spent = new Map<Step, number>();
  const folder = path.join(path.dirname(repository), name);
  const timed = (what: Step, cwd: string, ...commands: string[][]): void => {
    const start = performance.now();
    for (const command of commands) execFileSync('git', [...SAYS_NOTHING, ...command], { cwd, stdio: 'pipe' });
    spent.set(what, performance.now() - start);
  };
  timed('made', repository, ['worktree', 'add', '-q', '-b', name, folder, 'main']);
  change(folder);
  timed('committed', folder, ['add', '-A'], ['commit', '-qm', name]);
  timed('delivered', repository, ['merge', '-q', '--no-ff', '-m', name, name]);
  timed('removed', repository, ['worktree', 'remove', folder]);
  return spent;
}

/** No upkeep behind our back: what it takes would be counted now here, now there. */
const SAYS_NOTHING = ['user.name=a', 'user.email=a', 'gc.auto=0', 'maintenance.auto=false'].flatMap((one) => [
  '-c',
  one,
]);

/** So that the checkout is on `main`, with everything in one commit. */
export function beginRepository(folder: string): void {
  const git = (...args: string[]): Buffer => execFileSync('git', [...SAYS_NOTHING, ...args], { cwd: folder });
  git('-c', 'init.defaultBranch=main', 'init', '-q');
  writeFileSync(path.join(folder, '.git', 'info', 'exclude'), 'millrace-agents/\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
}
