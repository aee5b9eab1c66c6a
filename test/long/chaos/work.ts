// The work of a run: rounds of documents, each dropped as a file, each stage with a time of its own. Some stages forget their marker and
// are asked once more; in a mode that learns there are requests among the tasks, in one that plans by blueprints a spec that is cut into a draft.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../../../agents/files.js';
import { SCRIPT_VARIABLE } from '../../../agents/scripted/adapter.js';
import type { Bench, ScriptEntry } from '../../support/bench.js';
import { approves, cuts, type Draft, taskOf, worksOut } from '../../support/blueprint-papers.js';
import { specText } from '../../support/spec-text.js';
import { emitted } from '../../support/stories.js';
import { taskText } from '../../support/task-text.js';
import type { OtherItem } from '../checker/evidence.js';
import type { Chance } from './chance.js';
import { ROOTS } from './trees.js';

/** Modes whose runs differ in their lanes and planes. */
export const MODES = ['default_codex', 'learning_codex', 'blueprint_codex'] as const;
export type Mode = (typeof MODES)[number];

export const STAGES: readonly string[] = ['builder', 'checker', 'updater'];
const LEARNING: readonly string[] = ['analyst', 'professor', 'curator'];
/** How long an agent works, in seconds. */
const SHORTEST = 0.05;
const LONGEST = 0.6;
/** Part of the tasks of which one stage forgets its marker. */
const FORGETFUL = 0.3;
/** Requests to learn for each task of a round. */
const REQUESTS = 0.3;

export interface Work {
  /** Every task that was dropped so far. */
  tasks(): string[];
  /** What else should be done, as the checker is told it. */
  others(): OtherItem[];
  /** Stages that are asked once more. */
  chances(): number;
  /** Tasks for a merger that there should be. */
  merges(): number;
  rounds(): number;
  /** A fresh set of documents, for all agents of this run and those of the sets before. */
  addRound(): void;
  isDone(): boolean;
  /** A document of a task of this run: adding it again changes nothing. */
  documentOf(task: string): string;
}

/** Where agents write. */
const WORK = 'work';
/** Where roots of a round meet, and how many. The one that comes later is a merger's. */
const MEET = `${WORK}/meet.txt`;
const MEETING = 2;

interface Deeds {
  files: { path: string; content: string }[];
  delete: string[];
}

/** Files that the stages of all tasks write, change and remove. */
const FILES = 40;

/** What a stage does in `folder`: one file of its own text, one that others write too, and one goes. */
function deedsOf(chance: Chance, { folder, stage, task }: { folder: string; stage: string; task: string }): Deeds {
  const some = (): string => `${folder}/${Math.floor(chance.between(0, FILES))}.txt`;
  const content = (about: string): string => `${stage} of ${task}\n${about}\n`;
  const files = [some(), folder === WORK ? 'shared.txt' : `${folder}/shared.txt`].map((path) => ({
    path,
    content: content(path),
  }));
  const gone = some();
  return { files, delete: files.some(({ path }) => path === gone) ? [] : [gone] };
}

/** Where the documents of a family are dropped, and where they lie when they are done. */
const FOLDERS: Readonly<Record<string, { drop: string; done: string }>> = {
  task: { drop: 'tasks/queue', done: 'tasks/done' },
  spec: { drop: 'specs/queue', done: 'specs/done' },
  learning_request: { drop: 'learning/requests/queue', done: 'learning/requests/done' },
};

const requestText = (id: string): string =>
  `# ${id}\n\nLearning-Request-ID: ${id}\nRequested-Action: improve\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: tester\n`;

interface Dropped {
  family: string;
  id: string;
  text: string;
}

export interface WorkOptions {
  mode: Mode;
  /** Tasks belong to eight roots. */
  trees?: boolean;
  /** `merge`: each root is a spec that a Manager cuts into two tasks; its agents write where no other root does, but for two roots of a round that meet in a file. */
  deliver?: 'branch' | 'merge';
  /** Of one round. */
  tasks: number;
  /** File of the agents' own lines. */
  log: string;
}

export function workOf(
  bench: Bench,
  chance: Chance,
  { mode, trees = false, deliver = 'branch', tasks: perRound, log }: WorkOptions,
): Work {
  const tasks: string[] = [];
  const others: OtherItem[] = [];
  const outcomes: Record<string, ScriptEntry[]> = {};
  const documents = path.join(path.dirname(bench.workspace), 'documents');
  mkdirSync(documents);
  let [rounds, chances] = [0, 0];
  const documentOf = (id: string): string => path.join(documents, `${id}.md`);
  const time = (): number => chance.between(SHORTEST, LONGEST);

  const scriptTask = (task: string, folder = WORK, more: Deeds['files'] = []): void => {
    const forgets = chance.next() < FORGETFUL ? chance.pick(STAGES) : null;
    if (forgets !== null) chances += 1;
    for (const stage of STAGES) {
      // One that is killed is asked for again, and does the same.
      const deeds = deedsOf(chance, { folder, stage, task });
      const entry = { sleep: time(), ...deeds, files: [...deeds.files, ...more], repeat: true };
      const again = { sleep: time() };
      outcomes[`${stage}:${task}`] = [stage === forgets ? { ...entry, raw: 'I forgot the marker.', again } : entry];
    }
  };
  const addTask = (task: string): Dropped => {
    tasks.push(task);
    scriptTask(task);
    const root = ROOTS[tasks.length % ROOTS.length] ?? '';
    return { family: 'task', id: task, text: taskText(task, trees ? `Root-Spec-ID: ${root}\n` : '') };
  };
  const addRequest = (id: string): Dropped => {
    others.push({ family: 'learning_request', id, stages: LEARNING.length });
    for (const stage of LEARNING) outcomes[`${stage}:${id}`] = [{ sleep: time(), repeat: true }];
    return { family: 'learning_request', id, text: requestText(id) };
  };
  /** Planner, Manager and Arbiter for the spec; Contractor and Evaluator for its draft; the stages of the task that comes of it. */
  const addSpec = (id: string): Dropped => {
    const draft: Draft = { id: `${id}-01`, root: id, index: 1 };
    const task = taskOf(draft);
    others.push({ family: 'spec', id, stages: 3 }, { family: 'blueprint_draft', id: draft.id, stages: 2 });
    others.push({ family: 'task', id: task, stages: STAGES.length });
    const slow = (key: string, entry: ScriptEntry): void =>
      void (outcomes[key] = [
        { ...(typeof entry === 'string' ? { marker: entry } : entry), sleep: time(), repeat: true },
      ]);
    slow(`planner:${id}`, 'PLANNER_COMPLETE');
    slow(`manager_blueprint:${id}`, cuts(draft));
    slow(`contractor_blueprint:${draft.id}`, worksOut(draft, 1));
    slow(`evaluator_blueprint:${draft.id}`, approves(draft, 1));
    slow(`arbiter:${id}`, 'ARBITER_COMPLETE');
    scriptTask(task);
    return { family: 'spec', id, text: specText(id) };
  };
  /** Planner, Manager and Arbiter for the spec, and the stages of its tasks. */
  const addRoot = (id: string, at: number): Dropped => {
    others.push({ family: 'spec', id, stages: 3 });
    const made = [`${id}-t1`, `${id}-t2`];
    for (const task of made) {
      tasks.push(task);
      const meeting = at < MEETING && task === made[0] ? [{ path: MEET, content: `${id} was here\n` }] : [];
      scriptTask(task, `${WORK}/${id}`, meeting);
    }
    outcomes['merger'] = [
      { marker: 'MERGE_COMPLETE', files: [{ path: MEET, content: 'met\n' }], sleep: time(), repeat: true },
    ];
    const more = `Root-Spec-ID: ${id}\nSpec-ID: ${id}\n`;
    const files = made.map((task) => emitted(task, taskText(task, more)));
    outcomes[`planner:${id}`] = [{ marker: 'PLANNER_COMPLETE', sleep: time(), repeat: true }];
    outcomes[`manager:${id}`] = [{ marker: 'MANAGER_COMPLETE', files, sleep: time(), repeat: true }];
    outcomes[`arbiter:${id}`] = [{ marker: 'ARBITER_COMPLETE', sleep: time(), repeat: true }];
    return { family: 'spec', id, text: specText(id) };
  };
  const numbered = (letter: string, count: number): string[] =>
    Array.from({ length: count }, (_, at) => `${letter}${rounds}-${String(at + 1).padStart(2, '0')}`);

  return {
    documentOf,
    tasks: () => tasks,
    others: () => [...others.map(withMerges), ...merged().map((id) => ({ family: 'task', id, stages: STAGES.length }))],
    chances: () => chances,
    merges: () => (deliver === 'merge' && perRound > MEETING ? rounds * (MEETING - 1) : 0),
    rounds: () => rounds,
    addRound() {
      rounds += 1;
      const fresh = [
        ...(deliver === 'merge' ? [] : numbered('t', perRound).map(addTask)),
        ...(deliver === 'merge' ? numbered('s', Math.ceil(perRound / 2)).map(addRoot) : []),
        ...(mode === 'learning_codex' ? numbered('l', Math.ceil(perRound * REQUESTS)).map(addRequest) : []),
        ...(mode === 'blueprint_codex' ? numbered('s', 1).map(addSpec) : []),
      ];
      // Whole and before the documents: an agent may be about to start.
      writeWhole(bench.env[SCRIPT_VARIABLE] ?? '', JSON.stringify({ outcomes, log }));
      for (const { family, id, text } of fresh) {
        writeFileSync(documentOf(id), text);
        const drop = `${documentOf(id)}.drop`;
        writeFileSync(drop, text);
        renameSync(drop, bench.file(`${FOLDERS[family]?.drop}/${id}.md`));
      }
    },
    isDone() {
      const all = [...tasks.map((id) => ({ family: 'task', id })), ...others].filter(({ family }) => FOLDERS[family]);
      const isDoneIn = (folder: string): Set<string> => new Set(bench.names(folder));
      const done = new Map(Object.entries(FOLDERS).map(([family, { done: folder }]) => [family, isDoneIn(folder)]));
      const isWhole = all.every(({ family, id }) => done.get(family)?.has(`${id}.md`)) && roots(all).every(isJudged);
      return isWhole && (deliver === 'branch' || roots(all).every((root) => landed().has(root)));
    },
  };

  function landed(): Set<unknown> {
    const answers = bench.events('delivery_answered').filter(({ data }) => data['kind'] === 'landed');
    return new Set(answers.map(({ data }) => data['root']));
  }

  /** Tasks for a merger that are done. */
  function merged(): string[] {
    const ids = bench.names('tasks/done').map((name) => name.replace(/\.md$/, ''));
    return ids.filter((id) => id.startsWith('merge-'));
  }

  /** After each of them its root is judged again. */
  function withMerges(item: OtherItem): OtherItem {
    const count = merged().filter((id) => id.startsWith(`merge-${item.id}-`)).length;
    return item.family === 'spec' ? { ...item, stages: item.stages + count } : item;
  }

  function isJudged(root: string): boolean {
    return bench.names('arbiter/verdicts').includes(`${root}.json`);
  }
}

const roots = (items: readonly { family: string; id: string }[]): string[] =>
  items.filter(({ family }) => family === 'spec').map(({ id }) => id);
