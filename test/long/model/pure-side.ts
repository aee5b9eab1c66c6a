// The model: the two machines alone, with a network that delivers at once, and agents that say what the script has for them.
import type { Answer } from '../../../core/contracts/commands.js';
import type { DocumentRef } from '../../../core/contracts/documents.js';
import type { NamedPlan } from '../../../core/contracts/plan.js';
import type { EnvironmentFailureClass } from '../../../core/contracts/failures.js';
import type { StageOutcome, StageRunRequest } from '../../../core/contracts/stage.js';
import { planArgs } from '../../../core/plan/plan-args.js';
import { NEWEST_RULES } from '../../../core/contracts/rules.js';
import type { SchedulerEvent } from '../../../core/engine/workspace/scheduler-events.js';
import { World } from '../../pure/world.js';
import { documentsOf, leavingsOf } from './roles.js';
import type { Line } from './script.js';
import { viewOf } from './view.js';

/** Waits of one stage that are over before anybody looks, as the configuration has it: all later ones go on until it is mended. */
export const SHORT_WAITS = 1;

/** What the runtime takes for an agent that named no outcome. */
const NO_MARKER: Partial<StageOutcome> & { outcome: string } = {
  ...{ outcome: 'BLOCKED', failureClass: 'missing_terminal_result', origin: 'runner' as const },
  resultClass: 'recoverable_failure',
};

export class PureSide {
  readonly world: World;
  /** `node item OUTCOME` of every stage that ended, in order. */
  readonly stages: string[] = [];
  private readonly started = new Set<string>();
  private broken = false;
  private commands = 0;

  constructor(
    workspace: string,
    private readonly named: NamedPlan,
    private readonly failureClass: EnvironmentFailureClass,
  ) {
    this.world = new World(named.plan, named.digest, workspace);
  }

  begin(allowance: number | null): void {
    const settings = { searchAttributes: false, historyEvents: 2000 };
    this.tell('begin', { ...planArgs(this.named), allowance, settings, rules: NEWEST_RULES });
  }

  enqueue(document: DocumentRef): void {
    this.tell('enqueue', { documents: [document] });
  }

  tell(type: string, args: object): Answer | null {
    this.commands += 1;
    const issued = { commandId: `command-${this.commands}`, issuer: 'model', reason: '' };
    const event = { type, at: this.world.now(), args: { ...issued, ...args } } as unknown as SchedulerEvent;
    const answer = this.world.command(event);
    this.settle();
    return answer;
  }

  /** Of the turn, with its agent. */
  terminateLineage(): void {
    this.commands += 1;
    this.world.terminateLineage(`command-${this.commands}`);
    this.settle();
  }

  /** Of the agent that stands at its gate. */
  request(): StageRunRequest | null {
    return this.world.running[0]?.request ?? null;
  }

  /** The agent that stands at its gate says this. */
  endStage(line: Line): void {
    this.world.end((request) => {
      const outcome = line.marker === 'there' ? line.outcome : NO_MARKER.outcome;
      const isAskedAgain = line.marker !== 'there' && request.form?.chance === 'ahead';
      if (!isAskedAgain) this.stages.push(`${request.node} ${request.item.family}/${request.item.id} ${outcome}`);
      if (line.marker !== 'there') return this.world.outcome(request, NO_MARKER);
      const leavings = leavingsOf(line);
      const told = { outcome, emitted: documentsOf(leavings, request.item) };
      return this.world.outcome(request, leavings.finishes ? { ...told, finishes: true } : told);
    });
    this.settle();
  }

  get isBroken(): boolean {
    return this.broken;
  }

  /** No agent can be started from now on. */
  break(): void {
    this.broken = true;
  }

  /** Whoever waits for that goes on. */
  mend(): void {
    this.broken = false;
    this.settle();
  }

  /** Root of the stage that waits until its environment is mended; null when none does. */
  waitingRoot(): string | null {
    const root = this.world.scheduler.turns[0]?.item.root ?? '';
    return this.world.lineages.get(root)?.activation?.phase === 'waiting' ? root : null;
  }

  /** All letters arrive, agents that were told to end are gone, and none starts in a broken environment. */
  private settle(): void {
    for (;;) {
      while (this.deliverNext());
      const one = this.world.running[0];
      if (one === undefined) return;
      if (one.ended) this.world.end((request) => this.world.cut(request));
      else if (this.isKept(one.request)) return;
      else this.world.end((request) => this.refused(request));
    }
  }

  /** A stage that began is not touched by what breaks later. */
  private isKept({ requestId }: StageRunRequest): boolean {
    if (!this.broken) this.started.add(requestId);
    return this.started.has(requestId);
  }

  private refused(request: StageRunRequest) {
    const { failureClass } = this;
    return this.world.outcome(request, { outcome: 'BLOCKED', failureClass, origin: 'environment' });
  }

  /** False when nothing is on its way but what rings much later. */
  private deliverNext(): boolean {
    const index = this.world.letters.findIndex(({ to, event }) => event.type !== 'timer' || !this.isLate(to, event));
    if (index < 0) return false;
    this.world.deliver(index, false);
    return true;
  }

  private isLate(root: string, { until }: { until: string }): boolean {
    const activation = this.world.lineages.get(root)?.activation;
    return this.broken && activation?.wait?.until === until && activation.environmentTries > SHORT_WAITS;
  }

  view(): object {
    return viewOf(this.world.scheduler, (root) => this.world.lineages.get(root));
  }
}
