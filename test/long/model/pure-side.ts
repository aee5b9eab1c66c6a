// The model: the two machines alone, with a network that delivers at once, and agents that say what the script has for them.
import type { Answer } from '../../../core/contracts/commands.js';
import type { NamedPlan } from '../../../core/contracts/plan.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { planArgs } from '../../../core/plan/plan-args.js';
import { NEWEST_RULES } from '../../../core/engine/rules.js';
import type { SchedulerEvent } from '../../../core/engine/scheduler-events.js';
import { documentRef, World } from '../../pure/world.js';
import type { Line } from './script.js';
import { viewOf } from './view.js';

export class PureSide {
  readonly world: World;
  /** `node item OUTCOME` of every stage that ended, in order. */
  readonly stages: string[] = [];
  private readonly used = new Map<string, number>();
  private taken: { request: string; line: Line } | null = null;
  private commands = 0;

  constructor(
    workspace: string,
    private readonly named: NamedPlan,
    private readonly script: Record<string, Line[]>,
  ) {
    this.world = new World(named.plan, named.digest, workspace);
  }

  begin(allowance: number | null): void {
    const settings = { searchAttributes: false, historyEvents: 2000 };
    this.tell('begin', { ...planArgs(this.named), allowance, settings, rules: NEWEST_RULES });
  }

  tell(type: string, args: object): Answer | null {
    this.commands += 1;
    const issued = { commandId: `command-${this.commands}`, issuer: 'model', reason: '' };
    const event = { type, at: this.world.now(), args: { ...issued, ...args } } as unknown as SchedulerEvent;
    const answer = this.world.command(event);
    this.settle();
    return answer;
  }

  /** The line that the agent in flight plays; null when none is in flight. A request keeps its line. */
  line(): Line | null {
    const request = this.world.running[0]?.request;
    if (request === undefined) return null;
    if (this.taken?.request !== request.requestId)
      this.taken = { request: request.requestId, line: this.next(request) };
    return this.taken.line;
  }

  private next({ node }: StageRunRequest): Line {
    const index = this.used.get(node) ?? 0;
    this.used.set(node, index + 1);
    const line = this.script[node]?.[index];
    if (line === undefined) throw new Error(`the script of ${node} is too short`);
    return line;
  }

  /** The agent in flight says its line. */
  endStage(): void {
    const line = this.line();
    this.world.end((request) => {
      const { family, id, root } = request.item;
      const emitted = line?.emits === true ? [documentRef('task', `redo-${id}`, root, [])] : [];
      this.stages.push(`${request.node} ${family}/${id} ${line?.outcome ?? ''}`);
      return this.world.outcome(request, { outcome: line?.outcome ?? '', emitted });
    });
    this.settle();
  }

  /** All letters arrive, and agents that were told to end are gone. */
  private settle(): void {
    for (;;) {
      while (this.world.letters.length > 0) this.world.deliver(0, false);
      this.line();
      if (this.world.running[0]?.ended !== true) return;
      this.world.end((request) => this.world.cut(request));
    }
  }

  view(): object {
    return viewOf(this.world.scheduler, (root) => this.world.lineages.get(root));
  }
}
