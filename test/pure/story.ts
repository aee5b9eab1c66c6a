// The two machines playing a script in order, without a network's tricks: one stage after the other until nothing moves.
import type { FailureName } from '../../core/contracts/failures.js';
import type { Answer, Issued, PlanArgs } from '../../core/contracts/commands.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import type { BlockedDiagnostics, MirrorEntry } from '../../core/contracts/mirror.js';
import type { NamedPlan } from '../../core/contracts/plan.js';
import type { SpendArgs } from '../../core/contracts/spending.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { planArgs } from '../../core/plan/plan-args.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import type { InterventionArgs, InterventionName } from '../../core/engine/workspace/interventions/events.js';
import type { SchedulerEvent } from '../../core/engine/workspace/scheduler-events.js';
import type { Item } from '../../core/engine/workspace/scheduler-state.js';
import { itemKey } from '../../core/engine/workspace/scheduler-state.js';
import { compileShipped } from '../support/plan.js';
import { documentRef, World } from './world.js';
import { deliveredAs } from './deliveries.js';

/** An outcome, or anything that differs from an agent's plain answer. */
export type Said = string | Partial<StageOutcome>;
/** By `node:item` or `node`, used up in order; afterwards a stage says the first outcome of its kind. */
export type Script = Record<string, Said[]>;

/** A failure that the runtime, not the agent, chose BLOCKED for. */
export const failed = (failureClass: FailureName): Said => ({ outcome: 'BLOCKED', failureClass, origin: 'runner' });
export const environment = (failureClass: FailureName, retryAt: string | null = null): Said => ({
  outcome: 'BLOCKED',
  failureClass,
  origin: 'environment',
  retryAt,
});

/** An agent's plain answer that cost so many tokens. */
export const spent = (total: number, told: Partial<StageOutcome> = {}): Said => ({
  ...told,
  usage: { input: total, cachedInput: 0, output: 0, thinking: 0, total },
});

export class Story {
  readonly world: World;
  /** What every worker and every reload tells besides the plan. */
  spending: SpendArgs = {};
  /** `node OUTCOME` of every stage that ended, in order. */
  readonly stages: string[] = [];
  readonly requests: StageRunRequest[] = [];
  /** What deliveries come to, used up in order; afterwards they land. */
  readonly delivered: number[] = [];
  private commands = 0;

  constructor(
    private readonly script: Script = {},
    private readonly named: NamedPlan = compileShipped().named,
    private readonly rules = NEWEST_RULES,
  ) {
    this.world = new World(named.plan, named.digest, undefined, rules);
  }

  begin(allowance: number | null = null, commandId = this.nextId(), rules = this.rules): Answer {
    const settings = { searchAttributes: false, historyEvents: 2000 };
    const args = { ...issued(commandId), ...planArgs(this.named), ...this.spending, allowance, settings, rules };
    return answered(this.world.command({ type: 'begin', at: this.world.now(), args }));
  }

  /** `change`: what differs from the plan of this story. */
  reload(change: Partial<PlanArgs> = {}): Answer {
    const args = { ...issued(this.nextId()), ...planArgs(this.named), ...this.spending, ...change };
    return answered(this.world.command({ type: 'reload', at: this.world.now(), args }));
  }

  control(type: 'pause' | 'resume' | 'stop', commandId = this.nextId()): Answer {
    return answered(this.world.command({ type, at: this.world.now(), args: issued(commandId) }));
  }

  /** A command about items. */
  tell<N extends InterventionName>(
    type: N,
    args: Omit<InterventionArgs[N], keyof Issued> & { reason?: string },
    commandId = this.nextId(),
  ): Answer {
    const event = { type, at: this.world.now(), args: { ...issued(commandId), ...args } } as unknown as SchedulerEvent;
    return answered(this.world.command(event));
  }

  /** The agent of the stage in flight ends because it was told to. */
  cutStage(): void {
    this.world.end((request) => this.world.cut(request));
    this.deliver();
  }

  enqueue(documents: DocumentRef[], commandId = this.nextId()): Answer {
    const args = { ...issued(commandId), documents };
    return answered(this.world.command({ type: 'enqueue', at: this.world.now(), args }));
  }

  add(family: string, id: string, change: Partial<DocumentRef> = {}): Answer {
    return this.enqueue([{ ...documentRef(family, id, 'backlog', []), ...change }]);
  }

  /** Delivers every letter in the order of posting; a stage in flight stays in flight. */
  deliver(): void {
    while (this.world.letters.length > 0) this.world.deliver(0, false);
  }

  /** Ends the stage in flight as the script says, and delivers what follows. */
  endStage(): void {
    this.world.end((request) => this.say(request));
    this.deliver();
  }

  /** The delivery in flight ends as `delivered` says. */
  endDelivery(): void {
    this.world.answerDelivery((input) => deliveredAs(input, this.delivered.shift() ?? 0));
    this.deliver();
  }

  /** The same with the oldest stage that is not one of learning; false when there is none. */
  endForeground(): boolean {
    this.deliver();
    const index = this.world.running.findIndex(({ request }) => request.plane !== 'learning');
    if (index < 0) return false;
    this.world.end((request) => this.say(request), false, index);
    this.deliver();
    return true;
  }

  /** Plays until no stage runs and no letter is on its way. Throws when that does not come. */
  play(): this {
    this.deliver();
    for (let step = 0; this.world.running.length + this.world.deliveries.length > 0; step += 1) {
      if (step > 500) throw new Error(`no end after ${this.stages.slice(-5).join(', ')}`);
      this.endDelivery();
      this.endStage();
    }
    return this;
  }

  item(family: string, id: string): Item | undefined {
    return this.world.scheduler.items[itemKey(family, id)];
  }

  isDone(family: string, id: string): boolean {
    return this.world.scheduler.finished.some((one) => one.done && one.key === itemKey(family, id));
  }

  /** Items in the order in which they got a turn. */
  claims(): string[] {
    return this.events('work_item_claimed').map((data) => String(data['work_item']));
  }

  events(type: string): Record<string, unknown>[] {
    return this.world.shown.flatMap((entry) => (entry.kind === 'event' && entry.type === type ? [entry.data] : []));
  }

  blocked(id: string): BlockedDiagnostics | undefined {
    const found = this.world.shown.findLast((entry) => entry.kind === 'blocked' && entry.id === id);
    return found?.kind === 'blocked' ? found.value : undefined;
  }

  /** The newest shown entry of a kind. */
  last<K extends MirrorEntry['kind']>(kind: K): Extract<MirrorEntry, { kind: K }> | undefined {
    return this.world.shown.findLast((entry): entry is Extract<MirrorEntry, { kind: K }> => entry.kind === kind);
  }

  private say(request: StageRunRequest): StageOutcome {
    const lines = [this.script[`${request.node}:${request.item.id}`], this.script[request.node]];
    const said = lines.find((line) => line !== undefined && line.length > 0)?.shift() ?? {};
    const outcome = Object.keys(request.outcomes)[0] ?? '';
    const told = { outcome, ...(typeof said === 'string' ? { outcome: said } : said) };
    this.stages.push(`${request.node} ${told.outcome}`);
    this.requests.push(request);
    return this.world.outcome(request, told);
  }

  private nextId(): string {
    this.commands += 1;
    return `command-${this.commands}`;
  }
}

const issued = (commandId: string) => ({ commandId, issuer: 'tester', reason: 'a test' });

function answered(answer: Answer | null): Answer {
  if (answer === null) throw new Error('a command was not answered');
  return answer;
}

/** The network loses every message of a lineage that goes on. */
export function loseHeld({ world }: Story): void {
  const deliver = world.deliver.bind(world);
  world.deliver = (index, keep) => {
    world.letters = world.letters.filter(({ event }) => event.type !== 'held');
    deliver(index, keep);
  };
}
