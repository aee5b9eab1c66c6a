// `checkpoint`: how long it takes to record a tree: at first, when nothing changed, and when some files did; and what that adds between two stages.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeForker, openForker } from '../../agents/host/forker.js';
import { type CheckpointPlace, checkpointPlace } from '../../checkpoints/place.js';
import { takeCheckpoint } from '../../checkpoints/take.js';
import { SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { checkpointGap } from './checkpoint-gap.js';
import { fileAt, putFiles } from './files.js';

const SIZES = [1000, 100_000];
const TIMES = 20;
const CHANGED = 200;

export async function checkpoint(): Promise<Table[]> {
  openForker();
  const rows: string[][] = [];
  try {
    for (const size of SIZES) rows.push(...(await rowsOf(size)));
  } finally {
    closeForker();
  }
  const note =
    'A checkpoint in ms, by the small forker, in a folder with so many files of 120 bytes; cold is the first one. Processor time is that of this ' +
    'process alone: what the forker starts is not its child.';
  const taken = { title: 'checkpoint', note, headers: ['files', 'what', ...SPREAD_HEADERS, 'CPU, mean'], rows };
  return [taken, await checkpointGap()];
}

async function rowsOf(size: number): Promise<string[][]> {
  const root = mkdtempSync(path.join(tmpdir(), 'millrace-figures-'));
  const place = checkpointPlace({ workspace: path.join(root, 'workspace'), state: path.join(root, 'state') });
  try {
    putFiles(place.tree, size);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const cold = await timed(1, (turn) => take(place, `cold-${turn}`));
    await take(place, 'settled');
    const warm = await timed(TIMES, (turn) => take(place, `warm-${turn}`));
    const changed = await timed(
      TIMES,
      (turn) => take(place, `changed-${turn}`),
      (turn) => change(place, size, turn),
    );
    const label = size.toLocaleString('en-US');
    return [
      [label, 'cold', ...cold],
      [label, 'nothing changed', ...warm],
      [label, `${CHANGED} changed`, ...changed],
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Spread over the whole tree. */
function change(place: CheckpointPlace, size: number, turn: number): void {
  for (let at = 0; at < CHANGED; at += 1) {
    writeFileSync(fileAt(place.tree, Math.floor((at * size) / CHANGED)), `${turn} ${at}\n`);
  }
}

async function take(place: CheckpointPlace, name: string): Promise<void> {
  const taken = await takeCheckpoint(place, name);
  if ('problem' in taken) throw new Error(taken.problem);
}

/** Cells; `before` each time is not counted. */
async function timed(
  times: number,
  work: (turn: number) => Promise<void>,
  before: (turn: number) => void = () => undefined,
): Promise<string[]> {
  const took: number[] = [];
  let cpu = 0;
  for (let turn = 0; turn < times; turn += 1) {
    before(turn);
    const [start, used] = [performance.now(), process.cpuUsage()];
    await work(turn);
    took.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    cpu += (user + system) / 1000;
  }
  return [...spread(took), (cpu / times).toFixed(1)];
}
