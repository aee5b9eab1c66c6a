// What only a write can see, a quota or a broken disk, is told from the first write that was refused until one is taken; the record of it
// gets onto a full disk.
import fs, { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { statePaths } from '../../core/contracts/paths.js';
import { createForSure, laySpares } from '../../disk/spare.js';
import { createOnlySync, writeAtomic } from '../../disk/write.js';
import { diskNeeds } from '../../read/disks.js';
import { watchDisks } from '../../worker/disk-watch.js';
import { canMount, mountAt } from '../support/small-disk.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'millrace-watch-'));
  for (const folder of ['ws-1', 'workspace']) mkdirSync(path.join(home, folder));
});
afterEach(() => {
  mend();
  rmSync(home, { recursive: true, force: true });
});

const state = (): string => path.join(home, 'ws-1');
const workspace = (): string => path.join(home, 'workspace');

/** From now on the file system refuses what is written by a file's name or descriptor. */
function refuse(code: string): void {
  vi.spyOn(fs, 'writeFileSync').mockImplementation(() => {
    throw Object.assign(new Error(`${code}: refused, write`), { code, syscall: 'write' });
  });
  syncBuiltinESMExports();
}

function mend(): void {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
}

const recorded = (): unknown => JSON.parse(readFileSync(path.join(state(), statePaths.disks), 'utf8'));
const needs = (workerLives = true) => diskNeeds(workspace(), 'ws-1', workerLives, home);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

describe('a disk that refuses what is written', () => {
  it.each([
    ['EDQUOT', /this user may not have more of it \(quota\)/],
    ['EIO', /does not work \(input\/output error\)/],
    ['EROFS', /is read-only/],
  ])('with %s is told in true words, with the time, until it takes something again', async (code, words) => {
    const said: string[] = [];
    const end = watchDisks({ workspace: workspace(), state: state() }, (line) => said.push(line));
    try {
      expect(recorded()).toEqual([]);
      refuse(code);
      const file = path.join(workspace(), 'millrace-agents', 'x');
      await expect(writeAtomic(file, 'x')).rejects.toMatchObject({
        code,
        path: file,
        message: expect.stringContaining(file),
      });
      await until(() => said.length === 1);
      expect(said[0]).toMatch(words);
      expect(said[0]).toContain(workspace());
      expect(recorded()).toEqual([{ folder: workspace(), code, since: expect.stringMatching(/^\d{4}-.*Z$/) }]);
      expect(needs()).toMatchObject([{ what: 'disk', name: workspace(), reason: expect.stringMatching(words) }]);
      expect(needs(false), 'nobody looks after it any more').toEqual([]);
      mend();
      await until(() => said.length === 2);
      expect(said[1]).toContain('takes what is written again');
      expect(needs()).toEqual([]);
    } finally {
      end();
    }
  });
});

describe.skipIf(!canMount)('on a disk that is really full', () => {
  it('the worker keeps its record, and a small record gets its place once and for all', async () => {
    const disk = mountAt(state(), '1m');
    const end = watchDisks({ workspace: workspace(), state: state() }, () => undefined);
    try {
      laySpares(state());
      disk.fill();
      const create = (text: string): boolean => {
        const file = path.join(state(), 'ending');
        return createForSure(state(), file, text, () => createOnlySync(file, text));
      };
      expect(() => createOnlySync(path.join(state(), 'other'), 'x')).toThrow(/ENOSPC.*other/);
      expect([create('timeout'), create('cancelled')]).toEqual([true, false]);
      expect(readFileSync(path.join(state(), 'ending'), 'utf8')).toBe('timeout');
      await until(() => JSON.stringify(recorded()).includes('ENOSPC'));
      expect(needs(false)).toMatchObject([{ name: state(), reason: expect.stringContaining('since 2') }]);
    } finally {
      end();
      disk.unmount();
    }
  });
});
