// REMEDIATION_NEEDED: the Arbiter found a gap between what the root promised and what is there. An incident plans what is
// missing; whether it is let in is the workspace's to decide.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { incidentId, writeIncident } from '../recovery/incident.js';
import type { TurnStep } from '../step.js';

/** The text to store. Rounds of remediation have a limit of their own, so generations begin anew. */
export function openGap(step: TurnStep, outcome: StageOutcome): MirrorEntry {
  const { activation } = step;
  const { root } = activation.item;
  const id = incidentId('arbiter-gap', activation);
  const title = `Remediation needed for ${root}`;
  const summary = `The work of ${root} does not yet give what its spec asks for; the Arbiter's report says what is missing.`;
  const failure = { failureClass: 'arbiter_parity_gap', trigger: 'arbiter_remediation_needed', generation: 1 } as const;
  return writeIncident(step, outcome, { id, title, summary, ...failure });
}
