// What a campaign comes to, worked out from its script alone; and how that differs from what a run gave.
import { type Campaign, type Idea, REPLANNED, repairsOf, type Spec, specsOf, TASK_REPAIRS } from './script.js';

export interface Figures {
  ideas: number;
  specs: number;
  tasks: number;
  /** Those that the Arbiter's gaps became. */
  incidents: number;
  /** Passes of the Arbiter that found a gap. */
  remediations: number;
  /** A run is one activation: one item from its entry to its end, or one pass of the Arbiter. It has one folder below `runs/`. */
  runs: number;
  stageResults: number;
  foreground: number;
  learning: number;
  /** Requests to learn, also those that wait. */
  requests: number;
  rootsClosed: number;
}

interface Run {
  of: 'spec' | 'task' | 'incident' | 'closure' | 'learning';
  stages: readonly string[];
}

/** Throws when the script has more repairs than tasks. */
export function figuresOf(campaign: Campaign): Figures {
  const runs = runsOf(campaign);
  const count = (of: Run['of']): number => runs.filter((run) => run.of === of).length;
  const stagesOf = (some: readonly Run[]): number => some.reduce((sum, { stages }) => sum + stages.length, 0);
  const learning = stagesOf(runs.filter(({ of }) => of === 'learning'));
  const stageResults = stagesOf(runs);
  return {
    ...{ ideas: campaign.ideas.length, specs: count('spec'), tasks: count('task'), incidents: count('incident') },
    ...{ remediations: gapsOf(campaign.ideas), runs: runs.length, stageResults },
    ...{
      foreground: stageResults - learning,
      learning,
      requests: requestsOf(campaign, runs),
      rootsClosed: campaign.ideas.length,
    },
  };
}

const gapsOf = (ideas: readonly Idea[]): number => ideas.reduce((sum, { gaps }) => sum + gaps, 0);

function runsOf(campaign: Campaign): Run[] {
  const repairs = repairsOf(campaign);
  const gaps = gapsOf(campaign.ideas);
  const specs = specsOf(campaign);
  const taskRun = (id: string): Run => {
    const repair = repairs.get(id);
    return { of: 'task', stages: [...TASK, ...(repair === undefined ? [] : TASK_REPAIRS[repair].stages)] };
  };
  return [
    ...specs.map((spec): Run => ({ of: 'spec', stages: stagesOfSpec(spec) })),
    ...specs.flatMap(({ tasks }) => tasks).map(taskRun),
    ...times<Run>(gaps, { of: 'incident', stages: ['auditor', 'planner', 'manager'] }),
    ...times<Run>(gaps * campaign.tasksPerGap, { of: 'task', stages: TASK }),
    ...times<Run>(campaign.ideas.length + gaps, { of: 'closure', stages: ['arbiter'] }),
    // Each ends where it begins: the request has nothing to teach.
    ...times<Run>(campaign.learning.runs, { of: 'learning', stages: ['analyst'] }),
  ];
}

/** A Planner that ends well makes one, and a repair that ends well another one: each once for its item. */
const TEACHERS = ['planner', 'doublechecker', 'troubleshooter'];

function requestsOf({ learning }: Campaign, runs: readonly Run[]): number {
  if (learning.from === 'intake') return learning.runs;
  return runs.reduce((sum, { stages }) => sum + TEACHERS.filter((node) => stages.includes(node)).length, 0);
}

const TASK = ['builder', 'checker', 'updater'];

/** The Manager is left out where child specs take the spec's place. */
const stagesOfSpec = ({ children, replanned }: Spec): string[] => [
  ...(replanned ? REPLANNED.stages : []),
  ...(children.length > 0 ? ['planner'] : ['planner', 'manager']),
];

const times = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);

/** A sentence for each figure that is not what the script comes to. */
export const differences = (expected: Figures, seen: Figures): string[] =>
  (Object.keys(expected) as (keyof Figures)[]).flatMap((name) =>
    seen[name] === expected[name] ? [] : [`${name}: the script comes to ${expected[name]}, the run gave ${seen[name]}`],
  );
