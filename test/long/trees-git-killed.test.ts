// Each single git that a tree, a commit and a delivery start is killed once, before it does anything and when it has done all: whoever asks again gets there,
// nothing is decided by an answer that nobody gave, and the end is the one of a quiet day.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeCheckpoint } from '../../checkpoints/take.js';
import { commitTask } from '../../trees/commit-task.js';
import { prepareDelivery } from '../../trees/deliver.js';
import { fit } from '../../trees/fit.js';
import { land } from '../../trees/land.js';
import { openTree } from '../../trees/open.js';
import { placeOfTree, type TreesPlace } from '../../trees/place.js';
import { AT, openStand, putIn, read, type Stand } from '../files/trees/stand.js';

/** In the slice each fifth one, beginning with another for each way. */
const STRIDE = process.env['MILLRACE_LONG'] === 'full' ? 1 : 6;

type When = 'before' | 'after';

/** A git that counts its calls, of which one dies. */
function mortalGit({ room, place }: Stand, at: number, when: When): { place: TreesPlace; calls: () => number } {
  const bin = join(room, 'bin');
  mkdirSync(bin);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const [count, died] = [join(room, 'count'), join(room, 'died')];
  const dies = when === 'before' ? 'kill -9 $$' : `${real} "$@"; kill -9 $$`;
  // A line each: gits run beside each other.
  const script = `#!/bin/sh\necho >>${count}\nif [ $(wc -l <${count}) -ge ${at} ] && mkdir ${died} 2>/dev/null; then ${dies}; fi\nexec ${real} "$@"\n`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  const env = { ...place.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  return { place: { ...place, env }, calls: () => readFileSync(count, 'utf8').length };
}

/** As activities do: once more where git was killed, and where somebody holds what passes. */
async function insist<T extends { kind: string }>(
  stand: Stand,
  work: () => Promise<T>,
): Promise<Exclude<T, { kind: 'refused' }>> {
  for (let tries = 0; tries < 4; tries += 1) {
    const said = await work().catch((error: unknown) => String(error));
    if (typeof said !== 'string' && said.kind !== 'refused') return said as Exclude<T, { kind: 'refused' }>;
    if (typeof said === 'string' ? !said.includes('ended with a signal') : !('passes' in said))
      throw new Error(typeof said === 'string' ? said : JSON.stringify(said));
    aMinuteLater(stand);
  }
  throw new Error('it never came to an end');
}

/** Locks that a killed git left are as old as those that nobody holds. */
function aMinuteLater({ user }: Stand): void {
  const locks = execFileSync('find', [join(user, '.git'), '-name', '*.lock'], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
  const then = Date.now() / 1000 - 120;
  for (const lock of locks) utimesSync(lock, then, then);
}

/** Gives how many gits it took. */
async function round(at: number, when: When): Promise<number> {
  const stand = openStand();
  stand.put('mine.txt', 'mine\n');
  const { place, calls } = mortalGit(stand, at, when);
  const base = stand.base();
  const fits = await insist(stand, () => fit(place));
  expect(fits.kind).toBe('fits');
  const open = () => insist(stand, () => openTree(place, { root: 's', base, at: AT }));
  const { folder, record } = await open();
  putIn(folder, 'new.txt', 'new\n');
  putIn(folder, 'a.txt', 'two\n');
  const checkpoint = await takeCheckpoint(placeOfTree(place, record), 'runs/run-1/1-1/after');
  if ('problem' in checkpoint) throw new Error(`${at} ${when}: ${checkpoint.problem}`);
  await open();
  const task = { root: 's', task: 'T-1', run: 'run-1', title: 'Do it', why: '', checkpoint, at: AT };
  const made = await insist(stand, () => commitTask(place, task));
  expect(['committed', 'found']).toContain(made.kind);
  const prepared = await insist(stand, () => prepareDelivery(place, { root: 's', at: AT }));
  if (prepared.kind !== 'ready') throw new Error(`${at} ${when}: ${JSON.stringify(prepared)}`);
  const landed = await insist(stand, () => land(place, prepared.delivery));
  expect(['landed', 'already'], `${at} ${when}`).toContain(landed.kind);
  expect(stand.git(['log', '--format=%an %s', 'main']).split('\n')).toEqual(['Ada Do it', 'a one']);
  expect(stand.git(['rev-parse', 'main'])).toBe(stand.git(['rev-parse', 'millrace/s']));
  expect(stand.git(['status', '--porcelain'])).toBe('?? mine.txt');
  expect([read(stand.user, 'a.txt'), read(stand.user, 'new.txt')]).toEqual(['two\n', 'new\n']);
  expect(existsSync(join(stand.place.dirs.state, 'landing.json'))).toBe(false);
  return calls();
}

it.each<When>(['before', 'after'])('survives the death of any one of its gits, %s it did its work', async (when) => {
  const all = await round(1_000_000, when);
  expect(all).toBeGreaterThan(40);
  for (let at = when === 'before' ? 1 : 3; at <= all; at += STRIDE) await round(at, when);
});
