// A worker that falls idle leaves: never while work is shown that came in while it looked for more, however late that is read.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { WorkspacePlace } from '../../worker/place.js';
import { type PhaseWatch, type Until, watchPhase } from '../../worker/phase-watch.js';

function watched(until: Until = 'idle'): { watch: PhaseWatch; show: (seq: number, phase: string) => void } {
  const workspace = mkdtempSync(path.join(tmpdir(), 'millrace-phase-'));
  const file = path.join(workspace, RUNTIME_DIR, runtimePaths.snapshot);
  mkdirSync(path.dirname(file), { recursive: true });
  const show = (seq: number, phase: string): void =>
    writeFileSync(file, JSON.stringify({ sections: { workspace: { schema: 6, seq, phase } } }));
  show(1, 'idle');
  const place = { dirs: { workspace } } as unknown as WorkspacePlace;
  const watch = watchPhase(place, { until, onEvents: () => undefined });
  onTestFinished(() => {
    watch.close();
    rmSync(workspace, { recursive: true });
  });
  return { watch, show };
}

test('an idle end is the end when nothing more is found', async () => {
  const { watch } = watched();
  expect(await watch.until(1, () => Promise.resolve(false))).toBe('idle');
});

test('what another look found while it looked for more is read before it leaves', async () => {
  const { watch, show } = watched();
  let looks = 0;
  const lookAgain = (): Promise<boolean> => {
    looks += 1;
    if (looks === 1) show(2, 'running');
    return Promise.resolve(false);
  };
  const over = watch.until(1, lookAgain);
  await expect.poll(() => watch.shown().workspace?.phase).toBe('running');
  show(3, 'idle');
  expect(await over).toBe('idle');
  expect(looks).toBe(2);
});

test('what is written is read at the next look at the latest, also after it was left alone for long', async () => {
  // By a clock that is so much later than that of the disk that all has come to rest.
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'], now: Date.now() + 60_000 });
  onTestFinished(() => void vi.useRealTimers());
  const { watch, show } = watched('stopped');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(watch.shown().workspace?.seq).toBe(1);
  show(2, 'running');
  await vi.advanceTimersByTimeAsync(5000);
  expect(watch.shown().workspace?.seq).toBe(2);
});
