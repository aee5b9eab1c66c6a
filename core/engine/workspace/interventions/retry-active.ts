// Retry the active item: its agent is ended, and it begins anew at its entry, with counters of its own.
import type { RetryActiveArgs } from '../../../contracts/interventions.js';
import type { Answered } from '../scheduler-events.js';
import { endTurn } from './ending.js';
import { unchanged } from '../control/said.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import type { WorkspaceStep } from '../step.js';

export function retryActive(step: WorkspaceStep, args: RetryActiveArgs): Answered {
  const { state } = step;
  const items = state.turns.filter(({ judges }) => judges === undefined);
  const wanted = items.filter(({ plane }) => args.plane === undefined || args.plane === plane);
  const [first, ...others] = wanted;
  if (first === undefined) return noneOf(state, items[0]);
  const wish = { to: 'queued', action: 'retry_active' } as const;
  const answers = [first, ...others].map((turn) => endTurn(step, turn, wish, args));
  return together(answers);
}

/** `other`: an active item of another plane than was asked for. */
function noneOf(state: SchedulerState, other: Turn | undefined): Answered {
  if (other !== undefined) {
    const { item, plane } = other;
    return unchanged(state, 'refused', `The active item, ${item.family} ${item.id}, is of the ${plane} plane.`);
  }
  const [judging] = state.turns;
  if (judging === undefined) return unchanged(state, 'refused', 'No item is active.');
  const text = `${judging.item.root} is judged now, and no item is active. \`millrace pause\` holds what follows the verdict.`;
  return unchanged(state, 'refused', text);
}

/** One answer for all lanes: what was changed comes first. */
function together(all: Answered[]): Answered {
  const [main = all[0], ...rest] = all.toSorted((a, b) => Number(b.changed) - Number(a.changed));
  if (main === undefined) throw new Error('nothing was answered');
  return { ...main, answer: { ...main.answer, text: [main, ...rest].map(({ answer }) => answer.text).join(' ') } };
}
