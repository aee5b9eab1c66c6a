// How often stages were given a skill, and how those stages ended, by the results that lie in the folders of their runs: each request has
// one, so that nothing is counted twice, whatever else is written anew.
import { runArtifacts, runtimePaths } from '../core/contracts/paths.js';
import { SCRIPTED_RUNNER } from '../core/contracts/stage.js';
import { isRecord } from '../core/form.js';
import { jsonObject } from '../core/json-lines.js';
import { own, put } from '../core/own.js';
import { namesIn, readPiece, shown } from './files.js';

export interface Usage {
  /** Stages that had an agent and ended. */
  used: number;
  /** Of them: those that ended as their own outcome of class success or no_op. */
  well: number;
  /** By outcome, such as `CHECKER_PASS`. */
  outcomes: Record<string, number>;
  /** Stages that a script played: no model read the skill. They count nowhere else. */
  rehearsed: number;
  /** End of the last one, ISO 8601; null = none. */
  last: string | null;
}

/** By id, and in it by the digest that the stages were given. */
export type UsageBySkill = Map<string, Map<string, Usage>>;

export const noUsage = (): Usage => ({ used: 0, well: 0, outcomes: {}, rehearsed: 0, last: null });

export function readUsage(workspace: string): UsageBySkill {
  const found: UsageBySkill = new Map();
  const seen = new Set<string>();
  for (const run of namesIn(shown(workspace, runtimePaths.runs))) {
    const folder = shown(workspace, `${runtimePaths.runs}/${run}/${runArtifacts.stageResults}`);
    for (const name of namesIn(folder).filter((one) => one.endsWith('.json'))) {
      const result = jsonObject(readPiece(`${folder}/${name}`, { first: MOST })?.text);
      if (result === null || seen.has(String(result['request_id']))) continue;
      seen.add(String(result['request_id']));
      count(found, result);
    }
  }
  return found;
}

const MOST = 1024 * 1024;

/** An environment that failed says nothing of what its agent would have read. */
function skillsIn({ skills, metadata }: Record<string, unknown>): Record<string, unknown>[] {
  if (!Array.isArray(skills) || (isRecord(metadata) && metadata['failure_origin'] === 'environment')) return [];
  return skills.filter(isRecord);
}

const isRehearsed = (result: Record<string, unknown>): boolean => result['runner_name'] === SCRIPTED_RUNNER;

/** Ids of the skills that the agent of this stage had. */
export const skillsUsed = (result: Record<string, unknown>): string[] =>
  isRehearsed(result) ? [] : skillsIn(result).map(({ id }) => String(id));

function count(found: UsageBySkill, result: Record<string, unknown>): void {
  const { result_class: endedAs, terminal_result: outcome } = result;
  for (const skill of skillsIn(result)) {
    const usage = usageIn(found, String(skill['id']), String(skill['sha256']));
    if (isRehearsed(result)) {
      usage.rehearsed += 1;
      continue;
    }
    const [key, at] = [String(outcome), String(result['completed_at'])];
    usage.used += 1;
    usage.well += result['asked_again'] !== true && (endedAs === 'success' || endedAs === 'no_op') ? 1 : 0;
    more(usage, key, 1);
    if (usage.last === null || at > usage.last) usage.last = at;
  }
}

const more = ({ outcomes }: Usage, name: string, times: number): void =>
  put(outcomes, name, (own(outcomes, name) ?? 0) + times);

function usageIn(found: UsageBySkill, id: string, sha256: string): Usage {
  const of = found.get(id) ?? new Map<string, Usage>();
  const usage = of.get(sha256) ?? noUsage();
  found.set(id, of.set(sha256, usage));
  return usage;
}

/** Of all its texts together. */
export function usageOf(usage: UsageBySkill, id: string): Usage {
  const sum = noUsage();
  for (const one of usage.get(id)?.values() ?? []) {
    sum.used += one.used;
    sum.well += one.well;
    sum.rehearsed += one.rehearsed;
    for (const [name, times] of Object.entries(one.outcomes)) more(sum, name, times);
    if (one.last !== null && (sum.last === null || one.last > sum.last)) sum.last = one.last;
  }
  return sum;
}
