// A git work tree, a private CODEX_HOME and a model server, to run the real Codex through `runAgent`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { codexConfig } from '../../agents/codex/trial.js';
import type { CodexConfig } from '../../agents/codex/settings.js';
import { awaitRunner } from '../../agents/await-runner.js';
import { runAgent } from '../../agents/run-stage.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';

/** The key the model server is asked with. It must not turn up in anything that is stored. */
export const API_KEY = 'test-key-0123456789';

export interface Bench {
  workspaceDir: string;
  /** Codex's home, which is also the user's. */
  home: string;
  /** Runs one stage; `baseUrl` is where Codex finds its model. */
  run(request: StageRunRequest, baseUrl: string, options?: RunOptions): Promise<RunnerRawResult>;
  /** Waits until the cause of a failed stage is gone, as the product does. */
  awaitRunner(request: StageRunRequest, failed: RunnerRawResult, options?: RunOptions): Wait;
  /** Codex's own command line, in this bench's home. */
  codex(args: string[], input: string): void;
  git(...args: string[]): string;
  remove(): void;
}

export interface RunOptions {
  signal?: AbortSignal;
  config?: Partial<CodexConfig>;
  /** Absolute: the tree of a root. Absent = the work tree. */
  treeDir?: string;
  prompt?: string;
  /** The same, where it matters whether it goes to the session of the attempt before. */
  promptOf?: (resumed: boolean) => string;
  /** More lines for the provider in Codex's configuration. */
  provider?: string;
  /** Lines for the top of it. */
  top?: string;
}

export interface Wait {
  /** The cause has been looked for once. */
  looked: Promise<void>;
  done: Promise<void>;
}

/** `binFolder`: where the real `codex` is. The work tree has one commit with `greeting.txt` in it. */
export function openBench(binFolder: string): Bench {
  const root = mkdtempSync(join(tmpdir(), 'millrace-runner-'));
  const workspaceDir = join(root, 'work');
  // Not below the temp folder: there Codex does not put its own tools on the PATH of commands.
  const home = mkdtempSync(join(import.meta.dirname, '.home-'));
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: workspaceDir, encoding: 'utf8' });
  makeRepository(workspaceDir, git);
  const env = workerEnv(binFolder, home);
  const where = { workspaceDir, stateDir: join(root, 'state'), env };
  const common = ({ config, treeDir, signal = new AbortController().signal }: RunOptions) => {
    const codex = { ...DEFAULT_RUNNER_CONFIG.codex, ...config };
    const tree = treeDir === undefined ? {} : { treeDir };
    return { ...where, ...tree, config: { ...DEFAULT_RUNNER_CONFIG, codex }, signal };
  };
  return {
    workspaceDir,
    home,
    git,
    run(request, baseUrl, options = {}) {
      const { prompt = 'Do the task.', promptOf = () => prompt, provider, top = '' } = options;
      writeFileSync(join(home, 'config.toml'), `${top}\n${codexConfig(baseUrl, provider)}`);
      const said = (resumed: boolean) => Promise.resolve(promptOf(resumed));
      return runAgent(request, { ...common(options), prompt: said, beat: () => undefined });
    },
    awaitRunner(request, { failure, endedAt }, options = {}) {
      const failed = { request, failureClass: failure?.class ?? ('unknown' as const), since: endedAt };
      let beat = (): void => undefined;
      const looked = new Promise<void>((resolve) => (beat = resolve));
      return { looked, done: awaitRunner(failed, { ...common(options), beat: () => beat() }) };
    },
    codex: (args, input) => void execFileSync('codex', args, { env, input, stdio: 'pipe' }),
    remove() {
      for (const folder of [root, home]) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** HOME is private too: commands run in login shells, and killing one must not hurt the profile of whoever runs this. */
const workerEnv = (binFolder: string, home: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ...{ PATH: `${binFolder}:${process.env['PATH']}`, HOME: home, CODEX_HOME: home, OPENAI_API_KEY: API_KEY },
});

function makeRepository(folder: string, git: Bench['git']): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'greeting.txt'), 'hello\n');
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '-m', 'start');
}
