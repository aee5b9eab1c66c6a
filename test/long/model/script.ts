// What the next agent of every node will do, drawn one after the other. An agent that was ended before its word leaves its line
// to the next one of its node.
import type { Plan, PlanGraph } from '../../../core/contracts/plan.js';
import type { Chance } from '../chaos/chance.js';

export interface Line {
  node: string;
  outcome: string;
  /** Name of the gate at which the agent stands; no other line has it. */
  gate: string;
  /** Which of the things that may go with the outcome, from 0 to 2. */
  variant: number;
}

export class Script {
  private readonly nodes: PlanGraph['nodes'];
  private readonly drawn = new Map<string, Line>();
  private count = 0;

  constructor(
    { planes }: Plan,
    private readonly chance: Chance,
  ) {
    this.nodes = Object.assign({}, ...Object.values(planes).map(({ nodes }) => nodes)) as PlanGraph['nodes'];
    for (const node of Object.keys(this.nodes)) this.next(node);
  }

  line(node: string): Line {
    const line = this.drawn.get(node);
    if (line === undefined) throw new Error(`the plan has no node ${node}`);
    return line;
  }

  lines(): Line[] {
    return [...this.drawn.values()];
  }

  /** The line of this node is said: another one comes. */
  next(node: string): void {
    const { chance } = this;
    const outcomes = this.nodes[node]?.outcomes ?? {};
    const all = Object.keys(outcomes);
    const success = all.find((one) => outcomes[one] === 'success') ?? 'BLOCKED';
    const outcome = chance.next() < 0.7 ? success : chance.pick(all);
    this.count += 1;
    this.drawn.set(node, { node, outcome, gate: `${node}-${this.count}`, variant: Math.floor(chance.next() * 3) });
  }
}
