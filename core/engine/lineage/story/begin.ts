// Where an activation begins: at the entry of its family, or, when its item was blocked before, at the stage that failed, or to which that sent it. A plan in
// which that stage is not, or does not work on the family, lets it begin at the entry, and that is said.
import { type FailedStage, goesOnAt } from '../../../contracts/story.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { Plan, PlanGraph } from '../../../contracts/plan.js';
import { runId } from '../../../contracts/run-ids.js';
import type { ActivateMessage } from '../../../contracts/turns.js';
import { own } from '../../../own.js';
import type { ExecutorState } from '../executor-state.js';

/** Undefined: the plan has no entry for it. `entries`: what is to be shown of the choice. */
export interface Beginning {
  node: string | undefined;
  entries: MirrorEntry[];
  /** Where the item asked to begin; absent = nowhere in particular. */
  asked?: string;
}

export function beginningOf(state: ExecutorState, message: ActivateMessage, plan: Plan | null, at: string): Beginning {
  const { plane, item, closure, story } = message;
  const graph = plan?.planes[plane];
  if (closure !== undefined) return { node: graph?.closure ?? undefined, entries: [] };
  const entry = own(graph?.entries ?? {}, item.family);
  const failed = state.rules < 6 ? undefined : story?.failed;
  const asked = state.rules < 7 ? undefined : message.start;
  if (failed === undefined && graph !== undefined && asked !== undefined && entry !== undefined)
    return { node: startsAt(graph, asked, item.family) ? asked : undefined, entries: [], asked };
  if (failed === undefined || graph === undefined || entry === undefined) return { node: entry, entries: [] };
  const spot = goesOnAt(failed);
  const why = misfit(graph, spot, item.family);
  const node = why === null ? spot : entry;
  return { node, entries: [began(state, message, { node, failed, why, at })] };
}

const startsAt = (graph: PlanGraph, node: string, family: string): boolean =>
  (own(graph.entries, family) === node || graph.starts?.includes(node) === true) &&
  own(graph.nodes, node)?.families?.includes(family) !== false;

function misfit(graph: PlanGraph, node: string, family: string): string | null {
  const found = own(graph.nodes, node);
  if (found === undefined) return `graph ${graph.id} has no node ${node}`;
  return found.families?.includes(family) === false ? `${node} does not work on ${family}` : null;
}

interface Chosen {
  node: string;
  failed: FailedStage;
  /** Why not where it failed; null = there. */
  why: string | null;
  at: string;
}

function began(
  { workspace, lineage }: ExecutorState,
  { turn, item }: ActivateMessage,
  { node, failed, why, at }: Chosen,
): MirrorEntry {
  const run = runId(workspace, lineage, turn);
  const where = { run_id: run, work_item: `${item.family}/${item.id}`, node_id: node };
  const data = { ...where, failed_node: failed.node, failed_run: failed.runId, reason: why };
  return { kind: 'event', key: `${run}:goes-on`, type: 'activation_goes_on', at, data };
}
