// Settings that load and change nothing: those of a later release, and those that have no meaning here.
import type { Config } from '../config.js';
import type { DiagnosticCode } from '../../diagnostics.js';

/** A setting that does not do what it says: code, field, why. */
export type ConfigFinding = readonly [code: DiagnosticCode, field: string, message: string];

/** Of `[execution_capabilities]`: what they spoke of does not exist here. */
const UNASKED = ['default_unknown_capability', 'allow_advisory_grants', 'fail_required_advisory'] as const;

/** Silent about what says the same as the default: nothing is lost by it. */
export function acceptedOnly(config: Config, defaults: Config): ConfigFinding[] {
  const found: ConfigFinding[] = [];
  const capabilities = [config.execution_capabilities, defaults.execution_capabilities] as const;
  for (const key of UNASKED.filter((name) => capabilities[0][name] !== capabilities[1][name])) {
    const field = `execution_capabilities.${key}`;
    found.push([
      'MR1060',
      field,
      `${field} has no effect: every capability has a decision, which says whether a stage may start.`,
    ]);
  }
  found.push(...spending(config, defaults));
  if (differs(config.runtime.idle_sleep_seconds, defaults.runtime.idle_sleep_seconds)) {
    found.push([
      'MR1060',
      'runtime.idle_sleep_seconds',
      'runtime.idle_sleep_seconds has no effect: nothing sleeps here.',
    ]);
  }
  if (!config.recovery.stale_state_recovery_enabled) {
    const field = 'recovery.stale_state_recovery_enabled';
    found.push(['MR1060', field, `${field} = false has no effect: work of a dead worker is always taken up.`]);
  }
  return found;
}

function spending({ usage_governance: usage, auto_recovery: recovery }: Config, defaults: Config): ConfigFinding[] {
  const quota = 'usage_governance.subscription_quota_rules';
  const off = (section: string): ConfigFinding => ['MR1062', section, `[${section}] has no effect: enabled = false.`];
  const found: ConfigFinding[] = [];
  // Rules on money hold without it, and what says how they do with them.
  const isUsed = usage.enabled || usage.cost_rules.length > 0;
  if (!isUsed && differs(usage, defaults.usage_governance)) found.push(off('usage_governance'));
  else if (differs(usage.subscription_quota_rules, defaults.usage_governance.subscription_quota_rules))
    found.push(['MR1051', quota, `[${quota}] has no effect yet: only tokens are counted.`]);
  if (!recovery.enabled && differs({ ...recovery, enabled: true }, defaults.auto_recovery))
    found.push(off('auto_recovery'));
  return found;
}

/** Both come out of the same schema, and so have their keys in the same order. */
export const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
