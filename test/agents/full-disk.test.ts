// A disk that fills up at any moment of a stage: nothing that was paid for is lost or paid again, and nothing is started that could not
// be brought to its end.
import type { FailureName } from '../../core/contracts/failures.js';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { awaitRunner } from '../../agents/await-runner.js';
import { look, readAgent } from '../../agents/host/journal.js';
import { isAlive } from '../../disk/identity.js';
import { runAgent, type RunDeps } from '../../agents/run-stage.js';
import { codeOf } from '../../disk/errors.js';
import { canMount, mountAt, type SmallDisk } from '../support/small-disk.js';
import { makeStand, shRunner, type Stand, starts, until } from './stand.js';

const disks: SmallDisk[] = [];
afterEach(() => disks.splice(0).forEach((disk) => disk.unmount()));

function diskAt(folder: string, size = '6m'): SmallDisk {
  const disk = mountAt(folder, size);
  disks.push(disk);
  return disk;
}

const at = (stand: Stand, name: string): string => join(stand.workspaceDir, name);

/** As the server asks: again and again, whatever it throws. */
async function insist(stand: Stand, deps: Partial<RunDeps>, request = stand.request()) {
  for (;;) {
    try {
      return await runAgent(request, stand.deps(deps));
    } catch (error) {
      if (codeOf(error) !== 'ENOSPC') throw error;
      await sleep(50);
    }
  }
}

/** Says its word only when `go` is there. */
const WORKS = 'while [ ! -e go ]; do sleep 0.02; done; echo "### BUILDER_COMPLETE"';
const working = (stand: Stand): Promise<void> =>
  until(() => starts(stand).length > 0 && readAgent(stand.journal()) !== null);

describe.skipIf(!canMount)('where mounting is permitted', () => {
  test('the state disk fills while the agent works: what it says still fits, and is read when there is room', async () => {
    const stand = makeStand();
    const disk = diskAt(stand.stateDir);
    const result = insist(stand, { adapters: [shRunner(WORKS)] });
    await working(stand);
    disk.fill();
    writeFileSync(at(stand, 'go'), '');
    await until(() => look(stand.journal()).state === 'done');
    await sleep(200);
    disk.clear();
    expect(await result).toMatchObject({ exitKind: 'completed', finalMessage: '### BUILDER_COMPLETE\n' });
    expect(starts(stand)).toHaveLength(1);
  });

  test('the disk of the workspace fills when the artifacts are written: they are written later', async () => {
    const stand = makeStand();
    const disk = diskAt(stand.workspaceDir);
    const result = insist(stand, {
      adapters: [shRunner('head -c 9000000 /dev/zero > filler; echo "### BUILDER_COMPLETE"')],
    });
    await until(() => look(stand.journal()).state === 'done');
    await sleep(200);
    disk.clear();
    expect(await result).toMatchObject({ exitKind: 'completed', finalMessage: '### BUILDER_COMPLETE\n' });
    expect(starts(stand)).toHaveLength(1);
  });

  test('an agent whose words did not fit was cut short: that is a full disk and no failure of its work', async () => {
    const stand = makeStand();
    const disk = diskAt(stand.stateDir);
    const flood =
      'while [ ! -e go ]; do sleep 0.02; done; yes ok | head -c 3000000; [ $(wc -c < ../state/run/*/out) = 3000000 ] && echo "### BUILDER_COMPLETE"';
    const result = insist(stand, { adapters: [shRunner(flood)] });
    await working(stand);
    disk.fill();
    writeFileSync(at(stand, 'go'), '');
    await until(() => existsSync(join(stand.journal().dir, 'full')));
    disk.clear();
    expect(await result).toMatchObject({ exitKind: 'failed', failure: { class: 'disk_full' } });
  });

  test('no deadline ends a host that waits for room to say how its agent ended', async () => {
    const stand = makeStand();
    const disk = diskAt(stand.stateDir);
    const request = stand.request({ timeoutSeconds: 6 });
    const result = insist(stand, { adapters: [shRunner(WORKS)] }, request);
    await working(stand);
    // As on a disk that writes nothing over in place.
    const { dir } = stand.journal();
    const [file = ''] = readdirSync(dir).filter((name) => name.startsWith('result.'));
    rmSync(join(dir, file));
    mkdirSync(join(dir, file));
    disk.fill();
    writeFileSync(at(stand, 'go'), '');
    await sleep(6500);
    expect(look(stand.journal()).state).toBe('running');
    rmSync(join(dir, file), { recursive: true });
    disk.clear();
    expect(await result).toMatchObject({ exitKind: 'completed', finalMessage: '### BUILDER_COMPLETE\n' });
  });

  test('on a full disk an agent is still ended at its deadline', async () => {
    const stand = makeStand();
    const disk = diskAt(stand.stateDir);
    const result = insist(stand, { adapters: [shRunner('sleep 60')] }, stand.request({ timeoutSeconds: 2 }));
    await working(stand);
    disk.fill();
    const agent = readAgent(stand.journal());
    await until(() => agent !== null && !isAlive(agent));
    disk.clear();
    expect(await result).toMatchObject({ exitKind: 'timeout' });
  });

  test.each<[string, (disk: SmallDisk) => void, FailureName, (disk: SmallDisk) => void]>([
    ['full', (disk) => disk.fill(), 'disk_full', (disk) => disk.clear()],
    ['read-only', (disk) => disk.remount('ro'), 'disk_unusable', (disk) => disk.remount('rw')],
  ])(
    'on a disk that is %s nothing is started, and it is seen when that is over',
    async (_name, spoil, failure, mend) => {
      const stand = makeStand();
      const disk = diskAt(stand.workspaceDir);
      const adapters = [shRunner('echo "### BUILDER_COMPLETE"')];
      spoil(disk);
      const refused = await runAgent(stand.request(), stand.deps({ adapters }));
      expect(refused).toMatchObject({ exitKind: 'not_started', failure: { class: failure } });
      expect(refused.failure?.detail).toContain(stand.workspaceDir);
      const due = stand.request({ requestId: 'due' });
      const deps = { ...stand.deps({ adapters }), adapters, beat: () => undefined };
      const seen = awaitRunner({ request: due, failureClass: failure, since: '' }, deps);
      await sleep(100);
      mend(disk);
      await seen;
      expect(starts(stand)).toHaveLength(0);
      expect(await insist(stand, { adapters }, due)).toMatchObject({ exitKind: 'completed' });
    },
  );

  test('less room than the end of a stage needs is no room for its start', async () => {
    const stand = makeStand();
    diskAt(stand.stateDir, '1m');
    const result = await runAgent(stand.request(), stand.deps({ adapters: [shRunner('echo hi')] }));
    expect(result).toMatchObject({ exitKind: 'not_started', failure: { class: 'disk_full' } });
  });
});

test('what the host leaves is for its user alone, and the agent has the mask of the user', async () => {
  const stand = makeStand();
  const before = process.umask(0o002);
  try {
    const result = insist(stand, { adapters: [shRunner('umask; touch made; while [ ! -e go ]; do sleep 0.02; done')] });
    await working(stand);
    const { dir } = stand.journal();
    const open = readdirSync(dir).filter((name) => (statSync(join(dir, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(readFileSync(join(dir, 'out'), 'utf8').trim()).toBe('0002');
    await until(() => existsSync(at(stand, 'made')));
    expect(statSync(at(stand, 'made')).mode & 0o777).toBe(0o664);
    writeFileSync(at(stand, 'go'), '');
    await result;
  } finally {
    process.umask(before);
  }
});
