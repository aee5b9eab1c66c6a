// A campaign as a script of the runner `scripted`: what every stage ends with and leaves, by the item it works on.
import { childSpecText, taskDocument } from './documents.js';
import { type Campaign, REPLANNED, repairsOf, rootOf, type Spec, specsOf, TASK_REPAIRS } from './script.js';

interface Entry {
  marker?: string;
  files?: { path: string; content: string }[];
  tokens?: number;
  child_specs?: string[];
  repeat?: boolean;
}
type Step = string | Entry;
export type Outcomes = Record<string, Step[]>;

/** Where a stage puts what it makes, relative to the workspace. */
export interface Places {
  task(id: string): string;
  spec(id: string): string;
}

const outbox = (id: string): string => `\${RUN_DIR}/outbox/${id}.md`;
export const OUTBOX: Places = { task: outbox, spec: outbox };
/** A system without an outbox takes them from its queues. */
export const QUEUES: Places = {
  task: (id) => `millrace-agents/tasks/queue/${id}.md`,
  spec: (id) => `millrace-agents/specs/queue/${id}.md`,
};

/** A stage that is not named here succeeds. */
export function outcomesOf(campaign: Campaign, places: Places): Outcomes {
  const specs = specsOf(campaign);
  return {
    ...Object.fromEntries(specs.flatMap((spec) => specOutcomes(spec, places))),
    ...Object.fromEntries(
      [...repairsOf(campaign)].flatMap(([task, kind]) => before(task, TASK_REPAIRS[kind].outcomes)),
    ),
    ...Object.fromEntries(
      campaign.ideas.flatMap((idea) =>
        idea.gaps === 0 ? [] : [[`arbiter:${rootOf(idea)}`, Array<Step>(idea.gaps).fill('REMEDIATION_NEEDED')]],
      ),
    ),
    // The runtime names the incidents, and so their Manager goes by its node alone.
    manager: [{ files: gapTasks(campaign, places), repeat: true }],
    ...Object.fromEntries(
      LEARNED.map(([node, marker]) => [node, [{ marker, tokens: SPENT_BY_LEARNING - 10, repeat: true }]]),
    ),
  };
}

/** There is nothing to teach, so that a request to learn is one stage. */
const LEARNED = [
  ['analyst', 'ANALYST_NOOP'],
  ['librarian', 'LIBRARIAN_NOOP'],
];

/** Tokens of one stage of the learning lane, ten of them output. No other stage spends any. */
export const SPENT_BY_LEARNING = 1000;

const before = (item: string, outcomes: Readonly<Record<string, string>>): [string, Step[]][] =>
  Object.entries(outcomes).map(([node, marker]) => [`${node}:${item}`, [marker]]);

function specOutcomes(spec: Spec, places: Places): [string, Step[]][] {
  const { id, root, children, tasks } = spec;
  const lineage = { root, source: id };
  const first = spec.replanned ? Object.values(REPLANNED.outcomes) : [];
  const specs = children.map((child) => ({ path: places.spec(child), content: childSpecText(child, lineage) }));
  const files = tasks.map((task) => ({ path: places.task(task), content: taskDocument(task, lineage) }));
  return [
    [`planner:${id}`, [...first, { child_specs: children, files: specs }]],
    ...(tasks.length === 0 ? [] : [[`manager:${id}`, [{ files }]] satisfies [string, Step[]]]),
  ];
}

const gapTasks = ({ tasksPerGap }: Campaign, places: Places): { path: string; content: string }[] =>
  Array.from({ length: tasksPerGap }, (_, at) => `\${ITEM}-t${at + 1}`).map((id) => ({
    path: places.task(id),
    content: taskDocument(id, { root: '${ROOT_SPEC}', source: '${ROOT_SPEC}' }),
  }));
