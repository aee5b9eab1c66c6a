// What a plan takes from millrace.toml besides the bindings of stages: numbers of bounds, the runners' own settings.
import { canonicalJson, sha256Hex } from '../../contracts/digest.js';
import type { PlanGraph } from '../../contracts/plan.js';
import type { Config } from '../sources/config.js';
import { runnerTables } from '../sources/config/runners.js';
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

/** sha256 of what `[runners.*]` says beyond what nodes hold. Secrets are hashed one by one. */
export function runnersDigest({ runners }: Pick<Config, 'runners'>): string {
  const tables = runnerTables(runners).map(({ settings: { table, byStage, secrets }, values }) => {
    const kept = Object.entries(values).filter(([name]) => !byStage.includes(name));
    return [table, Object.fromEntries(kept.map(([name, one]) => [name, secrets.includes(name) ? hashed(one) : one]))];
  });
  return sha256Hex(canonicalJson(Object.fromEntries(tables)));
}

/** Of variables the names may be seen, the values may not. */
function hashed(value: unknown): unknown {
  if (typeof value === 'string') return sha256Hex(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hashed(one)]));
}
