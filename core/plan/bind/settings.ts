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
  const bounds = Object.entries(graph.bounds).map(([id, { config: name, max, per }]) => {
    const number = numberOf({ name, own: max }, config, (known) =>
      diagnostics.push(unknownNumber(graph, `Bound ${id}`, `bounds.${id}.config`, [name ?? '', known])),
    );
    return [id, { max: number, per }] as const;
  });
  return Object.fromEntries(bounds);
}

/** Absent where a graph delivers nothing. */
export function effectiveDelivery(
  { delivery, ...graph }: Graph,
  config: Config,
  diagnostics: Diagnostic[],
): Pick<PlanGraph, 'delivery'> {
  if (delivery === undefined) return {};
  const { family, start, rounds: own, config: name } = delivery;
  const rounds = numberOf({ name, own }, config, (known) =>
    diagnostics.push(unknownNumber(graph, 'The delivery', 'delivery.config', [name ?? '', known])),
  );
  return { delivery: { family, start, rounds } };
}

/** `unknown`: told the settings that there are, when `name` is none of them. */
function numberOf(
  { name, own }: { name: string | undefined; own: number },
  config: Config,
  unknown: (known: string[]) => void,
): number {
  if (name === undefined) return own;
  const numbers = numbersOf(config);
  if (!numbers.has(name)) unknown([...numbers.keys()]);
  return numbers.get(name) ?? own;
}

/** The settings that a bound may name, as it names them. */
const numbersOf = (config: Config): Map<string, number> =>
  new Map(
    Object.entries(config.recovery).flatMap(([name, value]) =>
      typeof value === 'number' ? [[`recovery.${name}`, value] as const] : [],
    ),
  );

function unknownNumber(
  { path }: Pick<Graph, 'path'>,
  what: string,
  field: string,
  [name, known]: [string, string[]],
): Diagnostic {
  const message = `${what} takes its number from ${name}, which is no such setting.${didYouMean(name, known)}`;
  return diagnostic('MR1029', path, message, { field });
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
