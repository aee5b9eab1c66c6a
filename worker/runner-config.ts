// From `[runners.*]` of millrace.toml to what adapters are given.
import type { RunnerConfig } from '../agents/adapter.js';
import type { Config } from '../core/plan/config.js';

export function runnerConfig(config: Config): RunnerConfig {
  const codex = config.runners.codex;
  return {
    codex: {
      command: codex.command,
      args: codex.args,
      profile: codex.profile ?? null,
      modelReasoningEffort: codex.model_reasoning_effort ?? null,
      skipGitRepoCheck: codex.skip_git_repo_check,
      extraConfig: codex.extra_config,
      env: codex.env,
    },
  };
}
