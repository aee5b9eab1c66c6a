// From sections of millrace.toml to what adapters and the server are given.
import type { RunnerConfig } from '../agents/adapter.js';
import type { Config } from '../core/plan/sources/config.js';
import type { TemporalSettings } from './server/choose.js';

/** `[temporal]` */
export function temporalSettings({ temporal }: Pick<Config, 'temporal'>): TemporalSettings {
  const { address, namespace, port, ui_port: uiPort } = temporal;
  const ports = { ...(port === undefined ? {} : { port }), ...(uiPort === undefined ? {} : { uiPort }) };
  return { address, namespace, ...ports };
}

/** `[runners.*]` */
export function runnerConfig(config: Config): RunnerConfig {
  const { codex, pi } = config.runners;
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
    pi: {
      command: pi.command,
      args: pi.args,
      provider: pi.provider ?? null,
      thinking: pi.thinking ?? null,
      disableContextFiles: pi.disable_context_files,
      disableSkills: pi.disable_skills,
      eventLogPolicy: pi.event_log_policy,
      env: pi.env,
    },
  };
}
