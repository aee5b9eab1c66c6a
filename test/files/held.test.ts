// A folder that was used a moment ago is used again only where its path still leads to it, by no link.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { clearAway } from '../../disk/clear.js';
import { moveIn } from '../../disk/files.js';
import { ourFile } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { inFolder } from '../../disk/way.js';
import { close, openTop, within } from '../../disk/opened.js';
import { writeAtomicSync } from '../../disk/write.js';

let root: string;
let folder: string;
const file = (name: string): string => ourFile(root, 'ours', `deep/er/${name}`);
const write = (name: string): void => void writeAtomicSync(file(name), name, {});

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'held-'));
  folder = path.join(root, 'ours/deep/er');
  write('before');
  return () => rmSync(root, { recursive: true, force: true });
});

it('one that was moved away is made anew, and nothing more goes into the moved one', () => {
  renameSync(folder, path.join(root, 'away'));
  write('after');
  expect(readdirSync(folder)).toEqual(['after']);
  expect(readdirSync(path.join(root, 'away'))).toEqual(['before']);
});

it.each(['ours/deep/er', 'ours/deep', 'ours'])(
  'a link to the very same folder in the place of %s is moved aside',
  (at) => {
    renameSync(path.join(root, at), path.join(root, 'away'));
    symlinkSync(path.join(root, 'away'), path.join(root, at));
    write('after');
    expect(readdirSync(folder)).toEqual(['after']);
    expect(statSync(path.join(root, `${at}.foreign`)).isDirectory()).toBe(true);
  },
);

it('another folder in its place is the one that counts', () => {
  renameSync(path.dirname(folder), path.join(root, 'away'));
  mkdirSync(folder, { recursive: true });
  expect(readText(file('before'))).toBeNull();
});

it('one that was removed is made anew', () => {
  rmSync(path.join(root, 'ours'), { recursive: true });
  write('after');
  expect(readdirSync(folder)).toEqual(['after']);
});

it('one that lost its rights gets them back', () => {
  chmodSync(folder, 0o500);
  write('after');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('stays open for those who work in it when it is replaced meanwhile', async () => {
  const reading = inFolder(folder, {}, async (opened) => {
    await sleep(20);
    return readFileSync(within(opened, 'before'), 'utf8');
  });
  renameSync(folder, path.join(root, 'away'));
  write('after');
  expect(await reading).toBe('before');
});

it('takes along what is written in it in the turn in which others move it, as it would a moment later; in the next it is made anew', async () => {
  write('first');
  renameSync(folder, path.join(root, 'away'));
  write('along');
  expect(readdirSync(path.join(root, 'away'))).toEqual(['along', 'before', 'first']);
  await Promise.resolve();
  write('after');
  expect(readdirSync(folder)).toEqual(['after']);
});

it('never leads what is written in it to where a link leads that takes its place in the same turn', () => {
  write('first');
  const victim = path.join(root, 'victim');
  mkdirSync(victim);
  renameSync(folder, path.join(root, 'away'));
  symlinkSync(victim, folder);
  write('along');
  expect(readdirSync(victim)).toEqual([]);
});

const above = (work: (opened: ReturnType<typeof openTop>) => void): void => {
  const opened = openTop(path.dirname(folder));
  work(opened);
  close(opened);
};

it('one that we moved ourselves is looked for anew in the same turn', () => {
  write('first');
  above((opened) => moveIn(opened, 'er', 'other'));
  write('after');
  expect(readdirSync(folder)).toEqual(['after']);
  expect(readdirSync(path.join(path.dirname(folder), 'other'))).toEqual(['before', 'first']);
});

it('one that we removed ourselves is made anew in the same turn', async () => {
  rmSync(path.join(folder, 'before'));
  expect(readText(file('before'))).toBeNull();
  // What is empty is removed before the first wait.
  above((opened) => void clearAway(opened, 'er'));
  write('after');
  expect(readdirSync(folder)).toEqual(['after']);
  await Promise.resolve();
});

it('is closed when nobody has needed it for a while', async () => {
  const open = (): string[] =>
    readdirSync('/proc/self/fd')
      .map(target)
      .filter((to) => to.startsWith(root));
  expect(open()).toContain(folder);
  await expect.poll(open, { timeout: 5000 }).toEqual([]);
});

function target(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}
