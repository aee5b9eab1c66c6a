// What a mode says of stages must be about stages of its graphs.
import { own } from '../../own.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import type { Graph } from '../sources/graph.js';
import { checkDelivery } from './delivery.js';

export function checkMode(graphs: readonly Graph[], context: PlanContext): void {
  const { mode, diagnostics } = context;
  const used = [...new Set(graphs.flatMap((graph) => Object.values(graph.nodes).map((node) => node.kind)))];
  for (const kind of Object.keys(mode.stages).filter((one) => !used.includes(one))) {
    const message = `The mode binds the stage ${kind}, which none of its graphs uses.${didYouMean(kind, used)}`;
    diagnostics.push(diagnostic('MR1035', mode.path, message, { field: `stages.${kind}` }));
  }
  for (const [kind, { entrypoint }] of Object.entries(mode.stages)) {
    if (entrypoint !== undefined) checkEntrypoint(kind, entrypoint, context);
  }
  checkDefaultRunner(context);
  checkDelivery(graphs, context);
  reportUnknownStages(context);
}

/** Instructions speak of the outcomes of their own kind: they can stand in only for those of a kind that has the same. */
function checkEntrypoint(id: string, entrypoint: string, { mode, library, diagnostics }: PlanContext): void {
  const say = (message: string): void =>
    void diagnostics.push(diagnostic('MR1036', mode.path, message, { field: `stages.${id}.entrypoint` }));
  const [kind, other] = [library.stages.get(id), library.stages.get(entrypoint)];
  if (other === undefined)
    return say(`There is no stage kind ${entrypoint}.${didYouMean(entrypoint, [...library.stages.keys()])}`);
  const odd = Object.keys(other.outcomes).filter((outcome) => own(kind?.outcomes ?? {}, outcome) === undefined);
  const lacking = Object.keys(kind?.outcomes ?? {}).filter((outcome) => own(other.outcomes, outcome) === undefined);
  if (kind !== undefined && odd.length + lacking.length > 0)
    say(
      `The instructions of ${entrypoint} are about other outcomes than ${id} has: ${[...odd, ...lacking].join(', ')}.`,
    );
}

function checkDefaultRunner({ config, sources, runners, diagnostics }: PlanContext): void {
  const name = config.runners.default_runner;
  if (runners.includes(name)) return;
  const message = `runners.default_runner names ${name}, which does not exist.${didYouMean(name, runners)}`;
  diagnostics.push(diagnostic('MR1014', sources.config.path, message, { field: 'runners.default_runner' }));
}

/** What the configuration says of stages is looked at with the plan. */
function reportUnknownStages({ library, mode, diagnostics }: PlanContext): void {
  const known = [...library.stages.keys()];
  for (const kind of Object.keys(mode.model_assignment.by_stage).filter((one) => !known.includes(one))) {
    const message = `The setting for stage ${kind} has no effect: there is no such stage kind.${didYouMean(kind, known)}`;
    diagnostics.push(diagnostic('MR1050', mode.path, message, { field: `model_assignment.by_stage.${kind}` }));
  }
}
