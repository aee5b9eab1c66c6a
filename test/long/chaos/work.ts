// The work of a run: rounds of tasks of three stages, each task dropped as a file, each stage with a time of its own.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../../../agents/files.js';
import { SCRIPT_VARIABLE } from '../../../agents/scripted/adapter.js';
import type { Bench } from '../../support/bench.js';
import { taskText } from '../../support/task-text.js';
import type { Chance } from './chance.js';

export const STAGES: readonly string[] = ['builder', 'checker', 'updater'];
/** How long an agent works, in seconds. */
const SHORTEST = 0.05;
const LONGEST = 0.6;

export interface Work {
  /** Every task so far. */
  tasks(): string[];
  rounds(): number;
  /** A fresh set of tasks, for all agents of this run and those of the sets before. */
  addRound(): void;
  isDone(): boolean;
  /** A document of a task of this run: adding it again changes nothing. */
  documentOf(task: string): string;
}

interface StageScript {
  sleep: number;
  files: { path: string; content: string }[];
  delete: string[];
}

/** Files that the stages of all tasks write, change and remove. */
const FILES = 40;

/** What a stage does in the work tree: one file of its own text, one that others write too, and one goes. */
function deedsOf(chance: Chance, stage: string, task: string): Pick<StageScript, 'files' | 'delete'> {
  const some = (): string => `work/${Math.floor(chance.between(0, FILES))}.txt`;
  const content = (about: string): string => `${stage} of ${task}\n${about}\n`;
  const files = [some(), 'shared.txt'].map((path) => ({ path, content: content(path) }));
  const gone = some();
  return { files, delete: files.some(({ path }) => path === gone) ? [] : [gone] };
}

/** `log`: file of the agents' own lines. */
export function workOf(bench: Bench, chance: Chance, perRound: number, log: string): Work {
  const tasks: string[] = [];
  const outcomes: Record<string, StageScript[]> = {};
  const documents = path.join(path.dirname(bench.workspace), 'documents');
  mkdirSync(documents);
  let rounds = 0;
  const documentOf = (task: string): string => path.join(documents, `${task}.md`);

  const add = (task: string): void => {
    tasks.push(task);
    for (const stage of STAGES)
      outcomes[`${stage}:${task}`] = [{ sleep: chance.between(SHORTEST, LONGEST), ...deedsOf(chance, stage, task) }];
  };
  return {
    documentOf,
    tasks: () => tasks,
    rounds: () => rounds,
    addRound() {
      rounds += 1;
      const fresh = Array.from({ length: perRound }, (_, at) => `t${rounds}-${String(at + 1).padStart(2, '0')}`);
      fresh.forEach(add);
      // Whole and before the tasks: an agent may be about to start.
      writeWhole(bench.env[SCRIPT_VARIABLE] ?? '', JSON.stringify({ outcomes, log }));
      for (const task of fresh) {
        writeFileSync(documentOf(task), taskText(task));
        const drop = `${documentOf(task)}.drop`;
        writeFileSync(drop, taskText(task));
        renameSync(drop, bench.file(`tasks/queue/${task}.md`));
      }
    },
    isDone: () => bench.names('tasks/done').filter((name) => name.endsWith('.md')).length >= tasks.length,
  };
}
