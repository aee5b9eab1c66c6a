// What the next agent of every node will do, drawn one after the other. An agent that was ended before its word leaves its line
// to the next one of its node; one that forgot its marker is asked once more, and says the rest of its line then.
import type { Plan, PlanGraph } from '../../../core/contracts/plan.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import type { Chance } from '../chaos/chance.js';

export interface Line {
  node: string;
  outcome: string;
  /** Name of the gate at which the agent stands; no other line has it. */
  gate: string;
  /** Which of the things that may go with the outcome, from 0 to 2. */
  variant: number;
  /** The marker is there at once, when it is asked for again, or never. */
  marker: 'there' | 'forgotten' | 'missing';
}

/** What is said when a line is asked about once more. */
export const saidAgain = (line: Line): Line => ({
  ...line,
  gate: `${line.gate}-again`,
  marker: line.marker === 'forgotten' ? 'there' : line.marker,
});

/** Shares of the lines. */
const FORGOTTEN = 0.15;
const MISSING = 0.1;

export class Script {
  private readonly nodes: PlanGraph['nodes'];
  private readonly drawn = new Map<string, Line>();
  /** By the request whose agent left out its marker. */
  private readonly asked = new Map<string, Line>();
  private count = 0;

  constructor(
    { planes }: Plan,
    private readonly chance: Chance,
  ) {
    this.nodes = Object.assign({}, ...Object.values(planes).map(({ nodes }) => nodes)) as PlanGraph['nodes'];
    for (const node of Object.keys(this.nodes)) this.next(node);
  }

  /** What the agent of this request says, or will say. */
  line({ node, form }: StageRunRequest): Line {
    const line = form?.chance === 'taken' ? this.asked.get(form.of) : this.drawn.get(node);
    if (line === undefined) throw new Error(`nothing was drawn for ${node}`);
    return line;
  }

  /** It is said: what comes next at its node, or when it is asked once more. */
  said({ node, requestId, form }: StageRunRequest): void {
    const line = this.drawn.get(node);
    if (form?.chance === 'taken' || line === undefined) return;
    if (line.marker !== 'there') this.asked.set(requestId, saidAgain(line));
    this.next(node);
  }

  lines(): Line[] {
    return [...this.drawn.values()];
  }

  private next(node: string): void {
    const { chance } = this;
    const outcomes = this.nodes[node]?.outcomes ?? {};
    const all = Object.keys(outcomes);
    const success = all.find((one) => outcomes[one] === 'success') ?? 'BLOCKED';
    const outcome = chance.next() < 0.7 ? success : chance.pick(all);
    this.count += 1;
    const [variant, roll] = [Math.floor(chance.next() * 3), chance.next()];
    const marker = roll < FORGOTTEN ? 'forgotten' : roll < FORGOTTEN + MISSING ? 'missing' : 'there';
    this.drawn.set(node, { node, outcome, gate: `${node}-${this.count}`, variant, marker });
  }
}
