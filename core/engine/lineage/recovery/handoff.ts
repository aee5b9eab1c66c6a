// NEEDS_PLANNING: the runtime writes an incident and blocks the item. Hand-offs of hand-offs are limited by the plan.
import type { FailureName } from '../../../contracts/failures.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import type { ActiveStep } from '../step.js';
import { incidentId, writeIncident } from './incident.js';

/** The incident's text to store, or null when the limit of generations forbids one; the reason says which. */
export function openIncident(
  step: ActiveStep,
  outcome: StageOutcome,
  failureClass: FailureName,
): { entry: MirrorEntry | null; reason: string } {
  const { activation, plan } = step;
  const { item, node } = activation;
  const generation = item.generation + 1;
  if (generation > plan.limits.generations) {
    const reason = `it needs planning, but ${plan.limits.generations} generations of hand-offs are used up`;
    return { entry: null, reason };
  }
  const id = incidentId('incident', activation);
  const title = `Planning needed for ${item.family} ${item.id}`;
  const summary = `The ${node} of ${item.family} ${item.id} asked for planning (${outcome.outcome}).`;
  const cause = { id, title, summary, failureClass, trigger: `${node}_needs_planning`, generation };
  const entry = writeIncident(step, outcome, cause);
  return { entry, reason: `it needs planning; incident ${id} was opened` };
}
