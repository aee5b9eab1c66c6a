// The snapshot: the flat fields that people and scripts read, made from what each writer last said of its part.
import type { RunSection, WorkspaceSection } from '../../core/contracts/mirror.js';
import { runSection } from '../../core/engine/lineage/turns/run-section.js';
import { type Sections, shownMarkers, toFile } from './sections.js';

/** Text of `state/runtime_snapshot.json`. */
export function snapshotText(sections: Sections): string {
  const runs = sections.activations.map(runSection);
  const [run = null] = runs;
  const { workspace } = sections;
  const flat = {
    schema_version: '1.0',
    kind: 'runtime_snapshot',
    ...(workspace === null ? {} : workspaceFields(workspace)),
    ...runFields(run),
    ...markerFields(shownMarkers(sections)),
    // The last outcome of any stage: it stays when the run is over.
    last_terminal_result: run?.lastOutcome ?? workspace?.lastOutcome ?? null,
  };
  return `${JSON.stringify({ ...flat, run, runs, sections: toFile(sections) }, null, 1)}\n`;
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
