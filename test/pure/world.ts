// Both state machines with a network between them that delays, repeats and reorders, and a world that works off stages:
// what the property tests drive. Effects are messages here, so a crash between two of them is a repeat of the first.
import type { AwaitRunnerInput } from '../../core/contracts/activities.js';
import type { Approval } from '../../core/contracts/approvals.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import type { Answer } from '../../core/contracts/commands.js';
import type { LostTurn } from '../../core/contracts/interventions.js';
import type { DeliverInput, DeliveryAnswer } from '../../core/contracts/delivery.js';
import { isDeliveryAnswer } from '../../core/contracts/delivery-form.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import type { Plan } from '../../core/contracts/plan.js';
import type { HeldMessage } from '../../core/contracts/turns.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import type { SettleInput } from '../../core/contracts/trees.js';
import type { ExecutorEffect, ExecutorEvent } from '../../core/engine/lineage/executor-events.js';
import { isRetired } from '../../core/engine/lineage/turns/retire.js';
import { stepExecutor } from '../../core/engine/lineage/executor.js';
import type { ExecutorState } from '../../core/engine/lineage/executor-state.js';
import { newExecutor } from '../../core/engine/lineage/executor-state.js';
import type { SchedulerEvent } from '../../core/engine/workspace/scheduler-events.js';
import { broughtFields } from '../../core/engine/workspace/turns/brought.js';
import { stepScheduler } from '../../core/engine/workspace/scheduler.js';
import { type CarriedScheduler, packScheduler, unpackScheduler } from '../../core/engine/workspace/carry.js';
import { wakeAt } from '../../core/engine/workspace/turns/wake.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { isOutcomeOf } from '../../core/engine/lineage/form.js';
import { isMessage } from '../../workflows/message-form.js';
import type { Item, SchedulerState } from '../../core/engine/workspace/scheduler-state.js';
import { heal } from '../../core/engine/workspace/heal.js';
import { put } from '../../core/own.js';
import { itemKey, newScheduler } from '../../core/engine/workspace/scheduler-state.js';
import { endOf } from './ends.js';
import { type Names, PLAIN, spoiled, unsayable } from './hostile.js';

type Letter = { to: 'workspace'; event: SchedulerEvent } | { to: string; event: ExecutorEvent };

const FIRST = Date.UTC(2026, 0, 1);

export class World {
  scheduler: SchedulerState;
  lineages = new Map<string, ExecutorState>();
  letters: Letter[] = [];
  probes: AwaitRunnerInput[] = [];
  /** `ended`: its agent was told to end. */
  running: { root: string; request: StageRunRequest; ended: boolean }[] = [];
  accepted = new Set<string>();
  quarantined = new Set<string>();
  applied = new Map<string, number>();
  started = new Map<string, number>();
  /** Results that were applied, and requests that were started, more than once. */
  appliedAgain = 0;
  startedAgain = 0;
  stagesOfRun = new Map<string, number>();
  /** Stage runs of an item, by `family/id`, since a person decided about it. */
  readonly undecided = new Map<string, number>();
  /** Agents that were started, waits and second chances, by run and stage number. */
  readonly starts = new Map<string, number>();
  readonly waits = new Map<string, number>();
  readonly chances = new Map<string, number>();
  /** Runners by request; and second chances of form that were given to another runner than the one that they are a chance of. */
  private readonly players = new Map<string, string>();
  readonly changedWithinChance: string[] = [];
  /** Everything that was asked to be shown, in order. */
  shown: MirrorEntry[] = [];
  /** Roots that were closed, by how often; and those that were not empty then. */
  closed = new Map<string, number>();
  closedWithWork: string[] = [];
  /** Requests that started although their lineage had heard that the turn is ended. */
  startedAfterEnd: string[] = [];
  private readonly endedTurns = new Set<number>();
  /** Tasks that the index on disk knows as done. */
  doneBefore: string[] = [];
  /** What lineages asked to become of work in trees. */
  readonly settles: SettleInput[] = [];
  /** Deliveries that were asked for and not answered, and all that ever were. */
  deliveries: DeliverInput[] = [];
  readonly delivering: DeliverInput[] = [];
  /** Every time a lineage said that it stands still. */
  heldMessages: HeldMessage[] = [];
  /** What `approve` granted, as it was asked; and stages that started without it. */
  readonly allowed: Approval[] = [];
  readonly ungranted: string[] = [];
  private readonly questions: Approval[] = [];
  /** Last turns of lineages that completed, by root, and how many did. */
  private readonly completed = new Map<string, number>();
  completions = 0;
  /** What its documents are called. */
  names: Names = PLAIN;
  private clock = 0;

  constructor(
    readonly plan: Plan,
    readonly digest: string,
    private readonly workspace = 'ws',
    readonly rules = NEWEST_RULES,
    readonly lanes = 1,
  ) {
    this.scheduler = newScheduler(workspace, rules, lanes);
  }

  now(): string {
    this.clock += 1;
    return new Date(FIRST + this.clock * 1000).toISOString();
  }

  /** Time passes. */
  later(seconds: number): void {
    this.clock += seconds;
  }

  command(event: SchedulerEvent): Answer | null {
    const { effects, answer } = stepScheduler(this.scheduler, event);
    for (const verdict of answer?.documents ?? []) {
      if (verdict.verdict === 'admitted') this.accepted.add(itemKey(verdict.family, verdict.id));
    }
    for (const effect of effects) {
      const at = this.now();
      if (effect.type === 'activate')
        this.post({ to: effect.message.item.root, event: { type: 'activate', at, message: effect.message } });
      if (effect.type === 'end') this.post({ to: effect.root, event: { type: 'end', at, message: effect.message } });
      if (effect.type === 'retire')
        this.post({ to: effect.root, event: { type: 'retire', at, message: effect.message } });
      if (effect.type === 'leash')
        this.post({ to: effect.root, event: { type: 'leash', at, message: effect.message } });
      if (effect.type === 'decided')
        this.post({ to: effect.root, event: { type: 'decided', at, message: effect.message } });
      if (effect.type === 'deliver') {
        this.deliveries.push(effect.input);
        this.delivering.push(effect.input);
      }
      if (effect.type === 'lookup')
        this.post({ to: 'workspace', event: { type: 'looked_up', at, done: this.doneBefore } });
      if (effect.type === 'mirror') for (const entry of effect.entries) this.see(entry);
    }
    return answer;
  }

  /** The moment that the workspace waits for comes. False when it waits for none. */
  wake(): boolean {
    const moment = wakeAt(this.scheduler);
    if (moment === null) return false;
    this.clock = Math.max(this.clock, Math.ceil((Date.parse(moment) - FIRST) / 1000));
    this.command({ type: 'woken', at: this.now() });
    return true;
  }

  private see(entry: MirrorEntry): void {
    this.shown.push(entry);
    if (entry.kind === 'approval' && entry.value.status === 'pending') this.questions.push(entry.value);
    if (entry.kind === 'target' && entry.value.state === 'closed') this.close(entry.value.root);
    const named = entry as { kind: string; family?: string; id?: string; key?: string };
    if (named.kind === 'quarantine') this.quarantined.add(itemKey(named.family ?? '', named.id ?? ''));
    if (named.kind === 'event' && named.key?.startsWith('admitted:'))
      this.accepted.add(named.key.slice('admitted:'.length));
  }

  /** Tokens of every stage that is in the ledger, each counted once. */
  ledger(): number {
    const lines = this.shown.flatMap((entry) =>
      entry.kind === 'usage' ? [[entry.key, entry.value.usage.total] as const] : [],
    );
    return [...new Map(lines).values()].reduce((sum, tokens) => sum + tokens, 0);
  }

  private close(root: string): void {
    this.closed.set(root, (this.closed.get(root) ?? 0) + 1);
    // What is to be learned from a root does not keep it open.
    const isWork = (item: Item): boolean => item.root === root && item.family !== 'learning_request';
    if (Object.values(this.scheduler.items).some(isWork)) this.closedWithWork.push(root);
  }

  /** What is sent no longer changes with its sender, and has the form that its receiver asks for. */
  private post(letter: Letter): void {
    const { event } = letter;
    if ('message' in event && !isMessage(event.type, this.rules, event.message))
      throw new Error(`nobody would take this ${event.type}: ${JSON.stringify(event.message)}`);
    this.letters.push(JSON.parse(JSON.stringify(letter)) as Letter);
  }

  /** Delivers one letter; `keep` leaves a copy on the way, as a repeat. */
  deliver(index: number, keep: boolean): void {
    const place = index % Math.max(1, this.letters.length);
    const letter = this.letters[place];
    if (letter === undefined) return;
    if (!keep) this.letters.splice(place, 1);
    const copy = keep ? (JSON.parse(JSON.stringify(letter)) as Letter) : letter;
    if (copy.to === 'workspace') this.command((copy as { event: SchedulerEvent }).event);
    else this.arrive(copy.to, (copy as { event: ExecutorEvent }).event);
    this.completeAll();
  }

  /**
   * A lineage that completed is started anew by a newer turn alone: nothing else reaches it. Of a root the workspace sends one message
   * after the other, so that what the network brings before the start was not sent yet.
   */
  private arrive(root: string, event: ExecutorEvent): void {
    const last = this.completed.get(root);
    const isNews = 'message' in event && event.type !== 'retire' && event.message.turn > (last ?? 0);
    if (last === undefined || this.lineages.has(root) || (isNews && event.type === 'activate'))
      return this.stepLineage(root, event);
    const isComing = (turn: number): boolean =>
      this.letters.some(
        ({ to, event: one }) => to === root && one.type === 'activate' && 'message' in one && one.message.turn === turn,
      );
    if (isNews && isComing(event.message.turn)) this.letters.push({ to: root, event });
  }

  /** Lineages that are over complete, sooner or later: until then what comes finds them. Their timers and activities go with them. */
  private completeAll(): void {
    for (const [root, state] of this.lineages) {
      if (!isRetired(state) || this.clock % 3 === 0) continue;
      this.completed.set(root, Math.max(state.lastTurn, this.completed.get(root) ?? 0));
      this.completions += 1;
      this.lineages.delete(root);
      this.letters = this.letters.filter(({ to, event }) => to !== root || 'message' in event);
      this.onCompleted(root);
    }
  }

  protected onCompleted(_root: string): void {}

  /** Received now, whenever it was sent. */
  private stepLineage(root: string, event: ExecutorEvent): void {
    const state = this.lineages.get(root) ?? newExecutor(this.workspace, root, this.rules);
    this.lineages.set(root, state);
    if (event.type === 'end') this.endedTurns.add(event.message.turn);
    this.tell(root, state, { ...event, at: this.now() });
  }

  protected tell(root: string, state: ExecutorState, event: ExecutorEvent): ExecutorEffect[] {
    const effects = stepExecutor(state, event, this.plan);
    for (const effect of effects) this.carryOut(root, effect, event.at);
    return effects;
  }

  /** `decidedAt`: when the lineage received what led to it. */
  private carryOut(root: string, effect: ExecutorEffect, decidedAt: string): void {
    const at = this.now();
    if (effect.type === 'run_stage') this.start(root, effect.request, decidedAt);
    if (effect.type === 'held') this.heldMessages.push(effect.message);
    if (effect.type === 'end_stage')
      for (const one of this.running.filter((own) => own.root === root)) one.ended = true;
    if (effect.type === 'held') this.post({ to: 'workspace', event: { type: 'held', at, message: effect.message } });
    if (effect.type === 'left' && effect.settle !== undefined) this.settles.push(effect.settle);
    if (effect.type === 'left') this.post({ to: 'workspace', event: { type: 'left', at, message: effect.message } });
    if (effect.type === 'timer' && effect.probe !== null) this.probes.push(effect.probe);
    if (effect.type === 'timer') count(this.waits, stageOf(this.lineages.get(root)?.activation));
    if (effect.type === 'timer')
      this.post({ to: root, event: { type: 'timer', at, turn: effect.turn, until: effect.until } });
    if (effect.type === 'mirror') this.shown.push(...effect.entries);
    const entries = effect.type === 'mirror' ? effect.entries : effect.type === 'left' ? effect.message.entries : [];
    for (const entry of entries) {
      if (entry.kind === 'event' && entry.type === 'stage_asked_again')
        count(this.chances, `${String(entry.data['run_id'])} ${String(entry.data['stage'])}`);
      if (entry.kind !== 'event' || !entry.key.endsWith(':routed')) continue;
      if (this.applied.has(entry.key)) this.appliedAgain += 1;
      this.applied.set(entry.key, (this.applied.get(entry.key) ?? 0) + 1);
      const run = String(entry.data['run_id']);
      this.stagesOfRun.set(run, (this.stagesOfRun.get(run) ?? 0) + 1);
      count(this.undecided, String(entry.data['work_item']));
    }
  }

  /** A person answers what is asked; what was granted then is remembered beside the machines. */
  decide(type: 'approve' | 'deny', approval: string, commandId: string): Answer | null {
    const at = this.now();
    const args = { commandId, issuer: 'ann', reason: 'seen it', approval };
    const answer = this.command({ type, at, args });
    if (type === 'approve' && answer?.code === 'done')
      this.allowed.push(...this.asked().filter(({ id }) => id === approval));
    return answer;
  }

  /** Every question as it was asked, oldest first. */
  asked(): Approval[] {
    return this.questions;
  }

  private isAllowed(request: StageRunRequest, at: string): boolean {
    const { capabilities = {}, runId, node, planDigest, runner, model, permission, item } = request;
    const needed = Object.entries(capabilities).filter(([, decision]) => decision !== 'allow');
    const wanted = JSON.stringify([
      needed.map(([name]) => name).sort(),
      runId,
      node,
      planDigest,
      runner,
      model,
      permission,
      item.sha256,
    ]);
    return (
      needed.length === 0 ||
      this.allowed.some((one) => {
        const said = [
          one.capabilities,
          one.runId,
          one.node,
          one.planDigest,
          one.runner,
          one.model,
          one.permission,
          one.item.sha256,
        ];
        return JSON.stringify(said) === wanted && (one.expiresAt === null || at < one.expiresAt);
      })
    );
  }

  private start(root: string, request: StageRunRequest, at: string): void {
    if (!this.isAllowed(request, at)) this.ungranted.push(`${request.node} of ${request.item.id} at ${at}`);
    if (this.started.has(request.requestId)) this.startedAgain += 1;
    if (request.form?.chance === 'taken' && this.players.get(request.form.of) !== request.runner)
      this.changedWithinChance.push(request.requestId);
    this.players.set(request.requestId, request.runner);
    this.started.set(request.requestId, (this.started.get(request.requestId) ?? 0) + 1);
    if (this.endedTurns.has(request.turn)) this.startedAfterEnd.push(request.requestId);
    count(this.starts, stageOf(request));
    this.running.push({ root, request, ended: false });
  }

  /** The stage in flight ends; its result is told once or twice. */
  finish(pick: number, again: boolean): void {
    const index = pick % Math.max(1, this.running.length);
    // An agent that is ended may have finished just before.
    const isCut = this.running[index]?.ended === true && pick % 3 > 0;
    this.end((request) => (isCut ? this.cut(request) : this.outcomeOf(request, pick)), again, index);
  }

  /** The oldest delivery comes to what `say` has it; `again`: it is told twice. */
  answerDelivery(say: (input: DeliverInput) => DeliveryAnswer, again = false): void {
    const input = this.deliveries.shift();
    if (input === undefined) return;
    const answer = say(input);
    if (!isDeliveryAnswer(input, answer)) throw new Error(`nobody would take this answer: ${JSON.stringify(answer)}`);
    const { root, attempt } = input;
    const event = { type: 'delivered' as const, at: this.now(), root, attempt, answer };
    for (const one of again ? [event, event] : [event]) this.post({ to: 'workspace', event: one });
  }

  /** Somebody cancels a lineage in Temporal, which asks its workspace to cancel the item. */
  cancelLineage(n: number, commandId: string): void {
    const busy = [...this.lineages.values()].flatMap(({ activation }) => activation?.item ?? []);
    const item = busy[n % Math.max(1, busy.length)];
    if (item === undefined) return;
    const args = { commandId, issuer: 'temporal', reason: 'cancelled', family: item.family, id: item.id };
    this.post({ to: 'workspace', event: { type: 'cancel', at: this.now(), args } });
  }

  /** Somebody completes the stage in flight with the result of another request, which the lineage hears as well. */
  foreignResult(requestId: string): void {
    const one = this.running[0];
    if (one === undefined || one.request.requestId === requestId) return;
    const outcome = { ...this.outcomeOf(one.request, this.clock), requestId };
    this.post({ to: one.root, event: { type: 'stage_finished', at: this.now(), outcome } });
  }

  /** Somebody completes the stage in flight with what it could have said, but for one field. What has no right form is asked for again. */
  forgedResult(where: number, what: number): void {
    const one = this.running[0];
    if (one === undefined) return;
    const { requestId } = one.request;
    const outcome = spoiled(this.outcomeOf(one.request, where), where, what);
    if (isOutcomeOf(requestId, outcome)) this.end(() => outcome);
  }

  /** Somebody sends what is on its way once more, but for one field. True things are told to copies: whoever is believed may decide. */
  forgedMessage(index: number, where: number, what: number): void {
    const letter = this.letters[index % Math.max(1, this.letters.length)];
    if (letter === undefined || !('message' in letter.event)) return;
    const { to, event } = letter;
    const message = spoiled(event.message, where, what);
    if (!isMessage(event.type, this.rules, message)) return;
    const forged = { ...event, message } as never;
    const state = to === 'workspace' ? this.schedulerAgain() : structuredClone(this.lineages.get(to));
    const fresh = state ?? newExecutor(this.workspace, to, this.rules);
    const effects = 'items' in fresh ? stepScheduler(fresh, forged).effects : stepExecutor(fresh, forged, this.plan);
    const broken = unsayable(fresh) ?? unsayable(effects);
    if (broken !== null) throw new Error(`a ${event.type} was taken, and then ${broken}: ${JSON.stringify(message)}`);
    for (const effect of effects)
      if ('message' in effect && !isMessage(effect.type, this.rules, effect.message))
        throw new Error(`a forged ${event.type} leads to a ${effect.type} that nobody would take`);
  }

  private schedulerAgain(): SchedulerState {
    return unpackScheduler(JSON.parse(JSON.stringify(packScheduler(this.scheduler))) as CarriedScheduler);
  }

  /** Somebody terminates the lineage of the turn; a worker sees it, ends the agent and takes the turn back. */
  terminateLineage(commandId: string): Answer | null {
    const lost = this.loseLineage();
    if (lost === null) return null;
    const args = { commandId, issuer: 'worker', reason: 'it runs no more', ...lost };
    return this.command({ type: 'reclaim', at: this.now(), args });
  }

  /** Somebody terminates the lineage of the turn. Gives what is known of the turn. */
  loseLineage(): LostTurn | null {
    const [turn] = this.scheduler.turns;
    if (turn === undefined) return null;
    const { root } = turn.item;
    // By the snapshot: the lineage itself can say nothing any more.
    const isOfTurn = (entry: MirrorEntry): boolean =>
      entry.kind === 'run' && entry.value?.activation.turn === turn.number;
    const last = this.shown.findLast(isOfTurn);
    const activation = last?.kind === 'run' ? last.value?.activation : undefined;
    this.forget(root);
    return { turn: turn.number, ...broughtFields(activation ?? { emitted: [] }) };
  }

  protected forget(root: string): void {
    this.lineages.delete(root);
    this.running = this.running.filter((one) => one.root !== root);
    this.letters = this.letters.filter(({ to }) => to !== root);
  }

  /** What comes of a stage whose agent was ended. */
  cut(request: StageRunRequest): StageOutcome {
    return this.outcome(request, { outcome: 'BLOCKED', failureClass: 'runner_transport_failure', origin: 'runner' });
  }

  /** A stage in flight ends as `say` has it. */
  end(say: (request: StageRunRequest) => StageOutcome, again = false, index = 0): void {
    const [one] = this.running.splice(index, 1);
    if (one === undefined) return;
    const event = { type: 'stage_finished' as const, at: this.now(), outcome: say(one.request) };
    this.post({ to: one.root, event });
    if (again) this.post({ to: one.root, event });
  }

  private outcomeOf(request: StageRunRequest, pick: number): StageOutcome {
    const chosen = endOf(request, pick);
    const total = (pick % 7) * 100;
    const usage = total === 0 ? null : { input: total, cachedInput: 0, output: 0, thinking: 0, total };
    const emitted = request.emits.length > 0 && pick % 3 === 0 ? [this.emission(request, pick)] : [];
    return this.outcome(request, { ...chosen, emitted, usage });
  }

  /** An outcome of this request; what is not told is an agent's plain answer. */
  outcome(request: StageRunRequest, told: Partial<StageOutcome> & { outcome: string }): StageOutcome {
    const at = this.now();
    return {
      resultClass: request.outcomes[told.outcome] ?? 'recoverable_failure',
      failureClass: null,
      origin: 'agent',
      detail: 'as scripted',
      retryAt: null,
      requestId: request.requestId,
      usage: null,
      startedAt: at,
      endedAt: at,
      emitted: [],
      artifacts: [],
      notes: [],
      ...told,
    };
  }

  private emission(request: StageRunRequest, pick: number): DocumentRef {
    const family = request.emits[0] ?? 'task';
    // Some stages bring what is there already.
    const own = `${family}-${request.requestId.slice(8, 14)}-${pick % 2}`;
    const id = pick % 5 === 0 ? this.names.id(pick % 13) : own;
    return documentRef(family, id, request.item.root, []);
  }

  /** An older build had let this in: the next run begins with it, and heals. */
  inherit(item: Item): void {
    put(this.scheduler.items, itemKey(item.family, item.id), item);
    this.scheduler = this.schedulerAgain();
    this.shown.push(...heal(this.scheduler, this.now()));
  }

  /** Continue-as-new anywhere: only what survives JSON survives. */
  renew(): void {
    this.scheduler = this.schedulerAgain();
    for (const [root, state] of this.lineages)
      this.lineages.set(root, JSON.parse(JSON.stringify(state)) as ExecutorState);
  }
}

export function documentRef(family: string, id: string, root: string, dependsOn: string[]): DocumentRef {
  const sha256 = sha256Hex(`${family}/${id}`);
  return { family, id, root, createdAt: '2026-01-01T00:00:00Z', dependsOn, sha256, source: 'command' };
}

type OfStage = Pick<StageRunRequest, 'runId' | 'stageNumber'>;
const stageOf = (one: OfStage | null | undefined): string => `${one?.runId} ${one?.stageNumber}`;
const count = (all: Map<string, number>, key: string): void => void all.set(key, (all.get(key) ?? 0) + 1);
