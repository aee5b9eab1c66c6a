// `trees`: how long it takes to make a tree of its own for a root, to commit a task, and to deliver a branch into a checkout, with plain git beside it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeForker, openForker } from '../../agents/host/forker.js';
import { takeCheckpoint } from '../../checkpoints/take.js';
import { commitTask } from '../../trees/commit-task.js';
import { prepareDelivery } from '../../trees/deliver.js';
import { land } from '../../trees/land.js';
import { openTree } from '../../trees/open.js';
import { placeOfTree, treeFolder, type TreesPlace } from '../../trees/place.js';
import { readRecord } from '../../trees/record.js';
import { removeTree } from '../../trees/remove.js';
import type { Asked } from '../figure.js';
import { median, short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { fileAt, putFiles } from './files.js';
import { beginRepository, plainGit, type Step } from './plain-git.js';

const SMALL = 1000;
/** With `--full`. */
const LARGE = 100_000;
const TIMES = 10;
const TIMES_LARGE = 3;
const CHANGED = 20;

export async function trees({ full }: Asked): Promise<Table[]> {
  openForker();
  const rows: string[][] = [];
  try {
    for (const [size, times] of full
      ? [[SMALL, TIMES] as const, [LARGE, TIMES_LARGE] as const]
      : [[SMALL, TIMES] as const])
      rows.push(...(await rowsOf(size, times)));
  } finally {
    closeForker();
  }
  return [
    { title: 'trees', note: NOTE, headers: ['files', 'what', ...SPREAD_HEADERS, 'plain git', 'times git'], rows },
  ];
}

const NOTE =
  'In ms, in a repository with so many files of 120 bytes, in turn with plain git. A tree is made without a setup; the first one brings the objects. ' +
  `A commit is of ${CHANGED} files. Delivered is into a checkout that is on the branch, computed and landed. Beside them: \`git worktree add -b\`, ` +
  '`git add -A` and `git commit`, `git merge --no-ff`, `git worktree remove`, their medians; a commit is compared with its checkpoint and ours together.';

type What = Step | 'opened' | 'checkpoint';

async function rowsOf(size: number, times: number): Promise<string[][]> {
  const room = mkdtempSync(path.join(tmpdir(), 'millrace-figures-'));
  const took = new Map<What, number[]>();
  const git = new Map<Step, number[]>();
  const first: number[] = [];
  try {
    const place = repositoryIn(room, size);
    for (let turn = 0; turn < times; turn += 1) {
      const spent = await turnOf(place, size, turn);
      if (turn === 0) first.push(spent.get('made') ?? 0);
      gather(took, spent);
      gather(
        git,
        plainGit(place.dirs.workspace, `plain-${turn}`, (folder) => change(folder, size, -turn)),
      );
    }
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
  const label = size.toLocaleString('en-US');
  const rows = [...took].map(([what, all]) => [label, what, ...spread(all), ...besideGit(what, took, git)]);
  return [[label, 'made, the first', ...spread(first), '', ''], ...rows];
}

function gather<K>(all: Map<K, number[]>, spent: ReadonlyMap<K, number>): void {
  for (const [what, ms] of spent) all.set(what, [...(all.get(what) ?? []), ms]);
}

/** Median of git, and how often it goes into ours. */
function besideGit(what: What, took: Map<What, number[]>, git: Map<Step, number[]>): string[] {
  if (what === 'opened' || what === 'checkpoint') return ['', ''];
  const theirs = median(git.get(what) ?? []);
  const checkpoint = what === 'committed' ? median(took.get('checkpoint') ?? []) : 0;
  return [short(theirs), short((median(took.get(what) ?? []) + checkpoint) / theirs)];
}

function repositoryIn(room: string, size: number): TreesPlace {
  const [workspace, state] = [path.join(room, 'user'), path.join(room, 'state')];
  mkdirSync(state, { recursive: true });
  putFiles(workspace, size);
  beginRepository(workspace);
  return { dirs: { workspace, state }, workspace: 'w', prefix: 'millrace' };
}

function change(folder: string, size: number, turn: number): void {
  for (let one = 0; one < CHANGED; one += 1)
    writeFileSync(fileAt(folder, Math.floor((one * size) / CHANGED)), `${turn} ${one}\n`);
}

async function turnOf(place: TreesPlace, size: number, turn: number): Promise<Map<What, number>> {
  const spent = new Map<What, number>();
  const root = `root-${turn}`;
  const timed = async <T extends object>(what: What, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const said = await work();
    spent.set(what, performance.now() - start);
    if ('kind' in said && said.kind === 'refused') throw new Error(JSON.stringify(said));
    return said;
  };
  const at = new Date().toISOString();
  const commit = execFileSync('git', ['rev-parse', 'main'], { cwd: place.dirs.workspace, encoding: 'utf8' }).trim();
  const asked = { root, base: { name: 'main', branch: 'main', commit }, at };
  await timed('made', () => openTree(place, asked));
  await timed('opened', () => openTree(place, asked));
  change(treeFolder(place, root), size, turn + 1);
  const record = readRecord(place, root);
  if (record === null) throw new Error('there is no record');
  const checkpoint = await timed('checkpoint', () => takeCheckpoint(placeOfTree(place, record), `bench/${turn}`));
  if ('problem' in checkpoint) throw new Error(checkpoint.problem);
  const task = { root, task: 'T', run: `run-${turn}`, title: 'Change', why: '', checkpoint, at };
  await timed('committed', () => commitTask(place, task));
  await timed('delivered', async () => {
    const prepared = await prepareDelivery(place, { root, at });
    return prepared.kind === 'ready' ? land(place, prepared.delivery) : prepared;
  });
  await timed('removed', () => removeTree(place, { root, at }));
  return spent;
}
