// The two ways through the demo: what is given in, which commands follow, when it is done, and where to look then.
import { BACKLOG } from '../../core/contracts/ids.js';
import { RUNTIME_DIR, runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { listFolders, placeOf } from '../../read/folders.js';
import { listRuns } from '../../read/runs.js';
import { listTargets } from '../../read/targets.js';

/** Paths are relative to the project. */
export interface DemoWay {
  /** One sentence: how far this way leads. */
  about: string;
  /** File below `assets/demo/`. */
  document: string;
  /** Title of the chapter that gives it in, and the command of `millrace` for it. */
  add: { title: string; command: string };
  /** Commands of `millrace`. */
  chapters: { title: string; commands: string[][] }[];
  /** Kinds of events that are not shown. */
  hides: string;
  isDone(project: string): boolean;
  /** Whose branch the work is on. */
  root: string;
  /** Files that are shown when it is done. */
  reads(project: string): string[];
  end: string;
  places(project: string): [what: string, path: string][];
}

const RUN = ['run', '--monitor', 'basic'];
const UNTIL_IDLE = [...RUN, '--until', 'idle'];

/** The whole way of an idea. Its script knows how many stages planning takes. */
export const IDEA_WAY: DemoWay = {
  about: 'An idea becomes a spec, the spec two tasks, and when both are done the Arbiter judges the whole.',
  document: 'links.md',
  add: { title: 'Millrace takes the repository up, and an idea', command: 'add-idea' },
  chapters: [
    {
      title: 'Planning makes tasks of it',
      commands: [
        [...RUN, '--max-stages', '2'],
        ['queue', 'ls'],
      ],
    },
    { title: 'Agents work on the tasks, then the Arbiter judges', commands: [UNTIL_IDLE] },
  ],
  hides: 'add|begin|claim|start',
  root: 'idea-links',
  isDone: (project) => listTargets(project).some(({ state }) => state === 'closed'),
  reads: (project) => [arbiterReport(project)],
  end: 'The idea is done and closed',
  places: (project) => [
    ...documents(project),
    ...listTargets(project).flatMap(({ root }): [string, string][] => [
      ['rubric', inRuntime(runtimePaths.rubric(root))],
      ['verdict', inRuntime(runtimePaths.verdict(root))],
      ['target', inRuntime(runtimePaths.target(root))],
    ]),
    ['reports', `${inRuntime(runtimePaths.runs)}/`],
  ],
};

/** One task, for agents that take minutes and cost tokens. */
export const TASK: DemoWay = {
  about: 'It works on one task; `npm run demo` alone shows the whole way of an idea, up to the verdict.',
  document: 'task.md',
  add: { title: 'Millrace takes the repository up, and a task', command: 'add-task' },
  chapters: [{ title: 'Agents work on it, stage by stage', commands: [UNTIL_IDLE] }],
  hides: 'add|begin|claim',
  root: BACKLOG,
  isDone: (project) => documents(project).length > 0,
  reads: () => [],
  end: 'The task is done',
  places: (project) => [...documents(project), ['reports', `${lastRun(project)}/`]],
};

const inRuntime = (path: string): string => `${RUNTIME_DIR}/${path}`;

const lastRun = (project: string): string => inRuntime(`${runtimePaths.runs}/${listRuns(project)[0]?.runId ?? ''}`);

const arbiterReport = (project: string): string => `${lastRun(project)}/${runArtifacts.arbiterReport}`;

/** Everything that is done, by family. */
const documents = (project: string): [what: string, path: string][] =>
  listFolders(project)
    .filter(({ state }) => state === 'done')
    .flatMap(({ family, state, ids }) => ids.map((id) => placeOf(family, state, id)))
    .map(({ family, path }) => [family, inRuntime(path)]);
