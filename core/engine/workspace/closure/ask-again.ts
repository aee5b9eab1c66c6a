// A person says that a parked root can be judged, or delivered, now: what kept it from that is put right.
import type { JudgeArgs } from '../../../contracts/commands.js';
import { done, unchanged } from '../control/said.js';
import type { Answered } from '../scheduler-events.js';
import type { SchedulerState, Target } from '../scheduler-state.js';
import { passOn } from '../delivery/next.js';
import { isDrained, showTarget, targetOf } from './target.js';
import { show, type WorkspaceStep } from '../step.js';
import { hear } from '../story.js';
import { set } from '../../../set.js';

export function askAgain(step: WorkspaceStep, args: JudgeArgs): Answered {
  const { state, at } = step;
  const { root, issuer, reason, commandId } = args;
  const target = targetOf(state, root);
  if (target === undefined) return unchanged(state, 'not_found', `No root ${root} waits to be judged.`);
  if (target.state === 'open') return unchanged(state, 'unchanged', `${root} is judged when its work is done.`);
  if (target.state === 'delivering') return unchanged(state, 'unchanged', `${root} passed, and is being delivered.`);
  const text = askFor(step, target, args);
  const data = { root, issuer, reason, command_id: commandId };
  const event = { kind: 'event' as const, key: `command:${commandId}`, type: 'closure_asked_again', at, data };
  show(step, showTarget(state, target, null), event);
  return done(state, text);
}

/** What passed, and to which no work came since, is delivered again; all else is judged. */
function askFor(step: WorkspaceStep, target: Target, args: JudgeArgs): string {
  const { state } = step;
  const { root } = target;
  if (target.delivery?.passed !== undefined && isDrained(state, root)) {
    passOn(step, target);
    return `${root} passed before: its delivery is tried again.`;
  }
  set<Target>(target, { state: 'open', reason: null, worked: true });
  delete target.delivery?.passed;
  hear(state, target, args);
  return `${root} is judged again ${when(state, root)}.`;
}

const when = ({ items }: SchedulerState, root: string): string =>
  Object.values(items).some((item) => item.root === root)
    ? 'as soon as its work is done'
    : 'next: none of its work is left';
