// A plan that is kept is used of the very same sources and build, and whole, or not at all.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Compiled } from '../../core/plan/compile.js';
import { readSources } from '../../read/sources.js';
import { compileSources } from '../compile.js';
import { keepPlan, keptPlan, keyOf } from './kept-plan.js';

const OPTIONS = { mode: null, runners: ['codex'] };
const sources = readSources(null);
const KEY = keyOf(sources, OPTIONS, 'build')!;

let folder: string;
let file: string;
let compiled: Compiled;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-plan-'));
  compiled = await compileSources(sources);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(folder, 'one-')), 'compiled.bin');
  keepPlan(file, KEY, compiled);
});

it('is given back as it was compiled', () => {
  expect(compiled.named).not.toBeNull();
  expect(keptPlan(file, KEY)).toEqual(compiled);
});

it('is left aside where anything it was made of is another one', () => {
  const [first, ...others] = sources.stages;
  const changed = { ...sources, stages: [{ ...first!, text: `${first!.text} ` }, ...others] };
  const keys = [
    keyOf(changed, OPTIONS, 'build'),
    keyOf({ ...sources, config: { ...sources.config, text: '#' } }, OPTIONS, 'build'),
    keyOf(sources, { ...OPTIONS, mode: 'default_codex' }, 'build'),
    keyOf(sources, { ...OPTIONS, runners: ['codex', 'pi'] }, 'build'),
    keyOf(sources, OPTIONS, 'another build'),
  ];
  expect(new Set([KEY, ...keys]).size).toBe(keys.length + 1);
  for (const key of keys) expect(keptPlan(file, key!)).toBeNull();
});

it('has no key where nobody knows which code compiles', () => {
  expect(keyOf(sources, OPTIONS, null)).toBeNull();
});

it('is left aside with one bit changed or cut off, wherever that is', () => {
  const whole = readFileSync(file);
  const far = Math.ceil(whole.length / 60);
  for (let at = 0; at < whole.length; at += at < 64 ? 1 : far) {
    writeFileSync(file, Buffer.from(whole).fill(whole[at]! ^ (1 << (at % 8)), at, at + 1));
    expect(keptPlan(file, KEY), `byte ${at} of ${whole.length}`).toBeNull();
    writeFileSync(file, whole.subarray(0, at));
    expect(keptPlan(file, KEY), `${at} of ${whole.length}`).toBeNull();
  }
});

it('is left aside where nothing stands in its place, or something else', () => {
  rmSync(file);
  expect(keptPlan(file, KEY)).toBeNull();
  mkdirSync(file);
  expect(keptPlan(file, KEY)).toBeNull();
  writeFileSync(`${file}.empty`, '');
  expect(keptPlan(`${file}.empty`, KEY)).toBeNull();
});

it('is not kept with errors, and not where it would not be the same when it is read again', () => {
  rmSync(file);
  keepPlan(file, KEY, { ...compiled, named: null });
  expect(keptPlan(file, KEY)).toBeNull();
  class Odd extends Date {}
  keepPlan(file, KEY, { ...compiled, texts: new Map([['a', new Odd(0) as unknown as string]]) });
  expect(keptPlan(file, KEY)).toBeNull();
});
