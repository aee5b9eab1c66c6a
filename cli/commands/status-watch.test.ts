// Whoever watches for hours, or runs many commands in one process, leaves no listeners behind.
import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { outliveReaders } from '../output.js';
import { pause } from './status-watch.js';

it('listens to an interruption only while it waits, and ends at once with it', async () => {
  const leaving = new AbortController();
  const waits = [pause(leaving.signal), pause(leaving.signal)];
  expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(2);
  await Promise.all(waits);
  expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
  const last = pause(leaving.signal);
  leaving.abort();
  await last;
  await pause(leaving.signal);
});

it('outlives its readers by one listener for all commands', () => {
  outliveReaders();
  const before = process.stdout.listenerCount('error');
  for (let command = 0; command < 20; command += 1) outliveReaders();
  expect(process.stdout.listenerCount('error')).toBe(before);
});
