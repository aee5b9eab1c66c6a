// A stage whose runner is limited for long goes on as a new attempt with the next runner that is free. Where none is, it waits until the
// first of them may be asked again. A second chance of form stays with the runner that it is a chance of.
import type { Activation, ActivationFacts } from '../../../contracts/activation.js';
import { isLimited, type RunnerLimit } from '../../../contracts/fallback.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { EnvironmentWait } from '../../../contracts/stage-phase.js';
import { own } from '../../../own.js';
import { set } from '../../../set.js';
import type { ActiveStep } from '../step.js';
import { mayStart, sayRunner } from '../turns/held.js';
import { enter } from '../turns/phase.js';
import { proceed } from '../turns/proceed.js';
import { stageFacts } from '../turns/show.js';
import { limitOf, playedBy, withFallbacks } from './played-by.js';

/** The attempt that is due may have another runner than the one before. */
export const mayChange = ({ form }: Pick<Activation, 'form'>): boolean => form === undefined;

/** The stage has just ended because of this limit. False when nobody is free. */
export function fallBack(step: ActiveStep, limit: RunnerLimit, reason: string): boolean {
  const { activation, effects } = step;
  const by = playedBy(step, own(step.graph.nodes, activation.node));
  const first = limitOf(activation, by?.runner ?? '');
  if (!mayChange(activation) || by === undefined || (first !== undefined && isLimited(first, step.at))) return false;
  effects.push({ type: 'mirror', entries: [note(step, limit, reason, by.runner)] });
  delete activation.by;
  set<ActivationFacts>(activation, { attempt: activation.attempt + 1, environmentTries: 0 });
  enter(activation, { phase: 'ready', requestId: null, wait: null });
  sayRunner(activation, null, effects);
  proceed(step);
  return true;
}

/** For the first runner, until any of them may be asked again. `planned`: what its last attempt would wait for. */
export function waitForAny(step: ActiveStep, planned: EnvironmentWait): EnvironmentWait {
  const { activation, at } = step;
  const chosen = withFallbacks(step, own(step.graph.nodes, activation.node));
  const first = chosen && limitOf(activation, chosen.runner);
  if (!chosen || !first || !mayChange(activation)) return planned;
  const all = [chosen, ...chosen.fallbacks].map(({ runner }) => limitOf(activation, runner));
  const limits = all.filter((limit) => limit !== undefined && isLimited(limit, at)) as RunnerLimit[];
  const until = limits.map((limit) => limit.until).sort(byTime)[0] ?? planned.until;
  delete activation.by;
  if (planned.failureClass === first.cause) return { ...planned, until };
  const reason = `${first.cause}: ${first.runner} is limited until ${first.until}, and nobody who stands in is free (${planned.reason})`;
  return { failureClass: first.cause, reason, until };
}

const byTime = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

/** Whether a stage that waits need not any more: another runner than the one that it waits for became free. */
export function isFreed(step: ActiveStep): boolean {
  const { activation } = step;
  const node = withFallbacks(step, own(step.graph.nodes, activation.node));
  const by = node === null || !mayChange(activation) ? undefined : playedBy(step, node);
  return by?.fallback !== undefined && by.runner !== (activation.by ?? node)?.runner && mayStart(activation);
}

/** A wait is over: who plays the attempt is settled anew. */
export function endedWait(activation: Activation): void {
  if (mayChange(activation)) delete activation.by;
  enter(activation, { phase: 'ready', requestId: null, wait: null });
}

function note({ activation, at }: ActiveStep, { runner, until }: RunnerLimit, reason: string, to: string): MirrorEntry {
  const data = { ...stageFacts(activation), runner, reason, until, to };
  return { kind: 'event', key: `${activation.requestId ?? ''}:falls_back`, type: 'stage_falls_back', at, data };
}
