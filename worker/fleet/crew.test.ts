// Who comes beside a worker that was alone is looked after as ever, though one that is alone looks at its folder and not into it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { statePaths } from '../../core/contracts/paths.js';
import type { WorkspacePlace } from '../place.js';

const releaseOrphans = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('../boot.js', () => ({ releaseOrphans }));
const { watchCrew } = await import('./crew.js');
const { enlist, hasCompany } = await import('./roster.js');

let state: string;
beforeEach(() => {
  state = mkdtempSync(path.join(tmpdir(), 'millrace-crew-'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(state, { recursive: true, force: true });
});

/** The record of a worker that died. */
function leaveRecord(name: string): void {
  const record = { pid: 2 ** 30, startTime: '1', bootId: 'none', identity: `host:${2 ** 30}:1:${name}` };
  writeFileSync(path.join(state, statePaths.workers, `${record.pid}-${name}.json`), JSON.stringify(record));
}

it('releases what a worker held that came and died, however long nobody was there', async () => {
  const says = { role: 'serve', stays: true, endures: true, build: 'test', all: true } as const;
  const { record, leave } = enlist(state, says);
  const place = { dirs: { state } } as unknown as WorkspacePlace;
  const stir = vi.fn();
  const crew = watchCrew({} as Client, place, record, { say: () => undefined, stir });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(releaseOrphans).not.toHaveBeenCalled();
  expect(stir).not.toHaveBeenCalled();
  for (const [index, name] of ['aaa', 'bbb'].entries()) {
    // Since then nothing happened there for long.
    leaveRecord(name);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(releaseOrphans).toHaveBeenCalledTimes(index + 1);
    expect(stir).toHaveBeenCalledTimes(index + 1);
    expect(hasCompany(state, record)).toBe(false);
  }
  crew.close();
  leave();
});
