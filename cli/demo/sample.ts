// The demo's project: a real repository with one commit, a bug, and a test that fails because of it.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { failed } from '../errors.js';
import { packageRoot } from '../../disk/package-root.js';

/** Absolute paths. */
export interface Sample {
  project: string;
  /** What is given in. */
  document: string;
  /** What the scripted agents do. */
  script: string;
}

/** In a new folder of its own. `document`: file below `assets/demo/`. `env`: for git. Throws when git is missing or refuses, and then leaves nothing. */
export async function makeSample(document: string, env: NodeJS.ProcessEnv): Promise<Sample> {
  const assets = join(packageRoot(), 'assets', 'demo');
  const root = await mkdtemp(join(tmpdir(), 'millrace-demo-'));
  const project = join(root, 'slugs');
  try {
    await cp(join(assets, 'project'), project, { recursive: true });
    await cp(join(assets, document), join(root, document));
    for (const args of [['init'], ['add', '.'], ['commit', '-m', 'A first version']]) await git(args, project, env);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
  return { project, document: join(root, document), script: join(assets, 'script.json') };
}

async function git(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { failed: bad, code, stderr } = await execa('git', args, { cwd, env, extendEnv: false, reject: false });
  if (!bad) return;
  if (code === 'ENOENT')
    throw failed('no_git', 'git is missing: no such program is on PATH.', 'Install git, then try again.');
  throw failed('no_git', `git ${args.join(' ')} failed in ${cwd}: ${stderr.trim()}`);
}
