// The workspace's index of approvals: it alone decides what becomes of a question, in the order in which things arrive,
// so that what a command answered is what happens.
import type { Approval, ApprovalState, Asked } from '../../../contracts/approvals.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { earliest } from '../../../contracts/earliest.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { APPROVALS_KEPT, itemKey } from '../scheduler-state.js';

/** Notes what the holder of the turn asks for. False when that is decided already: then it is told once more. */
export function noteAsked(
  state: SchedulerState,
  turn: Turn,
  asked: Asked,
  at: string,
  effects: SchedulerEffect[],
): boolean {
  const known = state.approvals.find(({ id }) => id === asked.id);
  if (known !== undefined && known.status !== 'pending') tellDecision(known, effects);
  if (known !== undefined) return known.status === 'pending';
  const { number, runId, plane, item } = turn;
  const { family, id, root, sha256 } = item;
  const open = { status: 'pending' as const, decidedAt: null, decidedBy: null, decisionReason: null };
  const approval = { ...asked, turn: number, runId, plane, item: { family, id, root, sha256 }, ...open };
  state.approvals.push(approval);
  forgetOldest(state);
  effects.push({ type: 'mirror', entries: [showApproval(state, approval), eventOf(approval, 'requested', at)] });
  return true;
}

/** Gives a pending approval its end. `by`: null where nobody decided. */
export function settleApproval(
  state: SchedulerState,
  approval: Approval,
  status: Exclude<ApprovalState, 'pending'>,
  by: { issuer: string | null; reason: string },
  at: string,
  effects: SchedulerEffect[],
): void {
  const { issuer: decidedBy, reason: decisionReason } = by;
  Object.assign(approval, { status, decidedAt: at, decidedBy, decisionReason });
  effects.push({ type: 'mirror', entries: [showApproval(state, approval)] });
  if (status === 'cancelled') return;
  tellDecision(approval, effects);
  // Its holder moves again.
  if (state.active?.number === approval.turn) state.active.heldUnder = 0;
}

/** A turn that is over asks for nothing any more. */
export function cancelAsked(state: SchedulerState, turn: number, at: string, effects: SchedulerEffect[]): void {
  for (const approval of state.approvals.filter((one) => one.turn === turn && one.status === 'pending')) {
    const by = { issuer: null, reason: 'what asked for it is over' };
    settleApproval(state, approval, 'cancelled', by, at, effects);
    effects.push({ type: 'mirror', entries: [eventOf(approval, 'cancelled', at)] });
  }
}

/** When the next question expires. */
export function nextExpiry(state: SchedulerState): string | null {
  const moments = state.approvals.flatMap(({ status, expiresAt }) => (status === 'pending' ? (expiresAt ?? []) : []));
  return earliest(moments);
}

/** Questions that nobody answered in time. True when there were any. */
export function expireAsked(state: SchedulerState, at: string, effects: SchedulerEffect[]): boolean {
  const due = state.approvals.filter((one) => one.status === 'pending' && isOver(one, at));
  for (const approval of due) {
    settleApproval(state, approval, 'expired', { issuer: null, reason: 'nobody decided in time' }, at, effects);
    effects.push({ type: 'mirror', entries: [eventOf(approval, 'expired', at)] });
  }
  return due.length > 0;
}

export const isOver = ({ expiresAt }: Approval, at: string): boolean => expiresAt !== null && at >= expiresAt;

/** The holder of the turn waits for a person. */
export const isAsking = (state: SchedulerState): boolean =>
  state.approvals.some(({ turn, status }) => turn === state.active?.number && status === 'pending');

export const showApproval = ({ workspace }: SchedulerState, approval: Approval): MirrorEntry => ({
  kind: 'approval',
  workspace,
  value: { ...approval },
});

/** What every event about it says. */
export const factsOf = ({ id, item, runId, node, capabilities, digest, expiresAt }: Approval) => {
  const facts = { approval_id: id, work_item: itemKey(item.family, item.id), run_id: runId, node_id: node };
  return { ...facts, capabilities, digest, expires_at: expiresAt };
};

function eventOf(approval: Approval, what: 'requested' | 'expired' | 'cancelled', at: string): MirrorEntry {
  return { kind: 'event', key: `${approval.id}:${what}`, type: `approval_${what}`, at, data: factsOf(approval) };
}

function tellDecision(
  { id, turn, item, status, decidedBy, decisionReason }: Approval,
  effects: SchedulerEffect[],
): void {
  if (status === 'pending' || status === 'cancelled') return;
  const said = { decision: status, issuer: decidedBy ?? '', reason: decisionReason ?? '' };
  effects.push({ type: 'decided', root: item.root, message: { v: 1, turn, approvalId: id, ...said } });
}

/** Decided ones only: they are few, and their files stay. */
function forgetOldest(state: SchedulerState): void {
  const decided = state.approvals.filter(({ status }) => status !== 'pending');
  const gone = new Set(decided.slice(0, Math.max(0, decided.length - APPROVALS_KEPT)));
  state.approvals = state.approvals.filter((one) => !gone.has(one));
}
