// One node of the plan: what its stage kind says, what binds it, and the texts it needs by digest.
import { sha256Hex } from '../../contracts/digest.js';
import type { PlanNode } from '../../contracts/plan.js';
import { own } from '../../own.js';
import { bindStage } from './bindings.js';
import { decideCapabilities } from './capabilities.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import type { Graph } from '../sources/graph.js';
import { resumeTargets } from '../checks/resume.js';
import { namedFor, type StageKind, type Way } from '../sources/stage-kind.js';

export function planNode(graph: Graph, id: string, context: PlanContext): PlanNode {
  const node = own(graph.nodes, id) ?? { kind: id, binding: {}, resume: {}, routes: {} };
  const kind = context.library.stages.get(node.kind);
  return {
    kind: node.kind,
    ...bindStage(graph, id, node, context),
    silenceSeconds: context.config.runtime.silence_seconds,
    instructions: keep(instructionsOf(kind, context), context),
    skills: skillsOf(kind, context),
    outcomes: kind?.outcomes ?? {},
    emits: kind?.emits ?? [],
    ...(kind === undefined ? {} : contractOf(kind, context)),
    routes: node.routes,
    ...filled('resume', resumeOf(graph, id, context)),
  };
}

function contractOf(kind: StageKind, context: PlanContext): Partial<PlanNode> {
  return {
    ...filled('families', kind.families),
    ...filled('artifacts', kind.artifacts),
    ...filled('leaves', leavesOf(kind, context)),
    ...filled('effects', kind.effects),
    ...filled('capabilities', decideCapabilities(kind, context)),
  };
}

/** Files and form stand beside each, so that a stage is judged by its request alone. */
function leavesOf(kind: StageKind, { library }: PlanContext): NonNullable<PlanNode['leaves']> {
  const outcomes = Object.keys(kind.outcomes);
  const leaves = kind.artifacts.flatMap((id) => {
    const artifact = library.artifacts.get(id);
    const of = (way: Way): string[] => outcomes.filter((outcome) => namedFor(kind, way, outcome).includes(id));
    const named = { ...filled('required', of('required')), ...filled('expected', of('expected')) };
    return artifact === undefined || Object.keys(named).length === 0 ? [] : [[id, { ...artifact, ...named }] as const];
  });
  return Object.fromEntries(leaves);
}

/** A member that is left out when it is empty: plans are carried about. */
export const filled = <K extends string, V extends object>(key: K, value: V): Partial<Record<K, V>> =>
  Object.keys(value).length === 0 ? {} : ({ [key]: value } as Record<K, V>);

function resumeOf(graph: Graph, id: string, { library }: PlanContext): NonNullable<PlanNode['resume']> {
  const rules = Object.keys(own(graph.nodes, id)?.resume ?? {}).map(
    (outcome) => [outcome, resumeTargets(graph, id, outcome, library.stages) ?? { by: [], to: [] }] as const,
  );
  return Object.fromEntries(rules);
}

function instructionsOf(kind: StageKind | undefined, { mode, library }: PlanContext): string {
  const other = own(mode.stages, kind?.id ?? '')?.entrypoint;
  return (other === undefined ? kind : library.stages.get(other))?.instructions ?? '';
}

function skillsOf(kind: StageKind | undefined, context: PlanContext): PlanNode['skills'] {
  const more = own(context.mode.stages, kind?.id ?? '')?.skills ?? [];
  const required = (kind?.skills ?? []).map((id) => ({ id, file: kind?.path ?? '', field: 'skills' }));
  const added = more
    .filter((id) => kind?.skills.includes(id) !== true)
    .map((id) => ({ id, file: context.mode.path, field: `stages.${kind?.id ?? ''}.skills` }));
  return [...required, ...added].map(({ id, file, field }) => {
    const text = context.library.skills.get(id);
    if (text === undefined) context.diagnostics.push(unknownSkill(id, file, field, context));
    return { id, sha256: keep(text ?? '', context) };
  });
}

function unknownSkill(id: string, file: string, field: string, { library }: PlanContext) {
  const message = `The stage needs the skill ${id}, which does not exist.${didYouMean(id, [...library.skills.keys()])}`;
  return diagnostic('MR1013', file, message, { field });
}

function keep(text: string, context: PlanContext): string {
  const digest = sha256Hex(text);
  context.texts.set(digest, text);
  return digest;
}
