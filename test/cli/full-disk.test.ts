// Commands on a disk that takes nothing: what only reads works and says which disk it is, what writes is refused in clear words.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statePaths } from '../../core/contracts/paths.js';
import { readWorkspaceId } from '../../read/identity.js';
import { canMount, mountAt, type SmallDisk } from '../support/small-disk.js';
import { fingerprint, makeStand, type Stand, taskText } from './stand.js';

let stand: Stand;
let disk: SmallDisk;
let small: string;
beforeEach(async () => {
  if (!canMount) return;
  stand = await makeStand();
  small = join(stand.root, 'small');
  mkdirSync(small);
  disk = mountAt(small, '4m');
});
afterEach(() => {
  if (!canMount) return;
  disk.unmount();
  rmSync(stand.root, { recursive: true, force: true });
});

describe.skipIf(!canMount)('where mounting is permitted', () => {
  it.each<[string, (disk: SmallDisk) => void, RegExp]>([
    ['full', (disk) => disk.fill(), /its disk has no room left since 2026-01-31T09:00:00\.000Z; nothing is lost/],
    ['read-only', (disk) => disk.remount('ro'), /its disk is read-only since 2026-01-31T09:00:00\.000Z/],
  ])(
    '`status` says that the disk of the workspace is %s and since when, and writes nothing',
    async (_name, spoil, says) => {
      const cwd = join(small, 'ws');
      expect((await stand.run(['init', cwd])).code).toBe(0);
      const state = join(stand.root, 'state', readWorkspaceId(cwd) ?? '');
      const told = [{ folder: cwd, code: 'ENOSPC', since: '2026-01-31T09:00:00.000Z' }];
      writeFileSync(join(state, statePaths.disks), JSON.stringify(told).padEnd(4095) + '\n');
      spoil(disk);
      const before = fingerprint(cwd);
      const { code, stdout } = await stand.run(['status', '--check'], { cwd });
      expect(stdout).toMatch(says);
      expect(stdout).toMatch(/what to do: .*it then goes on by itself/);
      expect(code).toBe(20);
      expect(JSON.parse((await stand.run(['doctor', '--json'], { cwd })).stdout)).toMatchObject({
        data: { findings: expect.arrayContaining([expect.objectContaining({ code: 'disk_full', where: cwd })]) },
      });
      expect(fingerprint(cwd)).toEqual(before);
      const added = await stand.spawn(['add-task', '-'], { cwd, input: taskText('t-1') });
      expect(added).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^error: The disk of .* (has no room left|is read-only)/),
      });
      expect(added.stderr).toMatch(/lost or half written/);
      expect(readdirSync(join(cwd, 'millrace-agents/tasks/queue'))).toEqual([]);
      disk.remount('rw');
      disk.clear();
      expect((await stand.run(['status', '--check'], { cwd })).code).toBe(0);
    },
  );

  it('a worker is not started while the disk of our state is full, and says so', async () => {
    const env = { MILLRACE_STATE_HOME: join(small, 'state') };
    const cwd = join(stand.root, 'other');
    expect((await stand.run(['init', cwd], { env })).code).toBe(0);
    disk.fill();
    const ran = await stand.spawn(['run', '--until', 'idle'], { cwd, env });
    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: The disk of .*state.* has no room left/),
    });
    expect(ran.stderr).toContain('Make room there');
    const { code, stdout } = await stand.run(['status', '--check', '--json'], { cwd, env });
    expect(code).toBe(20);
    expect(JSON.parse(stdout)).toMatchObject({
      data: { needsYou: [{ what: 'disk', name: join(small, 'state', readWorkspaceId(cwd) ?? '') }] },
    });
  });
});
