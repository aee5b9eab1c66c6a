// `millrace.toml`: every section and key with its default. The reference's configurations load unchanged.
import { z } from 'zod';
import { executionCapabilities } from './config/capabilities.js';
import { checkpoints } from './config/checkpoints.js';
import { fallback } from './config/fallback.js';
import { learning } from './config/learning.js';
import { logs } from './config/logs.js';
import { metrics } from './config/metrics.js';
import { modelAliases, modelAssignment, stages } from './config/models.js';
import { monitor } from './config/monitor.js';
import { autoRecovery, recovery } from './config/recovery.js';
import { notify } from './config/notify.js';
import { operators } from './config/operators.js';
import { prices } from './config/prices.js';
import { report } from './config/report.js';
import { runners } from './config/runners.js';
import { limits, runtime, watchers } from './config/runtime.js';
import { temporal } from './config/temporal.js';
import { tracing } from './config/tracing.js';
import { trees } from './config/trees.js';
import { usageGovernance } from './config/usage.js';
import type { Diagnostic } from '../diagnostics.js';
import { readToml } from './read.js';

/** Every key carries a description of one sentence. */
export const configSchema = z.strictObject({
  runtime,
  runners,
  recovery,
  limits,
  model_aliases: modelAliases,
  model_assignment: modelAssignment,
  stages,
  temporal,
  watchers,
  auto_recovery: autoRecovery,
  usage_governance: usageGovernance,
  prices,
  execution_capabilities: executionCapabilities,
  checkpoints,
  trees,
  learning,
  report,
  logs,
  monitor,
  notify,
  operators,
  metrics,
  tracing,
  fallback,
});

export type Config = z.infer<typeof configSchema>;

/** What holds where nothing is written. */
export const defaultConfig = (): Config => configSchema.parse({});

/** The effective configuration; null when the text is wrong. An empty text gives the defaults. */
export const readConfig = (path: string, toml: string, diagnostics: Diagnostic[]): Config | null =>
  readToml(configSchema, path, toml, diagnostics);
