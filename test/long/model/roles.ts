// What agents leave beside their outcome: as files for the scripted agent, and as documents for the model.
import { type DocumentRef } from '../../../core/contracts/documents.js';
import { runArtifacts, runtimePaths } from '../../../core/contracts/paths.js';
import { specText } from '../../support/spec-text.js';
import { taskText } from '../../support/task-text.js';
import { documentRef } from '../../pure/world.js';
import type { Line } from './script.js';

/** `${ITEM}` stands for the id of the agent's item, in names and texts. */
interface Left {
  family: 'task' | 'spec';
  name: string;
  text: string;
  needs: string[];
  /** It is a root of its own. */
  isRoot: boolean;
}

export interface Leavings {
  left: Left[];
  files: { path: string; content: string | object }[];
  /** The item is done with it, whatever the route says. */
  finishes: boolean;
}

const inRun = (name: string): string => `millrace-agents/runs/\${RUN_ID}/${name}`;

const task = (name: string, needs: string[] = []): Left => {
  const text = taskText(name, needs.map((one) => `\nDepends-On:\n- ${one}\n`).join(''));
  return { family: 'task', name, text, needs, isRoot: false };
};

const NOTHING: Leavings = { left: [], files: [], finishes: false };
const REDO = 'redo-${ITEM}';
const noWork = { path: inRun(runArtifacts.noWork), content: 'It is done already.\n' };

const manager = [
  { ...NOTHING, files: [noWork] },
  { ...NOTHING, left: [task(REDO)] },
  { ...NOTHING, left: [task(REDO), task('then-${ITEM}', [REDO])] },
];

function childSpecs(name: string): Leavings {
  const content = {
    ...{ schema_version: '1.0', kind: 'planner_disposition', created_by: 'planner', created_at: '${NOW}' },
    ...{ source_work_item_family_id: '${FAMILY}', source_work_item_id: '${ITEM}' },
    ...{ disposition: 'emitted_child_specs', emitted_spec_ids: [name], refined_active_source: false },
    recommended_next_action: 'Plan the part.',
  };
  const text = specText(name).replace('Source-Type: manual', 'Source-Type: derived_spec');
  const left: Left[] = [{ family: 'spec', name, text, needs: [], isRoot: false }];
  return { left, files: [{ path: inRun(runArtifacts.plannerDisposition), content }], finishes: true };
}

function handedOn(family: 'task' | 'spec', decision: string, target: string): Leavings {
  const name = 'found-${ITEM}';
  const label = family === 'task' ? 'Emitted-Task-ID' : 'Emitted-Spec-ID';
  const content = [
    ...['# Recon of ${ITEM}', '', 'Recon-Packet-ID: recon-${RUN_ID}', 'Probe-ID: ${ITEM}'],
    ...[`Decision: ${decision}`, `Handoff-Target: ${target}`, `${label}: ${name}`, 'Confidence: high'],
    ...['Risk-Level: low', 'Request-Summary: asked', 'Interpreted-Goal: meant', 'Created-At: ${NOW}'],
    ...['Created-By: recon', '', 'Relevant-Paths:', '- . | all of it', '', 'Semantic-Invariants:', '- none', ''],
  ].join('\n');
  const spec: Left = { family, name, text: specText(name), needs: [], isRoot: true };
  const left = family === 'task' ? task(name) : spec;
  return { left: [left], files: [{ path: inRun(runArtifacts.reconPacket), content }], finishes: false };
}

const BY_OUTCOME: Record<string, readonly Leavings[]> = {
  MANAGER_COMPLETE: manager,
  PLANNER_COMPLETE: [NOTHING, NOTHING, childSpecs('part-${ITEM}')],
  RECON_TO_EXECUTION: [handedOn('task', 'to_execution', 'execution')],
  RECON_TO_PLANNING: [handedOn('spec', 'to_planning', 'planning')],
};

export function leavingsOf({ outcome, variant }: Line): Leavings {
  const choices = BY_OUTCOME[outcome] ?? [NOTHING];
  return choices[variant % choices.length] ?? NOTHING;
}

export function filesOf({ left, files }: Leavings): Leavings['files'] {
  const outbox = `millrace-agents/${runtimePaths.outbox('${RUN_ID}')}`;
  return [...left.map(({ name, text }) => ({ path: `${outbox}/${name}.md`, content: text })), ...files];
}

export function documentsOf({ left }: Leavings, item: { id: string; root: string }): DocumentRef[] {
  const filled = (text: string): string => text.replace('${ITEM}', item.id);
  return left.map(({ family, name, needs, isRoot }) =>
    documentRef(family, filled(name), isRoot ? filled(name) : item.root, needs.map(filled)),
  );
}
