// What the demo shows, in order: the failing test, the workspace, the work, and what came of it.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TREE_DEFAULTS } from '../../core/contracts/trees.js';
import { failed } from '../errors.js';
import { EXIT } from '../exit.js';
import { REHEARSAL_MARK } from '../feed/line.js';
import { listRuns } from '../../read/runs.js';
import { readStages } from '../../read/stages.js';
import type { Sample } from './sample.js';
import type { Ran, Shell } from './shell.js';
import type { DemoWay } from './ways.js';

export interface Telling {
  way: DemoWay;
  sample: Sample;
  shell: Shell;
  /** Options of `millrace init`. */
  init: string[];
  /** Command that goes on where a run has stopped. */
  resume: string;
  say(line: string): void;
  title(text: string): void;
}

/** Throws when the work is not done, or a test still fails at the end. */
export async function tellStory(telling: Telling): Promise<void> {
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

async function takeUp({ way, sample, shell, init, title }: Telling): Promise<void> {
  title(way.add.title);
  await must(shell.millrace(['init', ...init], only(/^Workspace |^Each root works |^Roots will work |^Agents work /)));
  const added = await shell.millrace([way.add.command, relative(sample.project, sample.document)]);
  if (added.exitCode !== EXIT.notApplied) await must(added);
}

/** Gives the link that the last run named, or null. */
async function work(telling: Telling): Promise<string | null> {
  const { way, sample, shell, resume } = telling;
  const { exitCode, lines } = await tellChapters(telling);
  if (!way.isDone(sample.project)) {
    await shell.millrace(['status']);
    throw failed('demo', `The work is not done; the run ended with exit code ${exitCode}.`, `To go on: ${resume}`);
  }
  return lines.flatMap((line) => /^web UI\s+(\S+)$/.exec(line)?.[1] ?? []).at(-1) ?? null;
}

/** Up to the first command that ends otherwise than with all or some of its work done. Gives the last one's end. */
async function tellChapters({ way, shell, title }: Telling): Promise<Ran> {
  let last: Ran = { exitCode: EXIT.done, lines: [] };
  for (const chapter of way.chapters) {
    title(chapter.title);
    for (const command of chapter.commands) {
      last = await shell.millrace(command, shortened(way.hides));
      if (last.exitCode !== EXIT.done && last.exitCode !== EXIT.workLeft) return last;
    }
  }
  return last;
}

async function showResult(telling: Telling): Promise<void> {
  const { way, sample, shell, title } = telling;
  const branch = `${TREE_DEFAULTS.prefix}/${way.root}`;
  // An older git has no trees, and the work was done in the folder.
  const isBranch = existsSync(join(sample.project, '.git', 'refs', 'heads', branch));
  title(isBranch ? 'What came of it: a branch, which you read and merge' : 'What came of it');
  await (isBranch ? showBranch(telling, branch) : showChanges(telling));
  const { exitCode } = await shell.test();
  if (exitCode !== 0)
    throw failed('demo', 'The work is done, but a test still fails.', `Everything is in ${sample.project}`);
  if (!isBranch) return;
  title('Each task is a commit');
  await must(shell.git(['log', '--oneline', '--stat', branch]));
}

async function showBranch({ way, sample, shell }: Telling, branch: string): Promise<void> {
  await must(shell.git(['diff', '--unified=0', `HEAD...${branch}`, '--', 'src']));
  for (const path of way.reads(sample.project)) await must(shell.cat(path));
  await must(shell.git(['merge', branch]));
}

async function showChanges({ way, sample, shell }: Telling): Promise<void> {
  await must(shell.git(['diff', '--stat']));
  await must(shell.git(['diff', '--unified=0', 'src']));
  for (const path of way.reads(sample.project)) await must(shell.cat(path));
}

function showPlaces({ way, sample: { project }, say, title }: Telling, webUrl: string | null): void {
  const stages = listRuns(project).reduce((sum, { runId }) => sum + readStages(project, runId).length, 0);
  title(`${way.end} after ${stages} stages, and the tests pass`);
  const places = [['workspace', project], ...way.places(project), ...(webUrl === null ? [] : [['web UI', webUrl]])];
  for (const [what = '', where = ''] of places) say(`${what.padEnd(9)}  ${where}`);
}

async function must(running: Promise<Ran> | Ran): Promise<void> {
  const { exitCode } = await running;
  if (exitCode !== 0) throw failed('demo', `The demo stops here: this command ended with exit code ${exitCode}.`);
}

/** Without the lines before the first stage, events of the kinds `hides`, and the figures that the demo gives at its end. That it is played was said. */
function shortened(hides: string): (line: string) => string | null {
  const figures = '(?:REHEARSAL|items|stages|tokens|time|state|web UI) {2,}';
  const hidden = new RegExp(`^(?:\\S+Z (?:${hides}) |Serving |REHEARSAL: |${figures})`);
  return (line) => (hidden.test(line) ? null : line.replace(REHEARSAL_MARK, ''));
}

/** The rest of the output tells how to go on, which the demo does. */
const only =
  (shown: RegExp) =>
  (line: string): string | null =>
    shown.test(line) ? line : null;
