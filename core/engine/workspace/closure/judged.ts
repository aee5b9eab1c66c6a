// What a verdict does. Nothing closes while its lineage has live items; the same gap twice without work between, more gaps
// than the plan allows, or an Arbiter that cannot judge, park the target until a person or new work helps.
import type { LeftMessage } from '../../../contracts/turns.js';
import { admitEmitted } from '../admission/emitted.js';
import type { Target, Turn } from '../scheduler-state.js';
import { isDelivered, passOn } from '../delivery/next.js';
import { closeTarget, isDrained, parkTarget, showTarget, targetOf } from './target.js';
import { show, type WorkspaceStep } from '../step.js';
import { forgetStory, keepStory } from '../story.js';
import { withWords } from '../../../outcome/told.js';

/** Of one verdict: what it is about, who gave it, and what it says. */
interface Judgement {
  target: Target;
  turn: Turn;
  message: LeftMessage;
}

/** `turn`: the one that judged, already given back. */
export function judged(step: WorkspaceStep, turn: Turn, message: LeftMessage): void {
  const target = targetOf(step.state, turn.item.root);
  if (target === undefined) return;
  const judgement = { target, turn, message };
  const { verdict } = message;
  // What the last judgement says, the next Arbiter has on its desk.
  if (verdict === undefined) keepStory(step.state, target, turn, message);
  else forgetStory(target);
  if (verdict?.result === 'passed') pass(step, judgement);
  else if (verdict?.result === 'gap') remedy(step, judgement);
  else park(step, judgement, message.reason ?? 'the Arbiter could not judge');
}

function pass(step: WorkspaceStep, judgement: Judgement): void {
  const { state } = step;
  const { target } = judgement;
  // Work of this lineage came while the Arbiter judged: it is judged again when that is done.
  if (!isDrained(state, target.root)) return say(step, judgement, 'closure_overtaken');
  if (isDelivered(state)) {
    passOn(step, target);
    show(step, showTarget(state, target, null));
    return say(step, judgement, 'closure_passed');
  }
  closeTarget(step, target);
  say(step, judgement, 'closure_target_closed');
}

function remedy(step: WorkspaceStep, judgement: Judgement): void {
  const { target, turn, message } = judgement;
  const { verdict, emitted } = message;
  const limit = verdict?.limit ?? 0;
  const parked = (why: string): void => park(step, judgement, withWords(why, verdict?.words, 'The Arbiter'));
  const again = target.rounds > 0 && !target.worked;
  if (again) return parked('the Arbiter found a gap again and no work was done between');
  if (target.rounds >= limit) return parked(`${limit} rounds of remediation are used up`);
  target.rounds += 1;
  target.worked = false;
  show(step, showTarget(step.state, target, null));
  say(step, judgement, 'closure_gap_found', { incident: emitted[0]?.id ?? null });
  admitEmitted(step, emitted, turn.runId);
}

function park(step: WorkspaceStep, judgement: Judgement, reason: string): void {
  parkTarget(step, judgement.target, reason);
  say(step, judgement, 'closure_target_parked', { reason });
}

function say(step: WorkspaceStep, { target, turn }: Judgement, type: string, more: Record<string, unknown> = {}): void {
  const { number, runId } = turn;
  const data = { root: target.root, run_id: runId, turn: number, rounds: target.rounds, ...more };
  show(step, { kind: 'event', key: `judged:${number}`, type, at: step.at, data });
}
