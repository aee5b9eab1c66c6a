// Several files change together or not at all, whatever comes in between.
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { changeFiles, takeBack } from '../../disk/store/change-set.js';
import { fingerprint } from '../cli/stand.js';
import { makeRoom } from './room.js';

let room: Awaited<ReturnType<typeof makeRoom>>;
beforeEach(async () => {
  room = await makeRoom();
  await room.drop('skills/care/SKILL.md', 'old');
  await room.drop('stages/gone.md', 'gone');
});

const CHANGES = [
  { path: 'skills/care/SKILL.md', content: 'new' },
  { path: 'skills/care/run.sh', content: 'true', executable: true },
  { path: 'stages/gone.md', content: null },
];

const runtime = (): string => room.at('.');

/** What a process leaves that was killed after its first file. */
function interrupt(): void {
  mkdirSync(room.at('.changes'));
  const put = (name: string, text: string): void => writeFileSync(room.at(path.join('.changes', name)), text);
  put('owner.json', JSON.stringify({ pid: 1, startTime: '0', boot: 'another' }));
  put('before-0', 'old');
  put(
    'steps.json',
    JSON.stringify([
      { path: 'skills/care/SKILL.md', had: true },
      { path: 'modes/x.toml', had: false },
    ]),
  );
  writeFileSync(room.at('skills/care/SKILL.md'), 'new');
  mkdirSync(room.at('modes'));
  writeFileSync(room.at('modes/x.toml'), 'x');
}

describe('a change of files', () => {
  test('writes, replaces and removes, and leaves nothing else behind', async () => {
    const before = Object.keys(fingerprint(runtime()));
    await changeFiles(room.workspace, CHANGES);
    expect(readFileSync(room.at('skills/care/SKILL.md'), 'utf8')).toBe('new');
    expect(statSync(room.at('skills/care/run.sh')).mode & 0o777).toBe(0o755);
    const after = Object.keys(fingerprint(runtime()));
    expect(after).toEqual([...before.filter((one) => one !== 'stages/gone.md'), 'skills/care/run.sh'].sort());
  });

  test.each([
    ['a path that leads out', { path: '../../x', content: 'x' }, /leads out/],
    ['a folder in the place of the file', { path: 'skills/care', content: 'x' }, /./],
    ['a file in the place of the folder', { path: 'skills/care/SKILL.md/x', content: 'x' }, /./],
  ])('with %s changes nothing', async (_name, bad, says) => {
    const before = fingerprint(room.workspace);
    await expect(changeFiles(room.workspace, [...CHANGES, bad])).rejects.toThrow(says);
    expect(fingerprint(room.workspace)).toEqual(before);
  });

  test('through a link changes nothing', async () => {
    rmSync(room.at('skills/care/SKILL.md'));
    writeFileSync(path.join(room.workspace, 'outside'), 'outside');
    symlinkSync(path.join(room.workspace, 'outside'), room.at('skills/care/SKILL.md'));
    const before = fingerprint(room.workspace);
    await expect(changeFiles(room.workspace, CHANGES)).rejects.toThrow(/symbolic link/);
    expect(fingerprint(room.workspace)).toEqual(before);
  });

  test('that was interrupted is taken back', async () => {
    const before = fingerprint(runtime());
    interrupt();
    expect(await takeBack(room.workspace)).toBe(true);
    expect(await takeBack(room.workspace)).toBe(false);
    expect(Object.keys(fingerprint(runtime()))).toEqual([...Object.keys(before), 'modes'].sort());
    expect(fingerprint(runtime())).toMatchObject(before);
  });

  test('takes an interrupted one back before it begins', async () => {
    interrupt();
    await changeFiles(room.workspace, [{ path: 'stages/new.md', content: 'new' }]);
    expect(readFileSync(room.at('skills/care/SKILL.md'), 'utf8')).toBe('old');
    expect(Object.keys(fingerprint(runtime()))).not.toContain('modes/x.toml');
  });

  test('waits for nobody: while another process is at it, it is refused', async () => {
    mkdirSync(room.at('.changes'));
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    writeFileSync(room.at('.changes/owner.json'), JSON.stringify({ pid: process.pid, startTime, boot }));
    const before = fingerprint(runtime());
    await expect(changeFiles(room.workspace, CHANGES)).rejects.toThrow(/Another process/);
    expect(fingerprint(runtime())).toEqual(before);
  });
});
