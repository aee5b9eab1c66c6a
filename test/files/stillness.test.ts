// What was looked at and had nothing for us is not read again until something happens to it, and then it is.
import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stillness } from '../../disk/stillness.js';

let root: string;
const at = (name: string): string => path.join(root, name);
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'millrace-still-'));
  writeFileSync(at('a'), 'one');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

/** By a clock that is so much later than that of the disk. */
const later = (ms: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

/** Looked at all, and found nothing. */
async function still(...names: string[]) {
  const seen = stillness();
  await seen.look(names.map(at), () => Promise.resolve(true), Boolean);
  return seen;
}

it('holds while nothing happens', async () => {
  later(10_000);
  const seen = await still('', 'a', 'not-there');
  expect(seen.holds()).toBe(true);
  expect(seen.holds()).toBe(true);
});

it('does not hold before a look, nor after one that found something or failed', async () => {
  later(10_000);
  const seen = stillness();
  expect(seen.holds()).toBe(false);
  await seen.look([at('a')], () => Promise.resolve(false), Boolean);
  expect(seen.holds()).toBe(false);
  await seen.look([at('a')], () => Promise.resolve(true), Boolean);
  expect(seen.holds()).toBe(true);
  await expect(seen.look([at('a')], () => Promise.reject(new Error('disk')), Boolean)).rejects.toThrow('disk');
  expect(seen.holds()).toBe(false);
});

it.each<[string, () => void]>([
  ['a name appears in a folder', () => writeFileSync(at('b'), '')],
  ['a name goes', () => rmSync(at('a'))],
  ['a file is written', () => writeFileSync(at('a'), 'two')],
  ['a file is written, and its time set back', () => (writeFileSync(at('a'), 'two'), utimesSync(at('a'), 1, 1))],
  ['another file takes its place', () => (writeFileSync(at('x'), 'one'), renameSync(at('x'), at('a')))],
  ['a link takes its place', () => (renameSync(at('a'), at('x')), symlinkSync(at('x'), at('a')))],
  ['what was not there comes', () => writeFileSync(at('not-there'), '')],
])('does not hold when %s', async (_what, happens) => {
  later(10_000);
  const seen = await still('', 'a', 'not-there');
  happens();
  expect(seen.holds()).toBe(false);
});

it('does not hold for what changed a moment ago: it may change again without a trace', async () => {
  const seen = await still('', 'a');
  expect(seen.holds()).toBe(false);
});

it('what happens during a look is looked at again', async () => {
  later(10_000);
  const seen = stillness();
  await seen.look(
    [at('')],
    () => Promise.resolve(void writeFileSync(at('b'), '')),
    () => true,
  );
  expect(seen.holds()).toBe(false);
});

it('keeps what was found right until something happens to it', () => {
  later(10_000);
  const seen = stillness();
  let times = 0;
  const keep = (): void => seen.keep([at('a')], () => void (times += 1));
  keep();
  keep();
  expect(times).toBe(1);
  writeFileSync(at('a'), 'two');
  keep();
  expect(times).toBe(2);
});

it('looks again at what it put right itself', () => {
  later(10_000);
  const seen = stillness();
  const texts: string[] = [];
  for (const text of ['two', 'three']) seen.keep([at('a')], () => (texts.push(text), writeFileSync(at('a'), text)));
  expect(texts).toEqual(['two', 'three']);
});
