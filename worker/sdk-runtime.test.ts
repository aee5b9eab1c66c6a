// What the SDK says is in our hands soon, though it does not look for itself any more.
import { NativeLogCollector } from '@temporalio/worker/lib/runtime-logger.js';
import { DefaultLogger } from '@temporalio/worker/lib/logger.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const instance = vi.hoisted(() => vi.fn());
vi.mock('@temporalio/worker', () => ({ Runtime: { instance } }));
const { hearWithOthers } = await import('./sdk-runtime.js');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As the SDK makes one, with a timer of its own. */
function runtime(): { said: string[]; collector: NativeLogCollector } {
  const said: string[] = [];
  const collector = new NativeLogCollector(new DefaultLogger('WARN', ({ message }) => said.push(message)));
  instance.mockReturnValue({ logger: collector.logger });
  return { said, collector };
}

/** As the SDK's core says it. */
const fromCore = (message: string): string =>
  JSON.stringify({
    message,
    timestamp: String(BigInt(Date.now()) * 1_000_000n),
    level: 'WARN',
    target: '',
    fields: {},
  });

it('is logged within a second, with one look of ours in place of ten of the SDK', () => {
  const { said, collector } = runtime();
  collector.logger.warn('before');
  hearWithOthers();
  hearWithOthers();
  expect(said).toEqual(['before']);
  expect(vi.getTimerCount()).toBe(1);
  collector.logger.warn('of a worker');
  collector.receive([fromCore('of the core')] as never);
  vi.advanceTimersByTime(1000);
  expect(said.sort()).toEqual(['before', 'of a worker', 'of the core']);
});

it('is heard of a runtime that the SDK made anew, and of it alone', () => {
  runtime();
  hearWithOthers();
  const { said, collector } = runtime();
  hearWithOthers();
  expect(vi.getTimerCount()).toBe(1);
  collector.logger.warn('anew');
  vi.advanceTimersByTime(1000);
  expect(said).toEqual(['anew']);
});
