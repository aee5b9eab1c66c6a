// Which results make the runtime write a learning request, and where in the learning graph that request begins.
import type { Plane } from '../../contracts/families.js';
import type { PlanTrigger } from '../../contracts/plan.js';
import { own } from '../../own.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import type { Graph } from '../sources/graph.js';

type Trigger = PlanContext['mode']['triggers'][number];

/** A stage that leaves this artifact changes one skill, and must be told which. */
const CHANGES_A_SKILL = 'skill_update';

export function planTriggers(graphs: readonly Graph[], context: PlanContext): PlanTrigger[] {
  const { mode, diagnostics } = context;
  const ids = new Set<string>();
  return mode.triggers.flatMap((trigger, index) => {
    const field = `triggers.${index}`;
    if (ids.has(trigger.id)) {
      diagnostics.push(diagnostic('MR1005', mode.path, `Two triggers have the id ${trigger.id}.`, { field }));
    }
    ids.add(trigger.id);
    const faults = [...sourceFaults(trigger, graphs), ...targetFaults(trigger, graphs, context)];
    for (const fault of faults) {
      diagnostics.push(diagnostic('MR1038', mode.path, `Trigger ${trigger.id}: ${fault}`, { field }));
    }
    return [planTrigger(trigger, graphs)];
  });
}

function planTrigger(trigger: Trigger, graphs: readonly Graph[]): PlanTrigger {
  const { id, source, outcomes, target, action, target_skill: skill, output_paths: outputs } = trigger;
  const plane: Plane = sourcesOf(trigger, graphs)[0]?.plane ?? 'execution';
  return {
    ...{ id, plane, node: source, outcomes, target, action },
    ...(skill === undefined ? {} : { skill }),
    ...(outputs.length === 0 ? {} : { outputs }),
  };
}

const foreground = (graphs: readonly Graph[]): Graph[] => graphs.filter((graph) => graph.plane !== 'learning');

const sourcesOf = ({ source }: Trigger, graphs: readonly Graph[]): Graph[] =>
  foreground(graphs).filter((graph) => Object.hasOwn(graph.nodes, source));

function sourceFaults(trigger: Trigger, graphs: readonly Graph[]): string[] {
  const { source, outcomes } = trigger;
  const [graph, second] = sourcesOf(trigger, graphs);
  if (graph === undefined) {
    const known = foreground(graphs).flatMap((one) => Object.keys(one.nodes));
    return [`there is no node ${source} in planning or execution.${didYouMean(source, known)}`];
  }
  const routed = Object.keys(own(graph.nodes, source)?.routes ?? {});
  return [
    ...(second === undefined ? [] : [`both ${graph.id} and ${second.id} have a node ${source}.`]),
    ...outcomes
      .filter((outcome) => !routed.includes(outcome))
      .map((outcome) => `${source} never ends with ${outcome}.${didYouMean(outcome, routed)}`),
  ];
}

function targetFaults(trigger: Trigger, graphs: readonly Graph[], { library }: PlanContext): string[] {
  const { target, target_skill, output_paths } = trigger;
  const graph = graphs.find((one) => one.plane === 'learning');
  if (graph === undefined) return ['the mode has no learning graph.'];
  const beginnings = [...Object.values(graph.entries), ...graph.starts];
  if (!beginnings.includes(target)) {
    return [`no request can begin at ${target} in ${graph.id}.${didYouMean(target, beginnings)}`];
  }
  const kind = library.stages.get(own(graph.nodes, target)?.kind ?? '');
  const told = target_skill !== undefined || output_paths.length > 0;
  const must = kind?.artifacts.includes(CHANGES_A_SKILL) === true;
  return must && !told ? [`${target} changes a skill: name it in target_skill, or give output_paths.`] : [];
}
