// What a plan takes from millrace.toml besides the bindings of stages: numbers of bounds, the runners' own settings.
import { canonicalJson, sha256Hex } from '../../contracts/digest.js';
import type { PlanGraph } from '../../contracts/plan.js';
import type { Config } from '../sources/config.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import type { Graph } from '../sources/graph.js';

/** The number a setting gives replaces the number in the graph: one source per number, and the plan holds the result. */
export function effectiveBounds(graph: Graph, config: Config, diagnostics: Diagnostic[]): PlanGraph['bounds'] {
  const numbers = numbersOf(config);
  const bounds = Object.entries(graph.bounds).map(([id, bound]) => {
    const { config: name, max, per } = bound;
    if (name !== undefined && !numbers.has(name)) diagnostics.push(unknownNumber(graph, id, name, [...numbers.keys()]));
    return [id, { max: numbers.get(name ?? '') ?? max, per }] as const;
  });
  return Object.fromEntries(bounds);
}

/** The settings that a bound may name, as it names them. */
const numbersOf = (config: Config): Map<string, number> =>
  new Map(
    Object.entries(config.recovery).flatMap(([name, value]) =>
      typeof value === 'number' ? [[`recovery.${name}`, value] as const] : [],
    ),
  );

function unknownNumber(graph: Graph, id: string, name: string, known: string[]): Diagnostic {
  const message = `Bound ${id} takes its number from ${name}, which is no such setting.${didYouMean(name, known)}`;
  return diagnostic('MR1029', graph.path, message, { field: `bounds.${id}.config` });
}

/** sha256 of what `[runners.*]` says beyond what nodes hold. Values of variables may be secret: hashed one by one. */
export function runnersDigest(config: Config): string {
  const { command, args, profile, skip_git_repo_check, extra_config, env } = config.runners.codex;
  const codex = { command, args, profile, skip_git_repo_check, extra_config, env: hashed(env) };
  const pi = { ...config.runners.pi, env: hashed(config.runners.pi.env) };
  return sha256Hex(canonicalJson({ codex, pi }));
}

const hashed = (env: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, sha256Hex(value)]));
