// A workspace that is to move between hosts: code with a branch beside it, and a task whose change is to land in our own branch.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Bench } from './bench.js';

/** Gives what git says in a folder. Throws where it fails. */
export const gitIn = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd, encoding: 'utf8' });

/** Of the host `alpha`. Its task `t1`, which is not run yet, adds a line to `code.txt`. */
export async function makeTraveller(address: string): Promise<Bench> {
  const bench = new Bench(address);
  bench.env['MILLRACE_HOST'] = 'alpha';
  writeFileSync(path.join(bench.workspace, 'code.txt'), 'one\n');
  gitIn(bench.workspace, 'add', 'code.txt');
  gitIn(bench.workspace, 'commit', '-qm', 'first');
  gitIn(bench.workspace, 'branch', 'beside');
  await bench.withTasks('t1');
  await bench.ok('config', 'set', 'trees.mode', 'per_root');
  bench.script({ 'builder:t1': [{ files: [{ path: 'code.txt', content: 'one\ntwo\n' }] }] });
  return bench;
}
