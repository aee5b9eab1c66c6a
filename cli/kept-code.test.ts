// What is kept of compiled code is used as it was kept, of its own text, or not at all.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepCode, keptCode, keptFile } from './kept-code.js';

const TEXT = `(() => ${'1 + '.repeat(20)}1)\n//${'a'.repeat(64)}`;
const OTHER = TEXT.replace(/a{64}$/, 'b'.repeat(64));

let folder: string;
let file: string;
let code: Buffer;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-'));
  file = path.join(folder, 'program.cjs');
  code = new Script(TEXT).createCachedData();
  keepCode(file, TEXT, () => code);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts other bytes in the place of what is kept. */
const spoil = (change: (bytes: Buffer) => Buffer): void => {
  writeFileSync(keptFile(file), change(readFileSync(keptFile(file))));
};

it('is given back as it was, and V8 takes it', () => {
  expect(keptCode(file, TEXT)).toEqual(code);
  expect(new Script(TEXT, { cachedData: keptCode(file, TEXT) }).cachedDataRejected).toBe(false);
});

it('is left aside with one bit changed, wherever that is', () => {
  const whole = readFileSync(keptFile(file));
  for (let at = 0; at < whole.length; at += 3) {
    spoil(() => Buffer.from(whole).fill(whole[at]! ^ (1 << (at % 8)), at, at + 1));
    expect(keptCode(file, TEXT), `byte ${at} of ${whole.length}`).toBeUndefined();
  }
});

it('is left aside cut off, wherever that is, and with something behind it', () => {
  const whole = readFileSync(keptFile(file));
  for (let length = 0; length < whole.length; length += 5) {
    spoil(() => whole.subarray(0, length));
    expect(keptCode(file, TEXT), `${length} of ${whole.length}`).toBeUndefined();
  }
  spoil(() => Buffer.concat([whole, Buffer.alloc(8)]));
  expect(keptCode(file, TEXT)).toBeUndefined();
});

it('is left aside where the text is another one of the same length, as after an upgrade', () => {
  expect(OTHER).toHaveLength(TEXT.length);
  expect(keptCode(file, OTHER)).toBeUndefined();
});

it('is left aside where something else stands in its place, or nothing', () => {
  rmSync(keptFile(file));
  expect(keptCode(file, TEXT)).toBeUndefined();
  mkdirSync(keptFile(file));
  expect(keptCode(file, TEXT)).toBeUndefined();
});

it('is kept once, and leaves nothing else behind', () => {
  keepCode(file, TEXT, () => expect.unreachable('it is there'));
  expect(readdirSync(folder)).toEqual([path.basename(keptFile(file))]);
});
