// `approve` and `deny`: a person answers what a stage asks.
import { type Approval, meant, wished } from '../../../contracts/approvals.js';
import type { DecideArgs } from '../../../contracts/commands.js';
import { answerOf } from '../control/answers.js';
import { done, unchanged } from '../control/said.js';
import { record } from '../control/tell.js';
import type { Answered } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { turnOf } from '../turns/lanes.js';
import { mayGo } from '../turns/leash.js';
import { allowAsked } from '../usage/raise.js';
import { factsOf, isOver, settleApproval } from './approvals.js';
import type { WorkspaceStep } from '../step.js';

const STATUS = { approve: 'approved', deny: 'denied' } as const;

export function decide(step: WorkspaceStep, type: 'approve' | 'deny', args: DecideArgs): Answered {
  const { state, at } = step;
  const found = meant(args.approval, state.approvals);
  const [approval] = found;
  if (approval === undefined) return unchanged(state, 'not_found', `There is no approval ${args.approval}.`);
  if (found.length > 1)
    return unchanged(state, 'refused', `${args.approval} fits ${idsOf(found)}; write more of the id.`);
  if (approval.status !== 'pending') return again(state, approval, STATUS[type]);
  if (turnOf(state, approval.turn) === undefined) return tooLate(step, approval);
  const unproven = whyUnproven(state, approval, args);
  if (unproven !== null) return unchanged(state, 'conflict', unproven);
  if (isOver(approval, at))
    return unchanged(state, 'conflict', `${approval.id} expired at ${approval.expiresAt ?? ''}.`);
  if (turnOf(state, approval.turn)?.keyed !== undefined) approval.proof = args;
  if (type === 'approve' && state.rules >= 8) allowAsked(step, approval);
  settleApproval(step, approval, STATUS[type], args);
  record(step, args, `approval_${STATUS[type]}`, factsOf(approval));
  return done(state, consequence(state, approval));
}

/** Why the stage that asks would not take this answer, or null: it checks the signature itself, by the keys that its turn began with. */
function whyUnproven(
  { turns, operators }: SchedulerState,
  asked: Approval,
  { approval, signed }: DecideArgs,
): string | null {
  const keyed = turns.find(({ number }) => number === asked.turn)?.keyed;
  if (keyed === undefined) return null;
  if (approval !== asked.id) return `A signed answer has to name ${asked.id} by its whole id.`;
  const since = operators?.named.find(({ name }) => name === signed?.operator)?.since ?? Infinity;
  if (since <= keyed) return null;
  return (
    `${signed?.operator ?? 'Nobody'} has this key since the turn of ${asked.item.id} began, which knows earlier keys alone: ` +
    'another operator answers, or `millrace retry-active` lets it begin again.'
  );
}

function consequence(state: SchedulerState, approval: Approval): string {
  const { status, node, item } = approval;
  const what = `${node} of ${item.family} ${item.id}`;
  if (status === 'denied') {
    // Its lineage blocks it, which needs a worker; whether one runs whoever sends the command knows.
    const then =
      state.rules >= 7
        ? 'the item is going to be blocked'
        : state.rules >= 6
          ? 'the item is blocked as soon as a worker runs'
          : 'the item is blocked';
    return `Denied ${wished(approval)}: ${what} does not run, and ${then}.`;
  }
  const when = mayGo(state) ? 'It goes on while a worker runs.' : 'It goes on when the workspace does.';
  return `Approved ${wished(approval)} for ${what}. ${when}`;
}

function again(state: SchedulerState, { id, status, decidedBy, decidedAt }: Approval, wanted: string): Answered {
  const who = decidedBy === null ? '' : ` by ${decidedBy}`;
  const text = `${id} was ${status}${who} at ${decidedAt ?? ''}.`;
  return unchanged(state, status === wanted ? 'unchanged' : 'conflict', text);
}

/** Only after files were taken up without the activation that asked. */
function tooLate(step: WorkspaceStep, approval: Approval): Answered {
  const { state } = step;
  settleApproval(step, approval, 'cancelled', { issuer: null, reason: 'what asked for it is over' });
  return { changed: true, answer: answerOf(state, 'conflict', `What asked for ${approval.id} is over.`) };
}

const idsOf = (all: readonly Approval[]): string => all.map(({ id }) => id).join(', ');
