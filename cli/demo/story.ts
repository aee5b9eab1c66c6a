// What the demo shows, in order: the failing test, the workspace, the work, and what came of it.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { failed } from '../errors.js';
import { EXIT } from '../exit.js';
import { listRuns } from '../read/runs.js';
import { readStages } from '../read/stages.js';
import { DEMO_TASK, type Sample } from './sample.js';
import type { Ran, Shell } from './shell.js';

export interface Telling {
  sample: Sample;
  shell: Shell;
  /** Options of `millrace init`. */
  init: string[];
  /** Command that goes on where a run has stopped. */
  resume: string;
  say(line: string): void;
  title(text: string): void;
}

/** Throws when the task is not done, or the test still fails at the end. */
export async function tell(telling: Telling): Promise<void> {
  await showBug(telling);
  await takeUp(telling);
  const webUrl = await work(telling);
  await showResult(telling);
  showPlaces(telling, webUrl);
}

async function showBug({ sample, shell, title }: Telling): Promise<void> {
  title(`A small repository with a bug, in ${sample.project}`);
  const { exitCode } = await shell.test();
  if (exitCode === 0) throw failed('demo', 'The test of the sample passes from the start; it should fail.');
}

async function takeUp({ sample, shell, init, title }: Telling): Promise<void> {
  title('Millrace takes the repository up, and a task');
  await must(shell.millrace(['init', ...init], firstLine()));
  const added = await shell.millrace(['add-task', relative(sample.project, sample.task)]);
  if (added.exitCode !== EXIT.notApplied) await must(added);
}

/** Gives the link that the run named, or null. */
async function work({ sample, shell, resume, title }: Telling): Promise<string | null> {
  title('Agents work on it, stage by stage');
  const { exitCode, lines } = await shell.millrace(['run', '--until', 'idle', '--monitor', 'basic'], shortened);
  if (!existsSync(donePath(sample))) {
    await shell.millrace(['status']);
    throw failed('demo', `The task is not done; the run ended with exit code ${exitCode}.`, `To go on: ${resume}`);
  }
  return lines.flatMap((line) => /^web UI\s+(\S+)$/.exec(line)?.[1] ?? []).at(-1) ?? null;
}

async function showResult({ sample, shell, title }: Telling): Promise<void> {
  title('What came of it');
  await must(shell.git(['diff', '--stat']));
  await must(shell.git(['diff', '--unified=0', 'src']));
  const { exitCode } = await shell.test();
  if (exitCode !== 0)
    throw failed('demo', 'The task is done, but a test still fails.', `Everything is in ${sample.project}`);
}

function showPlaces({ sample, say, title }: Telling, webUrl: string | null): void {
  const run = listRuns(sample.project)[0]?.runId ?? '';
  const stages = readStages(sample.project, run).length;
  title(`Task ${DEMO_TASK} is done after ${stages} stages, and the tests pass`);
  say(`workspace  ${sample.project}`);
  say(`task       ${relative(sample.project, donePath(sample))}`);
  say(`reports    ${RUNTIME_DIR}/${runtimePaths.runs}/${run}/`);
  if (webUrl !== null) say(`web UI     ${webUrl}`);
}

const donePath = ({ project }: Sample): string =>
  join(project, RUNTIME_DIR, runtimePaths.document('task', 'done', DEMO_TASK));

async function must(running: Promise<Ran> | Ran): Promise<void> {
  const { exitCode } = await running;
  if (exitCode !== 0) throw failed('demo', `The demo stops here: this command ended with exit code ${exitCode}.`);
}

/** Without the lines before the first stage, and the figures that the demo gives at its end. */
const shortened = (line: string): string | null =>
  /^(?:\S+Z (?:add|begin|claim) |Serving |(?:items|stages|tokens|time|state|web UI) {2,})/.test(line) ? null : line;

/** The rest of the output tells how to go on, which the demo does. */
function firstLine(): (line: string) => string | null {
  let first = true;
  return (line) => {
    const shown = first ? line : null;
    first = false;
    return shown;
  };
}
