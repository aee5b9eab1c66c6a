// The workspace's index of approvals: it alone decides what becomes of a question, in the order in which things arrive,
// so that what a command answered is what happens.
import { type Approval, type ApprovalState, type Asked, wished } from '../../../contracts/approvals.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { earliest } from '../../../contracts/earliest.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { APPROVALS_KEPT, itemKey } from '../scheduler-state.js';
import { show, type WorkspaceStep } from '../step.js';
import { set } from '../../../set.js';
import { turnOf } from '../turns/lanes.js';
import { leashOf } from '../turns/leash.js';

/** Notes what the holder of a turn asks for. False when that is decided already: then it is told once more. */
export function noteAsked(step: WorkspaceStep, turn: Turn, asked: Asked): boolean {
  const { state, at } = step;
  const known = state.approvals.find(({ id }) => id === asked.id);
  if (known !== undefined && known.status !== 'pending' && turn.granted === undefined) tellDecision(step, known, turn);
  if (known !== undefined) return known.status === 'pending';
  const { number, runId, plane, item } = turn;
  const { family, id, root, sha256 } = item;
  const open = { status: 'pending' as const, decidedAt: null, decidedBy: null, decisionReason: null };
  const approval = { ...asked, turn: number, runId, plane, item: { family, id, root, sha256 }, ...open };
  state.approvals.push(approval);
  forgetOldest(state);
  show(step, showApproval(state, approval), eventOf(approval, 'requested', at));
  return true;
}

/** Gives a pending approval its end. `by`: null where nobody decided. */
export function settleApproval(
  step: WorkspaceStep,
  approval: Approval,
  status: Exclude<ApprovalState, 'pending'>,
  by: { issuer: string | null; reason: string },
): void {
  const { state, at } = step;
  const { issuer: decidedBy, reason: decisionReason } = by;
  set(approval, { status, decidedAt: at, decidedBy, decisionReason });
  show(step, showApproval(state, approval));
  if (status === 'cancelled') return;
  const turn = turnOf(state, approval.turn);
  // Whoever has no lane goes on when there is one; to be blocked none is needed.
  if (turn?.lane === null && status === 'approved') turn.granted = true;
  else tellDecision(step, approval, turn);
  // Its holder moves again.
  if (turn !== undefined) turn.heldUnder = 0;
}

/** A turn that is over asks for nothing any more. */
export function cancelAsked(step: WorkspaceStep, turn: number): void {
  const { state, at } = step;
  for (const approval of state.approvals.filter((one) => one.turn === turn && one.status === 'pending')) {
    const by = { issuer: null, reason: 'what asked for it is over' };
    settleApproval(step, approval, 'cancelled', by);
    show(step, eventOf(approval, 'cancelled', at));
  }
}

/** When the next question expires. */
export function nextExpiry(state: SchedulerState): string | null {
  const moments = state.approvals.flatMap(({ status, expiresAt }) => (status === 'pending' ? (expiresAt ?? []) : []));
  return earliest(moments);
}

/** Questions that nobody answered in time. True when there were any. */
export function expireAsked(step: WorkspaceStep): boolean {
  const { state, at } = step;
  const due = state.approvals.filter((one) => one.status === 'pending' && isOver(one, at));
  for (const approval of due) {
    settleApproval(step, approval, 'expired', { issuer: null, reason: 'nobody decided in time' });
    show(step, eventOf(approval, 'expired', at));
  }
  return due.length > 0;
}

export const isOver = ({ expiresAt }: Approval, at: string): boolean => expiresAt !== null && at >= expiresAt;

/** The turn waits for a person. */
export const isAskingFor = ({ approvals }: SchedulerState, { number }: Turn): boolean =>
  approvals.some(({ turn, status }) => turn === number && status === 'pending');

/** Some turn waits for a person. */
export const isAsking = (state: SchedulerState): boolean =>
  state.approvals.some(({ turn, status }) => status === 'pending' && turnOf(state, turn) !== undefined);

export const showApproval = ({ workspace }: SchedulerState, approval: Approval): MirrorEntry => ({
  kind: 'approval',
  workspace,
  value: { ...approval },
});

/** What every event about it says. */
export const factsOf = (approval: Approval) => {
  const { id, item, runId, node, capabilities, digest, expiresAt } = approval;
  const facts = { approval_id: id, work_item: itemKey(item.family, item.id), run_id: runId, node_id: node };
  const asks = capabilities.length > 0 ? {} : { asks_for: wished(approval) };
  return { ...facts, capabilities, ...asks, digest, expires_at: expiresAt };
};

function eventOf(approval: Approval, what: 'requested' | 'expired' | 'cancelled', at: string): MirrorEntry {
  return { kind: 'event', key: `${approval.id}:${what}`, type: `approval_${what}`, at, data: factsOf(approval) };
}

/** `turn`: whoever asked, while it is there. */
function tellDecision({ state, effects }: WorkspaceStep, approval: Approval, turn: Turn | undefined): void {
  const { id, item, status, decidedBy, decisionReason, proof } = approval;
  if (status === 'pending' || status === 'cancelled') return;
  const said = { decision: status, issuer: decidedBy ?? '', reason: decisionReason ?? '' };
  const leash = state.rules < 5 || turn === undefined ? {} : { leash: leashOf(state, turn) };
  const proven = proof === undefined ? {} : { proof };
  const message = { v: 1 as const, turn: approval.turn, approvalId: id, ...said, ...leash, ...proven };
  effects.push({ type: 'decided', root: item.root, message });
}

/** A turn that was granted what it asked for has a lane again. */
export function tellGranted(step: WorkspaceStep, turn: Turn): void {
  delete turn.granted;
  const granted = step.state.approvals.findLast((one) => one.turn === turn.number && one.status === 'approved');
  if (granted !== undefined) tellDecision(step, granted, turn);
}

/** Decided ones only: they are few, and their files stay. */
function forgetOldest(state: SchedulerState): void {
  const decided = state.approvals.filter(({ status }) => status !== 'pending');
  const gone = new Set(decided.slice(0, Math.max(0, decided.length - APPROVALS_KEPT)));
  state.approvals = state.approvals.filter((one) => !gone.has(one));
}
