// A git work tree, a private CODEX_HOME and a model server, to run the real Codex through `runAgent`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RUNNER_CONFIG, type CodexConfig } from '../../agents/adapter.js';
import { runAgent } from '../../agents/run-stage.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';

/** The key the model server is asked with. It must not turn up in anything that is stored. */
export const API_KEY = 'test-key-0123456789';

export interface Bench {
  workspaceDir: string;
  /** Runs one stage; `baseUrl` is where Codex finds its model. */
  run(request: StageRunRequest, baseUrl: string, options?: RunOptions): Promise<RunnerRawResult>;
  git(...args: string[]): string;
  remove(): void;
}

export interface RunOptions {
  signal?: AbortSignal;
  config?: Partial<CodexConfig>;
  prompt?: string;
}

/** `binFolder`: where the real `codex` is. The work tree has one commit with `greeting.txt` in it. */
export function openBench(binFolder: string): Bench {
  const root = mkdtempSync(join(tmpdir(), 'millrace-runner-'));
  const workspaceDir = join(root, 'work');
  // Not below the temp folder: there Codex does not put its own tools on the PATH of commands.
  const home = mkdtempSync(join(import.meta.dirname, '.home-'));
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: workspaceDir, encoding: 'utf8' });
  makeRepository(workspaceDir, git);
  return {
    workspaceDir,
    git,
    run(request, baseUrl, { signal, config, prompt = 'Do the task.' } = {}) {
      writeFileSync(join(home, 'config.toml'), codexConfig(baseUrl));
      return runAgent(request, {
        ...{ workspaceDir, prompt },
        stateDir: join(root, 'state'),
        config: { ...DEFAULT_RUNNER_CONFIG, codex: { ...DEFAULT_RUNNER_CONFIG.codex, ...config } },
        env: workerEnv(binFolder, home),
        signal: signal ?? new AbortController().signal,
        beat: () => undefined,
      });
    },
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

/** No look-ups of its own, no tries of its own: one answer of the server is one end of the run. */
export const codexConfig = (baseUrl: string): string => `
model_provider = "test"
check_for_update_on_startup = false
[analytics]
enabled = false
[features]
plugins = false
[model_providers.test]
name = "test"
base_url = "${baseUrl}"
wire_api = "responses"
env_key = "OPENAI_API_KEY"
request_max_retries = 0
stream_max_retries = 0
`;
