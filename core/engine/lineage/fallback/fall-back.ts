// A stage whose runner is limited for long goes on at once as a new attempt, with the next runner that is free. Where none is, it waits
// until the first of them may be asked again. A second chance of form stays with the runner that it is a chance of.
import type { Activation } from '../../../contracts/activation.js';
import { isLimited, type RunnerLimit } from '../../../contracts/fallback.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { EnvironmentWait } from '../../../contracts/stage-phase.js';
import { own } from '../../../own.js';
import type { ActiveStep } from '../step.js';
import { mayStart } from '../turns/held.js';
import { enter } from '../turns/phase.js';
import { stageFacts } from '../turns/show.js';
import { limitOf, playedBy, withFallbacks } from './played-by.js';

/** The attempt that is due may have another runner than the one before. */
const mayChange = ({ form }: Pick<Activation, 'form'>): boolean => form === undefined;

/** Who goes on with the stage whose attempt was just limited; null where nobody is free. */
export function freeRunner(step: ActiveStep): string | null {
  const { activation, at } = step;
  const by = playedBy(step, own(step.graph.nodes, activation.node));
  if (by === undefined || !mayChange(activation)) return null;
  const limit = limitOf(activation, by.runner);
  return limit !== undefined && isLimited(limit, at) ? null : by.runner;
}

/** For the first runner, until any of them may be asked again. `planned`: what its last attempt would wait for. */
export function waitForAny(step: ActiveStep, planned: EnvironmentWait): EnvironmentWait {
  const { activation, at } = step;
  const node = withFallbacks(step, own(step.graph.nodes, activation.node));
  const first = node && limitOf(activation, node.runner);
  if (!node || !first || !mayChange(activation)) return planned;
  delete activation.by;
  const limits = [node, ...node.fallbacks].flatMap(({ runner }) => limitOf(activation, runner) ?? []);
  const ends = limits.filter((limit) => isLimited(limit, at)).map(({ until }) => until);
  const until = ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? planned.until;
  if (planned.failureClass === first.cause) return { ...planned, until };
  const others = `nobody who stands in is free: ${planned.reason}`;
  return { failureClass: first.cause, reason: `${first.cause}: limited until ${first.until}, and ${others}`, until };
}

/** Whether a stage that waits need not any more: another runner than the one that it waits for became free. */
export function isFreed(step: ActiveStep): boolean {
  const { activation } = step;
  const node = withFallbacks(step, own(step.graph.nodes, activation.node));
  if (node === null || !mayChange(activation) || !mayStart(activation)) return false;
  const by = playedBy(step, node);
  return by?.fallback !== undefined && by.runner !== (activation.by ?? node).runner;
}

/** A wait is over: who plays the attempt is settled anew. An attempt that a person was asked about did not wait, and keeps its runner. */
export function endedWait(activation: Activation): void {
  if (activation.phase === 'waiting' && mayChange(activation)) delete activation.by;
  enter(activation, { phase: 'ready', requestId: null, wait: null });
}

/** The event of a stage that goes on with another runner. `requestId`: of the attempt that was limited. */
export function showFallBack(
  { activation, at }: ActiveStep,
  requestId: string,
  { runner, until }: RunnerLimit,
  { to, reason }: { to: string; reason: string },
): MirrorEntry {
  const data = { ...stageFacts(activation), request_id: requestId, runner, reason, until, to };
  return { kind: 'event', key: `${requestId}:falls_back`, type: 'stage_falls_back', at, data };
}
