// `millrace.toml`: every section and key with its default. The reference's configurations load unchanged.
import { z } from 'zod';
import type { Diagnostic } from './diagnostics.js';
import { diagnostic } from './diagnostics.js';
import { stageBinding } from './mode.js';
import { readToml } from './read.js';

const permission = z.enum(['read_only', 'basic', 'elevated', 'maximum']);
const text = z.string().min(1);
const env = z.record(z.string(), z.string()).default({});

const codex = z.strictObject({
  command: text.default('codex'),
  args: z.array(z.string()).default(['exec']),
  profile: text.optional(),
  permission_default: permission.default('basic'),
  permission_by_stage: z.record(z.string(), permission).default({}),
  permission_by_model: z.record(z.string(), permission).default({}),
  model_reasoning_effort: z.enum(['low', 'medium', 'high', 'xhigh']).optional(),
  skip_git_repo_check: z.boolean().default(true),
  extra_config: z.array(z.string()).default([]),
  env,
});

const alias = z.strictObject({ model: text.optional(), thinking_level: text.optional() });

const schema = z.strictObject({
  runtime: z
    .strictObject({
      default_mode: text.default('default_codex'),
      run_style: z.literal('daemon').default('daemon'),
      idle_sleep_seconds: z.number().positive().default(1),
      /** Seconds without output, no tool open, until a stage is ended; 0 = never. */
      silence_seconds: z.int().min(0).default(900),
      /** Waits before an environment failure is tried again; the last one repeats. */
      environment_backoff_seconds: z.array(z.number().positive()).min(1).default([5, 15, 60, 300]),
      /** History length at which a workflow continues as new. */
      history_events: z.int().min(50).max(20_000).default(2000),
    })
    .prefault({}),
  runners: z
    .strictObject({
      default_runner: text.default('codex_cli'),
      codex: codex.prefault({}),
      pi: z.looseObject({}).optional(),
    })
    .prefault({}),
  recovery: z
    .strictObject({
      max_fix_cycles: z.int().min(1).default(2),
      max_troubleshoot_attempts_before_consult: z.int().min(1).default(2),
      max_mechanic_attempts: z.int().min(1).default(2),
      stale_state_recovery_enabled: z.boolean().default(true),
    })
    .prefault({}),
  limits: z
    .strictObject({
      generations: z.int().min(0).default(3),
      remediation_rounds: z.int().min(0).default(3),
      emitted_per_stage: z.int().min(1).max(500).default(50),
    })
    .prefault({}),
  watchers: z
    .strictObject({
      enabled: z.boolean().default(true),
      debounce_ms: z.int().min(1).default(250),
      watch_ideas_inbox: z.boolean().default(true),
      watch_specs_queue: z.boolean().default(true),
    })
    .prefault({}),
  model_aliases: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), alias).default({}),
  model_assignment: z
    .strictObject({
      enabled: z.boolean().default(true),
      default_alias: text.default('standard'),
      invalid_assignment_policy: z.literal('warn_fallback').default('warn_fallback'),
      by_loop: z.record(z.string(), text).default({}),
      by_stage: z.record(z.string(), text).default({}),
    })
    .prefault({}),
  stages: z.record(z.string(), stageBinding).default({}),
  temporal: z
    .strictObject({
      address: text.optional(),
      namespace: text.optional(),
      /** Ports of the embedded server; free ones are taken when they are absent. */
      port: z.int().min(1).max(65_535).optional(),
      ui_port: z.int().min(1).max(65_535).optional(),
    })
    .prefault({}),
  auto_recovery: z.looseObject({}).optional(),
  usage_governance: z.looseObject({}).optional(),
  execution_capabilities: z.looseObject({}).optional(),
});

export type Config = z.infer<typeof schema>;

/** Sections that are accepted but that this release does not act on. */
const LATER = ['auto_recovery', 'usage_governance', 'execution_capabilities'] as const;

/** The effective configuration; null when the text is wrong. An empty text gives the defaults. */
export function readConfig(path: string, toml: string, diagnostics: Diagnostic[]): Config | null {
  const config = readToml(schema, path, toml, diagnostics);
  if (config === null) return null;
  for (const section of LATER) {
    if (config[section] !== undefined) {
      diagnostics.push(diagnostic('MR1051', path, `[${section}] has no effect yet.`, { field: section }));
    }
  }
  return config;
}
