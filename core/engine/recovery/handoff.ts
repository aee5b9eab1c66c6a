// NEEDS_PLANNING: the runtime writes an incident and blocks the item. Hand-offs of hand-offs are limited by the plan.
import { sha256Hex } from '../../contracts/digest.js';
import { BACKLOG } from '../../contracts/ids.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import type { Plan } from '../../contracts/plan.js';
import type { StageOutcome } from '../../contracts/stage.js';
import { renderDocument } from '../../documents/render.js';
import type { Activation } from '../../contracts/activation.js';

/** The incident's text to store, or null when the limit of generations forbids one; the reason says which. */
export function openIncident(
  activation: Activation,
  outcome: StageOutcome,
  failureClass: string,
  plan: Plan,
  at: string,
): { entry: MirrorEntry | null; reason: string } {
  const generation = activation.item.generation + 1;
  if (generation > plan.limits.generations) {
    const reason = `it needs planning, but ${plan.limits.generations} generations of hand-offs are used up`;
    return { entry: null, reason };
  }
  const id = `incident-${activation.item.id.slice(0, 100)}-${sha256Hex(activation.runId).slice(0, 8)}`;
  const text = renderDocument(incident(id, activation, outcome, failureClass, at));
  const sha256 = sha256Hex(text);
  const root = activation.item.root;
  const ref = { family: 'incident', id, root, createdAt: at, dependsOn: [], sha256, source: 'runtime' as const };
  activation.emitted.push({ ...ref, generation, stuck: null });
  return { entry: { kind: 'text', sha256, text }, reason: `it needs planning; incident ${id} was opened` };
}

function incident(id: string, activation: Activation, outcome: StageOutcome, failureClass: string, at: string) {
  const { item, plane, node, runId } = activation;
  const source = item.family === 'task' ? { 'Source-Task-ID': item.id } : { 'Source-Spec-ID': item.id };
  const root = item.root === BACKLOG ? {} : { 'Root-Spec-ID': item.root };
  return {
    family: 'incident',
    id,
    title: `Planning needed for ${item.family} ${item.id}`,
    fields: {
      'Incident-ID': id,
      Title: `Planning needed for ${item.family} ${item.id}`,
      Summary: `The ${node} of ${item.family} ${item.id} asked for planning (${outcome.outcome}).`,
      ...root,
      ...source,
      'Source-Stage': node,
      'Source-Plane': plane,
      'Failure-Class': failureClass,
      Severity: 'high',
      'Trigger-Reason': `${node}_needs_planning`,
      'Consultant-Decision': 'needs_planning',
      'Opened-At': at,
      'Opened-By': 'runtime',
      'Observed-Symptoms': symptoms(node, outcome),
      'Evidence-Paths': outcome.artifacts.map((artifact) => artifact.path),
      'Related-Run-IDs': [runId],
      'Related-Stage-Results': [`millrace-agents/runs/${runId}/stage_results/${outcome.requestId}.json`],
    },
    body: '',
  };
}

function symptoms(node: string, outcome: StageOutcome): string[] {
  const lines = outcome.notes.map((note) => note.replace(/\s+/g, ' ').trim()).filter((line) => line !== '');
  return lines.length > 0 ? lines : [`${node} ended with ${outcome.outcome}`];
}
