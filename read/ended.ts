// Which stages an operator ended, and what their item was to be then: an ended stage has no result of its own, whatever its
// file says.
import { failureNamed } from '../core/contracts/failure-lists.js';
import { readEvents, textOf } from './events.js';
import type { StageView } from './stages.js';

/** `unknown`: the event log does not reach back so far. */
export type EndedAs = 'cancelled' | 'queued' | 'unknown';

/** How far back the ends are looked for. */
const EVENTS = 5_000;
/** Of the turn that came back. */
const LEFT: readonly string[] = ['work_item_cancelled', 'work_item_requeued'];

/** What becomes of a stage by its request: null when nobody ended it. `all`: reads the log only when one of them may have been. */
export function endsOf(workspace: string, all: readonly StageView[]): (stage: StageView) => EndedAs | null {
  const events = all.some(mayBeEnded) ? readEvents(workspace, EVENTS) : [];
  const ended = new Map<string, string>();
  const became = new Map<string, EndedAs>();
  for (const { type, data } of events) {
    const run = textOf(data['run_id']);
    if (type === 'stage_ended') ended.set(textOf(data['request_id']), run);
    if (LEFT.includes(type) && run !== '') became.set(run, data['to'] === 'queued' ? 'queued' : 'cancelled');
  }
  return (stage) => {
    const run = ended.get(stage.requestId);
    if (run !== undefined) return became.get(run) ?? 'unknown';
    return stage.isCut ? 'unknown' : null;
  };
}

const mayBeEnded = ({ isCut, failureClass }: StageView): boolean =>
  isCut || failureNamed(failureClass) === 'runner_transport_failure';
