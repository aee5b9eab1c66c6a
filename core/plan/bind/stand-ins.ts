// Who stands in for a runner, as [fallback] names them. Names that nobody has are told once, at the setting.
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean, sayOnce } from '../diagnostics.js';
import { standInsOf } from '../sources/config/fallback.js';

/** Best first; without those that cannot be meant. */
export function standInsFor(runner: string, { config, runners, sources, diagnostics }: PlanContext): string[] {
  const { field, names } = standInsOf(config.fallback, runner);
  return names.filter((name, at) => {
    const fault = faultOf(name, { runner, field, runners, before: names.slice(0, at) });
    if (fault !== null) sayOnce(diagnostics, diagnostic(fault.code, sources.config.path, fault.message, { field }));
    return fault === null;
  });
}

interface Around {
  runner: string;
  field: string;
  /** Names that exist. */
  runners: readonly string[];
  before: readonly string[];
}

function faultOf(name: string, { runner, field, runners, before }: Around) {
  const says = `${field} names the runner ${name}`;
  if (!runners.includes(name))
    return { code: 'MR1014' as const, message: `${says}, which does not exist.${didYouMean(name, runners)}` };
  if (name === runner) return { code: 'MR1046' as const, message: `${says}, for which others are to stand in.` };
  return before.includes(name) ? { code: 'MR1046' as const, message: `${says} twice.` } : null;
}
