// Retry the active item: its agent is ended, and it begins anew at its entry, with counters of its own.
import type { RetryActiveArgs } from '../../../contracts/interventions.js';
import type { Answered } from '../scheduler-events.js';
import { endTurn } from './ending.js';
import { unchanged } from './said.js';
import type { WorkspaceStep } from '../step.js';

export function retryActive(step: WorkspaceStep, args: RetryActiveArgs): Answered {
  const { state } = step;
  const turn = state.active;
  if (turn === null) return unchanged(state, 'refused', 'No item is active.');
  const { family, id, root } = turn.item;
  if (turn.judges !== undefined) {
    const text = `${root} is judged now, and no item is active. \`millrace pause\` holds what follows the verdict.`;
    return unchanged(state, 'refused', text);
  }
  if (args.plane !== undefined && args.plane !== turn.plane)
    return unchanged(state, 'refused', `The active item, ${family} ${id}, is of the ${turn.plane} plane.`);
  return endTurn(step, { to: 'queued', action: 'retry_active' }, args);
}
