// Both machines with their shells' rules about files: workspace changes are shown later and in order, a claim is sent when
// everything before it is shown, a stage shows its lineage's changes before its agent starts. Agents and their results live
// on disk; the rest is the server's, and can be lost at any moment.
import type { Approval } from '../../core/contracts/approvals.js';
import type { Activation } from '../../core/contracts/activation.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import type { ItemState } from '../../core/contracts/families.js';
import type { DeliverInput, DeliveryAnswer } from '../../core/contracts/delivery.js';
import type { MirrorEntry, Order, TargetView } from '../../core/contracts/mirror.js';
import type { Plan } from '../../core/contracts/plan.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import type { ExecutorEffect, ExecutorEvent } from '../../core/engine/lineage/executor-events.js';
import { stepExecutor } from '../../core/engine/lineage/executor.js';
import { type ExecutorState, newExecutor } from '../../core/engine/lineage/executor-state.js';
import { type Sections, sectionsIn, takeOver } from '../../disk/mirror/sections.js';
import { planArgs } from '../../core/plan/plan-args.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import type { SchedulerEvent } from '../../core/engine/workspace/scheduler-events.js';
import { itemKey, newScheduler, type SchedulerState } from '../../core/engine/workspace/scheduler-state.js';
import { stepScheduler } from '../../core/engine/workspace/scheduler.js';
import { heldActivations, type Remains, takeUpScheduler } from '../../core/engine/workspace/take-up.js';
import { takeUpLineage } from '../../core/engine/lineage/take-up-lineage.js';
import { documentRef } from './world.js';
import { packScheduler, unpackScheduler } from '../../core/engine/workspace/carry.js';
import { ROUNDS } from './deliveries.js';

interface Place {
  state: ItemState;
  sha256: string;
  order: Order;
  generation: number;
}

/** What survives: folders, snapshot, agents and their results. */
class Disk {
  places = new Map<string, Place>();
  targets = new Map<string, TargetView>();
  /** Roots in the order in which they were closed, each time; and those that had work left then. */
  readonly closings: string[] = [];
  readonly closedWithWork: string[] = [];
  approvals = new Map<string, Approval>();
  sections: Sections = sectionsIn(null);
  /** Every agent that ever started, by request, and how it ended; null while it works. */
  agents = new Map<string, StageOutcome | null>();
  documents = new Map<string, DocumentRef>();
  /** Of the runs that have a folder. */
  highestTurn = 0;
  private orders: Record<string, Order> = {};

  apply(entries: readonly MirrorEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'place') this.put(entry);
      if (entry.kind === 'target' && this.isNewer(`target/${entry.value.root}`, entry.order)) this.aim(entry.value);
      if (entry.kind === 'approval') this.answer(entry.value);
      if (entry.kind === 'workspace' || entry.kind === 'run' || entry.kind === 'marker')
        takeOver(this.sections, structuredClone(entry));
    }
  }

  private aim(target: TargetView): void {
    const { root } = target;
    const isNews = target.state === 'closed' && this.targets.get(root)?.state !== 'closed';
    if (isNews) this.closings.push(root);
    const open = [...this.places].filter(([key, { state }]) => {
      return this.documents.get(key)?.root === root && ['queued', 'active', 'blocked'].includes(state);
    });
    if (isNews && open.length > 0) this.closedWithWork.push(root);
    this.targets.set(root, target);
  }

  /** What was decided stays so. */
  private answer(value: Approval): void {
    const known = this.approvals.get(value.id);
    if (known === undefined || known.status === 'pending') this.approvals.set(value.id, value);
  }

  /** What the snapshot shows of the turn. */
  shownOf(turn: number): Activation | undefined {
    return this.sections.activations.find(({ activation }) => activation.turn === turn)?.activation;
  }

  private put({ family, id, state, sha256, order, generation }: Extract<MirrorEntry, { kind: 'place' }>): void {
    const old = this.places.get(itemKey(family, id));
    if (!this.isNewer(itemKey(family, id), order)) return;
    this.places.set(itemKey(family, id), { state, sha256, order, generation: generation ?? old?.generation ?? 0 });
  }

  private isNewer(part: string, order: Order): boolean {
    const old = this.orders[part];
    if (old !== undefined && (order[0] - old[0] || order[1] - old[1]) < 0) return false;
    this.orders[part] = order;
    return true;
  }

  remains(): Remains {
    const items = [...this.places].flatMap(([key, { state, order, generation }]) => {
      const ref = this.documents.get(key);
      return ref === undefined ? [] : [{ ref, state, generation, reason: state === 'blocked' ? 'r' : null, order }];
    });
    const seq = Math.max(0, ...items.map((item) => item.order[0]));
    return {
      workspace: 'ws',
      items,
      targets: [...this.targets.values()],
      approvals: [...this.approvals.values()],
      section: this.sections.workspace,
      shown: this.sections.activations,
      highest: { turn: this.highestTurn, seq },
    };
  }
}

type Letter =
  { to: 'workspace'; event: SchedulerEvent; after?: number } | { to: string; event: ExecutorEvent; after: number };

export class FilesWorld {
  readonly disk = new Disk();
  scheduler: SchedulerState;
  lineages = new Map<string, ExecutorState>();
  letters: Letter[] = [];
  /** Batches of the workspace that are not shown yet. */
  unseen: MirrorEntry[][] = [];
  /** Stage activities that wait for their agent. */
  waiting: { root: string; request: StageRunRequest }[] = [];
  /** Requests that started without the yes that they need. */
  ungranted: string[] = [];
  private shownBatches = 0;
  private clock = 0;

  constructor(
    readonly plan: Plan,
    private readonly digest: string,
    readonly rules = NEWEST_RULES,
    readonly lanes = 1,
  ) {
    this.scheduler = newScheduler('ws', rules, lanes);
    this.begin();
  }

  private now(): string {
    this.clock += 1;
    return new Date(Date.UTC(2026, 0, 1) + this.clock * 1000).toISOString();
  }

  private begin(): void {
    const issued = { commandId: `begin-${this.clock}`, issuer: 'worker', reason: '' };
    const plan = planArgs({ id: 'plan-x', digest: this.digest, plan: this.plan });
    const settings = { searchAttributes: false, historyEvents: 2000 };
    const delivers = this.rules < 10 ? {} : { delivers: ROUNDS };
    this.tell({
      type: 'begin',
      at: this.now(),
      args: { ...issued, ...plan, ...delivers, settings, allowance: null, rules: this.rules },
    });
  }

  enqueue(ref: DocumentRef): void {
    this.disk.documents.set(itemKey(ref.family, ref.id), ref);
    const issued = { commandId: `add-${ref.id}-${this.now()}`, issuer: 'tester', reason: '' };
    this.tell({ type: 'enqueue', at: this.now(), args: { ...issued, documents: [ref] } });
    // An accepted document is answered when it is shown.
    while (this.unseen.length > 0) this.show();
  }

  /** A person says yes to the oldest question that is shown; answered when it is shown. */
  approve(): void {
    const asked = [...this.disk.approvals.values()].find(({ status }) => status === 'pending');
    if (asked === undefined) return;
    const issued = { commandId: `approve-${this.now()}`, issuer: 'tester', reason: '' };
    this.tell({ type: 'approve', at: this.now(), args: { ...issued, approval: asked.id } });
    while (this.unseen.length > 0) this.show();
  }

  /** The answer comes when it is shown. */
  cancel(id: string): void {
    const issued = { commandId: `cancel-${id}-${this.now()}`, issuer: 'tester', reason: '' };
    this.tell({ type: 'cancel', at: this.now(), args: { ...issued, id } });
    while (this.unseen.length > 0) this.show();
  }

  private tell(event: SchedulerEvent): void {
    const before = this.shownBatches + this.unseen.length;
    const { effects } = stepScheduler(this.scheduler, event);
    const entries = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
    if (entries.length > 0) this.unseen.push(entries);
    for (const effect of effects) {
      const at = this.now();
      if (effect.type === 'activate') {
        const { message } = effect;
        this.letters.push({ to: message.item.root, event: { type: 'activate', at, message }, after: before });
      }
      if (effect.type === 'deliver') {
        const { root, attempt } = effect.input;
        const event = { type: 'delivered' as const, at, root, attempt, answer: this.answerTo(effect.input) };
        // It is asked for when the files say that it is.
        this.letters.push({ to: 'workspace', event, after: this.shownBatches + this.unseen.length });
      }
      if (effect.type === 'decided') {
        this.letters.push({ to: effect.root, event: { type: 'decided', at, message: effect.message }, after: 0 });
      }
      if (effect.type === 'end')
        this.letters.push({ to: effect.root, event: { type: 'end', at, message: effect.message }, after: 0 });
      if (effect.type === 'leash') {
        this.letters.push({ to: effect.root, event: { type: 'leash', at, message: effect.message }, after: 0 });
      }
    }
  }

  /** Each first attempt conflicts; what was answered once is answered again. */
  private answerTo({ root, attempt }: DeliverInput): DeliveryAnswer {
    const branch = `millrace/${root}`;
    if (attempt > 1) return { kind: 'landed', branch, into: 'main', commit: 'c'.repeat(40), how: 'merge' };
    const ref = { ...documentRef('task', `merge-${root}-${attempt}`, root, []), start: 'merger' };
    this.disk.documents.set(itemKey(ref.family, ref.id), ref);
    return { kind: 'work', branch, why: 'w', todo: 't', emitted: [{ ...ref, generation: 0, stuck: null }] };
  }

  /** The mirror takes the oldest batch of the workspace. */
  show(): void {
    const batch = this.unseen.shift();
    if (batch === undefined) return;
    this.shownBatches += 1;
    this.disk.apply(batch);
  }

  /** Delivers the first letter that may be delivered; false when there is none. */
  deliver(): boolean {
    const index = this.letters.findIndex((letter) => !('after' in letter) || (letter.after ?? 0) <= this.shownBatches);
    const [letter] = index < 0 ? [] : this.letters.splice(index, 1);
    if (letter === undefined) return false;
    const copy = structuredClone(letter);
    if (copy.to === 'workspace') this.tell((copy as { event: SchedulerEvent }).event);
    else this.step(copy.to, (copy as { event: ExecutorEvent }).event);
    return true;
  }

  private step(root: string, event: ExecutorEvent): void {
    const state = this.lineages.get(root) ?? newExecutor('ws', root, this.rules);
    this.lineages.set(root, state);
    this.carryOut(root, stepExecutor(state, event, this.plan));
  }

  private carryOut(root: string, effects: ExecutorEffect[]): void {
    const entries = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
    this.disk.apply(entries);
    for (const effect of effects) {
      const at = this.now();
      if (effect.type === 'run_stage') this.attach(root, effect.request);
      if (effect.type === 'held')
        this.letters.push({ to: 'workspace', event: { type: 'held', at, message: effect.message } });
      if (effect.type === 'left')
        this.letters.push({ to: 'workspace', event: { type: 'left', at, message: effect.message } });
      if (effect.type === 'timer') {
        const { turn, until } = effect;
        this.letters.push({ to: root, event: { type: 'timer', at, turn, until }, after: 0 });
      }
    }
  }

  /** The host of the request is found, or started when there is none. */
  private attach(root: string, request: StageRunRequest): void {
    this.disk.highestTurn = Math.max(this.disk.highestTurn, request.turn);
    if (!this.disk.agents.has(request.requestId)) this.startAgent(request);
    this.waiting.push({ root, request });
  }

  private startAgent(request: StageRunRequest): void {
    this.disk.agents.set(request.requestId, null);
    const isGated = Object.values(request.capabilities ?? {}).includes('approval_required');
    const yes = [...this.disk.approvals.values()].filter(({ status }) => status === 'approved');
    if (isGated && !yes.some(({ runId, node }) => runId === request.runId && node === request.node))
      this.ungranted.push(request.requestId);
  }

  /** The agent of the stage in flight ends, and its result is on disk; it is told only by `collect`. */
  endAgent(say: (request: StageRunRequest) => StageOutcome, pick = 0): void {
    const one = this.waiting[pick % Math.max(1, this.waiting.length)];
    if (one !== undefined && this.disk.agents.get(one.request.requestId) === null)
      this.disk.agents.set(one.request.requestId, say(one.request));
  }

  /** A stage whose agent has ended is told to its lineage. */
  collect(): void {
    const index = this.waiting.findIndex(({ request }) => this.disk.agents.get(request.requestId));
    const one = this.waiting[index];
    const outcome = one && this.disk.agents.get(one.request.requestId);
    if (!one || !outcome) return;
    this.waiting.splice(index, 1);
    this.letters.push({ to: one.root, event: { type: 'stage_finished', at: this.now(), outcome }, after: 0 });
  }

  /** The server loses everything; a worker takes the workspace up again and begins. */
  lose(): void {
    Object.assign(this, { letters: [], unseen: [], waiting: [], lineages: new Map(), shownBatches: 0 });
    const remains = this.disk.remains();
    const carried = packScheduler(takeUpScheduler(remains, this.rules));
    this.scheduler = unpackScheduler(JSON.parse(JSON.stringify(carried)) as typeof carried);
    for (const activation of heldActivations(remains)) {
      const { root } = activation.item;
      const taken = takeUpLineage('ws', activation, this.plan, this.rules);
      if (taken === null) throw new Error('the plan is there');
      this.lineages.set(root, taken.state);
      this.carryOut(root, taken.effects);
    }
    this.begin();
  }
}
