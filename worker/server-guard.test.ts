// A server that does not answer is looked after at each look, not at the first alone: what was only slow then may be lost since.
import type { Client } from '@temporalio/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WorkspacePlace } from './place.js';
import type { ServerChoice } from './server/choose.js';

const startEmbedded = vi.hoisted(() => vi.fn());
vi.mock('./server/embedded.js', () => ({ startEmbedded }));
vi.mock('./server/record.js', () => ({ readRecord: () => null }));
vi.mock('./server-silence.js', () => ({ keepSilence: () => () => undefined }));
const { guardServer } = await import('./server-guard.js');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Of an embedded server. */
function guarded(withDeadline: () => Promise<null>, hears: Parameters<typeof guardServer>[3]) {
  const choice = { kind: 'embedded', address: '127.0.0.1:1' } as unknown as ServerChoice;
  const place = { stateHome: '/none', dirs: { state: '/none' } } as unknown as WorkspacePlace;
  return guardServer({ withDeadline } as unknown as Client, choice, place, hears);
}

it('asks each time, until it answers', async () => {
  let isSilent = true;
  startEmbedded.mockImplementation(() => Promise.resolve({ ip: '127.0.0.1', port: 1 }));
  const withDeadline = () => (isSilent ? Promise.reject(new Error('interrupted (9)')) : Promise.resolve(null));
  const said: string[] = [];
  const guard = guarded(withDeadline, { say: (line) => said.push(line), isQuiet: () => true });
  await vi.advanceTimersByTimeAsync(16_000);
  expect(startEmbedded).toHaveBeenCalledTimes(3);
  isSilent = false;
  await vi.advanceTimersByTimeAsync(11_000);
  expect(startEmbedded).toHaveBeenCalledTimes(3);
  expect(said).toEqual([expect.stringContaining('does not answer'), 'The Temporal server answers again.']);
  guard.close();
});

it('asks less often while nothing happens in the workspace, and at each look again when something does', async () => {
  let isQuiet = true;
  let asked = 0;
  const withDeadline = () => {
    asked += 1;
    return Promise.resolve(null);
  };
  const guard = guarded(withDeadline, { say: () => undefined, isQuiet: () => isQuiet });
  await vi.advanceTimersByTimeAsync(41_000);
  expect(asked).toBe(2);
  isQuiet = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(6);
  guard.close();
});
