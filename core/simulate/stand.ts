// The executor itself with nothing around it: no server, no clock, every wait is over at once, and what a stage asks for is
// granted.
import type { Activation } from '../contracts/activation.js';
import { failureNamed, isContractFailure, isFree } from '../contracts/failure-lists.js';
import type { Plan, PlanGraph, PlanNode, Rung } from '../contracts/plan.js';
import type { StageOutcome, StageRunRequest } from '../contracts/stage.js';
import type { DecidedMessage, LeftMessage } from '../contracts/turns.js';
import type { ExecutorEffect, ExecutorEvent } from '../engine/lineage/executor-events.js';
import { type ExecutorState, newExecutor } from '../engine/lineage/executor-state.js';
import { stepExecutor } from '../engine/lineage/executor.js';
import { NEWEST_RULES } from '../contracts/rules.js';
import { own } from '../own.js';
import type { Told } from './outcomes.js';
import type { Played, PlayedEnd, PlayedStage } from './played.js';
import type { SimulationStart } from './start.js';

const AT = '2000-01-01T00:00:00.000Z';

/** An executor with one activation, and what it asked for last. */
export class Stand {
  private readonly state: ExecutorState = newExecutor('simulated', 'simulated', NEWEST_RULES);
  private request: StageRunRequest | null = null;
  private left: LeftMessage | null = null;
  private decided: Record<string, unknown> = {};

  constructor(
    private readonly plan: Plan,
    private readonly start: SimulationStart,
  ) {
    const leash = { version: 1, go: true, grant: 1, allowance: null, rules: NEWEST_RULES };
    const item = { family: start.family, id: 'simulated', root: 'simulated', sha256: '', generation: 0 };
    const closure = start.closes ? { closure: { round: 1 } } : {};
    const message = {
      v: 1 as const,
      turn: 1,
      plane: start.plane,
      item,
      planDigest: '',
      leash,
      entries: [],
      ...closure,
    };
    this.step({ type: 'activate', at: AT, message });
  }

  up(): { id: string; node: PlanNode } | null {
    const id = this.request?.node ?? '';
    const node = own(this.graph()?.nodes ?? {}, id);
    return node === undefined ? null : { id, node };
  }

  /**
   * A stage that `runner_lost` ends has lost as many hosts as the engine bears: one that is lost runs again by itself. One that a
   * fault of form ends had it at its second chance, too.
   */
  say(told: Told, node: PlanNode): PlayedStage {
    const played = this.sayOnce(told, node);
    const { failureClass } = told;
    const isRepeated = failureClass !== null && (failureClass === 'runner_lost' || isContractFailure(failureClass));
    return isRepeated && played.rung === null && this.request !== null ? this.say(told, node) : played;
  }

  private sayOnce(told: Told, node: PlanNode): PlayedStage {
    const { request, state } = this;
    const activation = state.activation;
    if (request === null || activation === null) throw new Error('no stage is up');
    const before = { ...activation.spent };
    this.request = null;
    this.decided = {};
    this.step({ type: 'stage_finished', at: AT, outcome: outcomeOf(told, request, node) });
    const { next = request.node, reason = 'waits_for_environment' } = this.decided as Partial<PlayedStage>;
    const routed = this.decided['next'] !== undefined;
    return {
      ...{ number: request.stageNumber, attempt: request.attempt, place: told.place },
      ...{ node: request.node, outcome: told.outcome, resultClass: own(node.outcomes, told.outcome) ?? 'blocked' },
      failureClass: routed ? activation.failureClass : told.failureClass,
      rung:
        routed && told.resume === null
          ? rungTaken(own(node.routes, told.outcome) ?? [], next, before, activation)
          : null,
      counters: { ...activation.spent },
      ...{ next, reason },
    };
  }

  standing(): Pick<Played, 'end' | 'up'> {
    const up = this.up();
    const number = this.request?.stageNumber ?? 0;
    return {
      end: this.left && this.endOf(this.left),
      up: up && { node: up.id, number, legal: Object.keys(up.node.outcomes) },
    };
  }

  private endOf({ state, reason, needsYou, verdict }: LeftMessage): PlayedEnd {
    const [, id] = /^end:(.*)$/.exec(String(this.decided['next'])) ?? [];
    const end = own(this.graph()?.ends ?? {}, id ?? '');
    const facts = { class: end?.class ?? null, disposition: end?.disposition ?? null };
    return {
      state: state === 'done' ? state : 'blocked',
      end: id ?? null,
      ...facts,
      verdict: verdict?.result ?? null,
      needsYou,
      reason,
    };
  }

  private graph(): PlanGraph | undefined {
    return this.plan.planes[this.start.plane];
  }

  /** One event and everything that follows from it by itself. */
  private step(event: ExecutorEvent): void {
    for (const effect of stepExecutor(this.state, event, this.plan)) this.take(effect);
  }

  private take(effect: ExecutorEffect): void {
    if (effect.type === 'run_stage') this.request = effect.request;
    if (effect.type === 'left') this.left = effect.message;
    const entries = effect.type === 'mirror' ? effect.entries : effect.type === 'left' ? effect.message.entries : [];
    for (const entry of entries)
      if (entry.kind === 'event' && entry.type === 'router_decision') this.decided = entry.data;
    const asked = effect.type === 'held' ? effect.message.asking : undefined;
    if (asked !== undefined) this.step({ type: 'decided', at: AT, message: granted(asked.id) });
    if (effect.type === 'timer') this.step({ type: 'timer', at: AT, turn: effect.turn, until: effect.until });
  }
}

const granted = (approvalId: string): DecidedMessage => {
  return { v: 1, turn: 1, approvalId, decision: 'approved', issuer: 'simulated', reason: '' };
};

function outcomeOf(told: Told, request: StageRunRequest, node: PlanNode): StageOutcome {
  const { outcome, failureClass, resume } = told;
  return {
    outcome,
    ...(resume === null ? {} : { resume }),
    resultClass: failureClass === null ? (own(node.outcomes, outcome) ?? 'blocked') : 'recoverable_failure',
    failureClass: failureClass === null ? null : failureNamed(failureClass),
    origin: isFree(failureClass ?? '') ? 'environment' : failureClass === null ? 'agent' : 'runner',
    detail: 'simulated',
    retryAt: null,
    requestId: request.requestId,
    ...{ usage: null, startedAt: AT, endedAt: AT, emitted: [], artifacts: [], notes: [] },
  };
}

/** The executor does not say which rung it took: it leads to what is next, and is always open or its counter grew. */
function rungTaken(ladder: readonly Rung[], next: string, before: Record<string, number>, { spent }: Activation) {
  const grown = Object.keys(spent).filter((counter) => own(spent, counter) !== own(before, counter));
  const bounds = grown.map((counter) => counter.split(':')[0]);
  const isOpen = ({ bound }: Rung): boolean => bound === undefined || bounds.includes(bound);
  const leads = ladder.findIndex((rung) => isOpen(rung) && (rung.node ?? `end:${rung.end}`) === next);
  // Where what is next does not work on the family, the stage that does is.
  const index = leads === -1 ? ladder.findIndex(isOpen) : leads;
  return { number: index + 1, of: ladder.length, bound: ladder[index]?.bound ?? null };
}
