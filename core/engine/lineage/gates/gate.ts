// The gate before a stage: what its node must not have ends the activation, what a person must grant is asked for, and
// neither spends anything. What was granted holds for the same digest in the same activation, until it expires.
import { blockedAs } from '../../../contracts/failure-lists.js';
import type { Activation } from '../../../contracts/activation.js';
import type { Asked } from '../../../contracts/approvals.js';
import { canonicalJson, sha256Hex } from '../../../contracts/digest.js';
import { momentAfter } from '../../../contracts/durations.js';
import type { Plan } from '../../../contracts/plan.js';
import type { Capability, Decision } from '../../../contracts/registered.js';
import type { StageRunRequest } from '../../../contracts/stage.js';
import type { ActiveStep } from '../step.js';
import { sayHeld, tryNothing } from '../turns/held.js';
import { enter } from '../turns/phase.js';
import { leave } from '../turns/leave.js';
import { showRun } from '../turns/show.js';

/** True when this request may not start now. */
export function stopAtGate(step: ActiveStep, request: StageRunRequest): boolean {
  const denied = decided(request, 'deny');
  if (denied.length > 0) {
    leave(step, neverAllowed(request, denied));
    return true;
  }
  const needed = decided(request, 'approval_required');
  if (needed.length === 0) return false;
  const digest = digestOf(request, needed);
  if (isGranted(step.activation, digest, step.at)) return false;
  ask(step, askedFor(step, request, { capabilities: needed, digest }));
  return true;
}

export function ask({ state, activation, at, effects }: ActiveStep, asked: Asked): void {
  enter(activation, { phase: 'asking', requestId: null, wait: null, approval: asked });
  activation.since = at;
  tryNothing(activation);
  effects.push({ type: 'mirror', entries: [showRun(state, activation)] });
  sayHeld(activation, effects);
}

export function isGranted({ granted = [] }: Activation, digest: string, at: string): boolean {
  return granted.some((one) => one.digest === digest && (one.expiresAt === null || at < one.expiresAt));
}

function decided({ capabilities = {} }: StageRunRequest, decision: Decision): Capability[] {
  const all = Object.entries(capabilities) as [Capability, Decision][];
  return all.flatMap(([name, one]) => (one === decision ? [name] : [])).sort();
}

/** Sensitive to everything that a person would want to know before saying yes. */
function digestOf(request: StageRunRequest, capabilities: Capability[]): string {
  const { planDigest, item, node, kind, runner, model, permission } = request;
  return sha256Hex(canonicalJson({ planDigest, item, node, kind, runner, model, permission, capabilities }));
}

export function askedFor(
  { activation, plan, at }: ActiveStep,
  { requestId, node, kind, runner, model, permission, planDigest }: StageRunRequest,
  { capabilities, digest }: Pick<Asked, 'capabilities' | 'digest'>,
): Asked {
  const { runId, granted = [] } = activation;
  // The same request asks again only when what was granted to it has expired.
  const id = `approval-${sha256Hex([runId, requestId, granted.length].join('\n')).slice(0, 32)}`;
  const what = { node, kind, runner, model, permission, capabilities, planDigest };
  return { id, digest, requestId, ...what, askedAt: at, expiresAt: expiry(plan, at) };
}

function expiry({ timing }: Plan, at: string): string | null {
  const seconds = timing.approvalSeconds;
  return seconds === undefined ? null : momentAfter(at, seconds);
}

const neverAllowed = ({ node }: StageRunRequest, denied: Capability[]) =>
  blockedAs('capability_denied', `${node} needs ${denied.join(', ')}, which its plan denies`);
