// The script of a campaign: what is brought in, and how every piece of it turns out; never in which order anything is done.
import { NEWEST_RULES } from '../../core/contracts/rules.js';

/** Work that does not go well at once. `outcomes`: by node, before its success; `stages`: what it takes besides the usual ones. */
interface Repair {
  outcomes: Readonly<Record<string, string>>;
  stages: readonly string[];
}

export const TASK_REPAIRS = {
  fixed: { outcomes: { checker: 'FIX_NEEDED' }, stages: ['fixer', 'doublechecker'] },
  fixed_twice: {
    outcomes: { checker: 'FIX_NEEDED', doublechecker: 'FIX_NEEDED' },
    stages: ['fixer', 'doublechecker', 'fixer', 'doublechecker'],
  },
  unblocked: { outcomes: { builder: 'BLOCKED' }, stages: ['troubleshooter', 'builder'] },
} satisfies Record<string, Repair>;
export type TaskRepair = keyof typeof TASK_REPAIRS;

/** A spec that cannot be planned at first. */
export const REPLANNED: Repair = { outcomes: { planner: 'BLOCKED' }, stages: ['mechanic', 'planner'] };

/** An idea becomes a root spec. Its Planner hands it to the Manager, or makes child specs of it. */
export interface Idea {
  /** Its spec is called `idea-NAME`. */
  name: string;
  /** What the Manager makes of it, or of each of its children. */
  tasks: number | readonly number[];
  /** How often the Arbiter finds a gap before it closes the root. */
  gaps: number;
}

export interface Campaign {
  ideas: readonly Idea[];
  /** Tasks that the Manager makes of every gap. */
  tasksPerGap: number;
  /** How many tasks go through which repair; they are spread over all that the specs make. */
  repairs: Readonly<Record<TaskRepair, number>>;
  /** How many specs are planned twice, from the first on. */
  replanned: number;
  learning: Learning;
}

/** Where requests to learn from the work come from, and how many of them run: with `triggers` the others wait for the share of learning. */
export interface Learning {
  /** `intake`: the script brings them; `triggers`: results make them. */
  from: 'intake' | 'triggers';
  runs: number;
}

const SOURCE: Learning['from'] = NEWEST_RULES >= 7 ? 'triggers' : 'intake';

/** As large as the published campaign: 8 ideas, 11 specs, 57 tasks, 99 runs, 261 stage results, 248 of them in the foreground. */
export const WHOLE: Campaign = {
  ideas: [
    ...[1, 2, 3, 4, 5, 6, 7].map((at) => ({ name: `parity-${at}`, tasks: 5, gaps: at <= 5 ? 1 : 0 })),
    { name: 'parity-8', tasks: [4, 4, 4], gaps: 0 },
  ],
  tasksPerGap: 2,
  repairs: { fixed: 8, fixed_twice: 1, unblocked: 2 },
  replanned: 2,
  learning: { from: SOURCE, runs: 13 },
};

/** A tenth of it, with a member of every kind. */
export const TENTH: Campaign = {
  ideas: [{ name: 'parity-1', tasks: [2, 1], gaps: 1 }],
  tasksPerGap: 1,
  repairs: { fixed: 1, fixed_twice: 0, unblocked: 1 },
  replanned: 1,
  learning: { from: SOURCE, runs: 2 },
};

export interface Spec {
  id: string;
  root: string;
  parent: string | null;
  children: string[];
  tasks: string[];
  replanned: boolean;
}

export const rootOf = ({ name }: Idea): string => `idea-${name}`;

/** All specs: each root, with its children behind it. */
export function specsOf({ ideas, replanned }: Campaign): Spec[] {
  return ideas.flatMap(familyOf).map((spec, at) => ({ ...spec, replanned: at < replanned }));
}

type Planned = Omit<Spec, 'replanned'>;

function familyOf(idea: Idea): Planned[] {
  const root = rootOf(idea);
  if (typeof idea.tasks === 'number')
    return [{ id: root, root, parent: null, children: [], tasks: tasksOf(root, idea.tasks) }];
  const children = idea.tasks.map((count, at): Planned => {
    const id = `${idea.name}-part-${at + 1}`;
    return { id, root, parent: root, children: [], tasks: tasksOf(id, count) };
  });
  return [{ id: root, root, parent: null, children: children.map(({ id }) => id), tasks: [] }, ...children];
}

const tasksOf = (spec: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${spec}-t${at + 1}`);

/** Which tasks go through which repair. Throws when there are more repairs than tasks. */
export function repairsOf(campaign: Campaign): Map<string, TaskRepair> {
  const tasks = specsOf(campaign).flatMap((spec) => spec.tasks);
  const kinds = Object.entries(campaign.repairs).flatMap(([kind, count]) =>
    Array<TaskRepair>(count).fill(kind as TaskRepair),
  );
  if (kinds.length > tasks.length) throw new Error(`${kinds.length} repairs are too many for ${tasks.length} tasks.`);
  return new Map(kinds.map((kind, at) => [tasks[Math.floor(((at + 0.5) * tasks.length) / kinds.length)] ?? '', kind]));
}
