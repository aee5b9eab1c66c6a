// The snapshot: what each writer last said of its part, and the flat fields that people and scripts read, made from it.
import type { Plane } from '../../core/contracts/families.js';
import type { ShownActivation } from '../../core/contracts/activation.js';
import type { MirrorEntry, Order, RunSection, WorkspaceSection } from '../../core/contracts/mirror.js';
import { wholeActivation } from '../../core/engine/lineage/turns/phase.js';
import { runSection } from '../../core/engine/lineage/turns/run-section.js';
import { compareOrders } from './manifest.js';

type SectionEntry = Extract<MirrorEntry, { kind: 'workspace' | 'run' | 'marker' }>;

/** The parts of the snapshot. */
export interface Sections {
  workspace: WorkspaceSection | null;
  /** The activation that holds the turn, whole: what it is gone on from when the server lost its data. */
  activation: ShownActivation | null;
  /** Without `### `. */
  markers: Partial<Record<Plane, string>>;
  /** Order of what each part shows: `workspace`, `run`, or the name of a plane. */
  orders: Record<string, Order>;
}

/** The parts inside a snapshot file; empty ones for a file that is missing, torn or older than this format. */
export function sectionsIn(text: string | null): Sections {
  const empty: Sections = { workspace: null, activation: null, markers: {}, orders: {} };
  try {
    const file = JSON.parse(text ?? '') as { sections?: Partial<Sections> };
    return { ...empty, ...file.sections, orders: file.sections?.orders ?? {}, activation: shownIn(file.sections) };
  } catch {
    return empty;
  }
}

function shownIn({ activation }: Partial<Sections> = {}): ShownActivation | null {
  return activation ? { ...activation, activation: wholeActivation(activation.activation) } : null;
}

/** Takes an entry over unless it is older than what is shown; says whether it did. */
export function takeOver(sections: Sections, entry: SectionEntry): boolean {
  const part = entry.kind === 'marker' ? entry.plane : entry.kind;
  if (compareOrders(entry.order, sections.orders[part] ?? null) < 0) return false;
  sections.orders[part] = entry.order;
  if (entry.kind === 'workspace') sections.workspace = entry.value;
  if (entry.kind === 'marker') sections.markers[entry.plane] = entry.marker;
  if (entry.kind === 'run') sections.activation = entry.value;
  return true;
}

/** Text of `state/runtime_snapshot.json`. */
export function snapshotText(sections: Sections): string {
  const run = sections.activation && runSection(sections.activation);
  const { workspace, markers } = sections;
  const flat = {
    schema_version: '1.0',
    kind: 'runtime_snapshot',
    ...(workspace === null ? {} : workspaceFields(workspace)),
    ...runFields(run),
    ...markerFields(markers),
    // The last outcome of any stage: it stays when the run is over.
    last_terminal_result: run?.lastOutcome ?? workspace?.lastOutcome ?? null,
  };
  return `${JSON.stringify({ ...flat, run, sections }, null, 1)}\n`;
}

function workspaceFields(workspace: WorkspaceSection): Record<string, unknown> {
  const { depths } = workspace;
  return {
    seq: workspace.seq,
    phase: workspace.phase,
    paused: workspace.pauseSources.length > 0,
    pause_sources: workspace.pauseSources,
    allowance: workspace.allowance,
    active_mode_id: workspace.mode,
    compiled_plan_id: workspace.planId,
    compiled_plan_fingerprint: workspace.planDigest,
    turn: workspace.turn,
    queue_depth_execution: depths.execution,
    queue_depth_planning: depths.planning,
    queue_depth_learning: depths.learning,
    blocked: workspace.blocked,
    waiting: workspace.waiting,
    updated_at: workspace.updatedAt,
  };
}

function runFields(run: RunSection | null): Record<string, unknown> {
  return {
    active_plane: run?.plane ?? null,
    active_stage: run?.node ?? null,
    active_node_id: run?.node ?? null,
    active_run_id: run?.runId ?? null,
    active_work_item_family_id: run?.family ?? null,
    active_work_item_id: run?.id ?? null,
    active_since: run?.since ?? null,
    counters: run?.counters ?? {},
  };
}

const markerFields = (markers: Sections['markers']): Record<string, unknown> => ({
  execution_status_marker: markerLine(markers.execution),
  planning_status_marker: markerLine(markers.planning),
  learning_status_marker: markerLine(markers.learning),
});

/** The line of a status file; a plane that never ran is idle. */
export const markerLine = (marker = 'IDLE'): string => `### ${marker}`;
