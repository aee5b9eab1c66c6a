// `node dist/test/long/trees/main.js JSON`: one round of work in a tree, all of which may be done again: a task that is committed, one that is
// set back and taken up, and a delivery. Ends with 0 when it is done.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import { commitTask } from '../../../trees/commit-task.js';
import { prepareDelivery } from '../../../trees/deliver.js';
import { land } from '../../../trees/land.js';
import { openTree } from '../../../trees/open.js';
import { placeOfTree, type TreesPlace } from '../../../trees/place.js';
import type { Base } from '../../../trees/record.js';
import { setBack } from '../../../trees/set-back.js';
import { takeUp } from '../../../trees/take-up.js';

interface Round {
  place: TreesPlace;
  base: Base;
  round: number;
}

const ROOT = 's';

/** Waits out what somebody who died still holds. */
async function insist<T extends { kind: string }>(work: () => Promise<T>): Promise<Exclude<T, { kind: 'refused' }>> {
  for (let tries = 0; ; tries += 1) {
    const said = await work();
    if (said.kind !== 'refused') return said as Exclude<T, { kind: 'refused' }>;
    if (tries === 100) throw new Error(JSON.stringify(said));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function main({ place, base, round }: Round): Promise<void> {
  const at = new Date(Date.parse('2026-03-01T00:00:00Z') + round * 60_000).toISOString();
  const { record, folder } = await insist(() => openTree(place, { root: ROOT, base, at }));
  const run = `run-${round}`;
  const name = `runs/${run}/1-1/after`;
  mkdirSync(join(folder, `r${round}`), { recursive: true });
  writeFileSync(join(folder, `r${round}`, 'new.txt'), `${round}\n`);
  writeFileSync(join(folder, 'a.txt'), `round ${round}\n`);
  const checkpoint = await takeCheckpoint(placeOfTree(place, record), name);
  if ('problem' in checkpoint) throw new Error(checkpoint.problem);
  const task = { root: ROOT, task: `T-${round}`, run, title: `Round ${round}`, why: '', checkpoint, at };
  await insist(() => commitTask(place, task));
  writeFileSync(join(folder, 'half.txt'), `half ${round}\n`);
  writeFileSync(join(folder, 'a.txt'), 'half\n');
  const back = await insist(() => setBack(place, ROOT, { run: `blocked-${round}`, at }));
  const number = back.kept?.number ?? 0;
  await insist(() => takeUp(place, { root: ROOT, number, file: join(place.dirs.state, 'old.patch') }));
  await insist(() => setBack(place, ROOT, { run: `again-${round}`, at }));
  if (round % 3 === 2) await delivered(place, at);
}

async function delivered(place: TreesPlace, at: string): Promise<void> {
  const prepared = await insist(() => prepareDelivery(place, { root: ROOT, at }));
  if (prepared.kind !== 'ready') return;
  await insist(() => land(place, prepared.delivery));
}

await main(JSON.parse(process.argv[2] ?? '') as Round);
