// The plan that would be compiled now, in the compiler's own words, beside the one that is active.
import type { NamedPlan, PlanNode } from '../../core/contracts/plan.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { Compiled } from '../../core/plan/compile.js';
import type { Diagnostic } from '../../core/plan/diagnostics.js';
import { jsonObject } from '../../core/json-lines.js';
import { readPiece, shown } from '../../read/files.js';
import { readSources } from '../../read/sources.js';
import { error, type Finding, ok, warning } from './finding.js';

export async function compileHere(dir: string): Promise<Compiled> {
  const { compile } = await import('../../core/plan/compile.js');
  const { runnerNames } = await import('../../agents/registry.js');
  return compile(readSources(dir), { runners: runnerNames() });
}

export async function lookAtPlan(dir: string, { named, diagnostics }: Compiled): Promise<Finding[]> {
  const { listSkills } = await import('../shelf/skills.js');
  const faulty = listSkills(dir).skills.filter(({ fault, origin }) => fault !== null && origin === 'workspace');
  return [
    ...diagnostics.map(findingOf),
    ...(named === null ? [] : [ok('plan', `${named.id} compiles (mode ${named.plan.mode})`), active(dir, named)]),
    ...faulty.map(({ folder, fault }) =>
      warning('skill_front_matter', fault ?? '', {
        where: `${folder}/SKILL.md`,
        remedy: 'Begin it with `name` and `description` between two lines `---`.',
      }),
    ),
  ];
}

function findingOf({ severity, code, file, line, message, hint }: Diagnostic): Finding {
  const more = {
    where: line === undefined ? file : `${file}:${line}`,
    ...(hint === undefined ? {} : { remedy: hint }),
  };
  if (severity === 'note') return { ...ok(code, message), ...more };
  return severity === 'error' ? error(code, message, more) : warning(code, message, more);
}

function active(dir: string, named: NamedPlan): Finding {
  const piece = readPiece(shown(dir, runtimePaths.compiledPlan));
  if (piece === null) return ok('active_plan', 'no plan is active yet; the first `millrace run` begins with this one');
  const { id, digest } = jsonObject(piece.text) ?? {};
  const where = `${RUNTIME_DIR}/${runtimePaths.compiledPlan}`;
  if (typeof digest !== 'string')
    return warning('active_plan_unreadable', 'it holds no plan', {
      where,
      remedy: 'The next `millrace run` writes it anew.',
    });
  if (digest === named.digest) return ok('active_plan', 'it is the active one');
  const remedy = 'A worker that runs takes the new one at `millrace config reload`, the next `millrace run` by itself.';
  return warning('plan_not_current', `the active plan is another one, ${String(id)}`, { where, remedy });
}

const MEANING = {
  read_only: 'agents may read, and change nothing',
  basic: 'agents may write in the workspace, and reach no network',
  elevated: 'agents may write anywhere but in millrace-agents/, and reach the network',
  maximum: 'agents have no sandbox and no checks',
} as const;

/** What agents may do, by the nodes that may do it. */
export function lookAtPermissions({ plan }: NamedPlan): Finding[] {
  const nodes = namedNodes(plan);
  const levels = Object.keys(MEANING) as (keyof typeof MEANING)[];
  return levels.flatMap((level) => {
    const bound = nodes.filter(([, { permission }]) => permission === level).map(([id]) => id);
    const who = bound.length === nodes.length ? 'every stage' : bound.join(', ');
    return bound.length === 0 ? [] : [ok(level, `${who}: ${MEANING[level]}`)];
  });
}

/** Every node of the plan with its id. */
export const namedNodes = (plan: NamedPlan['plan']): [string, PlanNode][] =>
  Object.values(plan.planes).flatMap((graph) => Object.entries(graph.nodes));
