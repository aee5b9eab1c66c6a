// Settings that load and change nothing: those of a later release, and those that have no meaning here.
import type { Config } from '../config.js';
import type { DiagnosticCode } from '../diagnostics.js';

/** A setting that does not do what it says: code, field, why. */
export type Finding = readonly [code: DiagnosticCode, field: string, message: string];

/** Sections that the runtime does not act on yet. */
const LATER = ['auto_recovery', 'usage_governance', 'execution_capabilities'] as const;

/** Silent about what says the same as the default: nothing is lost by it. */
export function acceptedOnly(config: Config, defaults: Config): Finding[] {
  const found: Finding[] = [];
  for (const section of LATER.filter((name) => differs(config[name], defaults[name]))) {
    found.push(['MR1051', section, `[${section}] has no effect yet.`]);
  }
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

/** Both come out of the same schema, and so have their keys in the same order. */
export const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
