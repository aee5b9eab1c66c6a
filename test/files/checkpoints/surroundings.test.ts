// What is not asked anew at each checkpoint, because nothing happened to it, is asked when something did.
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openStand, take, verify } from './stand.js';

afterEach(() => void vi.useRealTimers());

/** By a clock that is so much later than that of the disk. */
const later = (ms: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

it.each<[string, (repository: string) => void]>([
  ['settings are changed', (folder) => appendFileSync(join(folder, 'config'), '[core]\n\tbare = true\n')],
  ['attributes are changed', (folder) => appendFileSync(join(folder, 'info', 'attributes'), '* text\n')],
  ['a file of it goes', (folder) => rmSync(join(folder, 'HEAD'))],
  ['a folder of it goes', (folder) => rmSync(join(folder, 'info'), { recursive: true })],
  ['all of it goes', (folder) => renameSync(folder, `${folder}.away`)],
])('a repository of which %s is put right', async (_what, happens) => {
  const { place, put } = openStand();
  put('f', 'x');
  await take(place, 'first');
  const files = ['config', 'info/attributes', 'HEAD'].map((name) => join(place.repository, name));
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  later(10_000);
  for (const name of ['second', 'third']) await take(place, name);
  happens(place.repository);
  expect(await take(place, 'fourth')).toMatchObject({ files: 1 });
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(texts);
  verify(place);
});

it('a folder of the PATH that was led into the tree is left out a moment later', async () => {
  const stand = openStand();
  const [link, alarm] = [join(stand.room, 'link'), join(stand.room, 'alarm')];
  stand.put('bin/git', `#!/bin/sh\ntouch ${alarm}\n`);
  chmodSync(join(stand.tree, 'bin', 'git'), 0o755);
  mkdirSync(join(stand.room, 'programs'));
  symlinkSync('programs', link);
  const place = { ...stand.place, env: { PATH: `${link}:${process.env['PATH'] ?? ''}` } };
  await take(place, 'first');
  rmSync(link);
  symlinkSync('tree/bin', link);
  later(6000);
  await take(place, 'second');
  expect(existsSync(alarm)).toBe(false);
});
