// A machine that slept, or a worker that was stopped with its agent, times nobody out; an agent that worked on meanwhile is.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetLooks, noteSleep, sleptSince } from '../../agents/host/slept.js';
import { runAgent } from '../../agents/run-stage.js';
import { makeStand, shRunner, until } from './stand.js';

const clock = (now: number, suspended = 0) => ({ now: () => now, suspended: () => suspended });
const MINUTE = 60_000;

test('a long gap between two looks is sleep, a short one is none', () => {
  const journal = makeStand().journal();
  for (const now of [0, 500, 9000, 9500]) noteSleep(journal, clock(now));
  expect(sleptSince(journal, 0)).toBe(0);
  noteSleep(journal, clock(9500 + MINUTE));
  noteSleep(journal, clock(10_000 + MINUTE));
  expect(sleptSince(journal, 0)).toBe(MINUTE);
});

test('only the part after a moment counts from that moment on', () => {
  const journal = makeStand().journal();
  for (const now of [1000, 1000 + MINUTE]) noteSleep(journal, clock(now));
  expect([sleptSince(journal, 31_000), sleptSince(journal, 1000 + MINUTE)]).toEqual([30_000, 0]);
});

test('time without a worker is time of the agent, but for what the kernel counts as suspension; the next worker keeps it', () => {
  const journal = makeStand().journal();
  noteSleep(journal, clock(0, 5000));
  forgetLooks(journal);
  noteSleep(journal, clock(10 * MINUTE, 5000));
  expect(sleptSince(journal, 0)).toBe(0);
  forgetLooks(journal);
  noteSleep(journal, clock(20 * MINUTE, 5000 + 3 * MINUTE));
  expect(sleptSince(journal, 0)).toBe(3 * MINUTE);
  forgetLooks(journal);
  noteSleep(journal, clock(21 * MINUTE, 5000 + 3 * MINUTE));
  expect(sleptSince(journal, 0)).toBe(3 * MINUTE);
});

test('sleep that was seen by a gap is not counted again by the next worker', () => {
  const journal = makeStand().journal();
  noteSleep(journal, clock(0, 0));
  noteSleep(journal, clock(MINUTE, MINUTE));
  forgetLooks(journal);
  noteSleep(journal, clock(2 * MINUTE, MINUTE));
  expect(sleptSince(journal, 0)).toBe(MINUTE);
});

test('both clocks of a real agent leave out what the journal knows as sleep, and end it without that', async () => {
  const slept = makeStand();
  const adapters = [shRunner('until [ -e go ]; do sleep 0.05; done')];
  const request = slept.request({ timeoutSeconds: 1, silenceSeconds: 1 });
  writeFileSync(
    join(slept.journal().dir, `slept-${Date.now() + 400_000}`),
    JSON.stringify({ ms: 300_000, suspended: 0 }),
  );
  const running = runAgent(request, slept.deps({ adapters }));
  setTimeout(() => writeFileSync(join(slept.workspaceDir, 'go'), ''), 2200);
  expect(await running).toMatchObject({ exitKind: 'completed' });
  const awake = makeStand();
  const result = await runAgent(awake.request({ timeoutSeconds: 1 }), awake.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'timeout' });
  await until(() => !existsSync(join(awake.workspaceDir, 'go')));
});
