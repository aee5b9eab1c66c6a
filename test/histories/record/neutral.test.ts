// What a recording takes out of a history, and that what is left out would be found.
import { expect, it } from 'vitest';
import type { History } from '../history.js';
import { textOf, traces } from '../traces.js';
import { neutraliser } from './neutral.js';

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const payload = (value: unknown) => ({
  metadata: { encoding: encoded('json/plain') },
  data: encoded(JSON.stringify(value)),
});

const PATHS = [
  ['/home/ada/millrace', '/millrace'],
  ['/home/ada', '/operator'],
] as const;

/** The planted parts stand beside those that are typed. */
const history = (more: object): History => ({ events: [{ eventId: '1', eventType: 'X', ...more }] });
const neutral = (more: object) => neutraliser(PATHS)(history(more)).events[0];

it('gives each process one name, the same in every history of a drill', () => {
  const one = neutraliser(PATHS);
  const names = ['7@vm', 'vm:7:123:abcdef', '7@vm'].map((identity) => one({ identity }).identity);
  expect(names).toEqual(['process-1', 'process-2', 'process-1']);
});

it('replaces paths in texts and inside payloads, the longer one first, and keeps the rest of a payload', () => {
  const planted = payload({ detail: 'no /home/ada/millrace/dist and no /home/ada/bin', turn: 3 });
  expect(neutral({ message: 'at /home/ada/x', planted })).toMatchObject({
    message: 'at /operator/x',
    planted: payload({ detail: 'no /millrace/dist and no /operator/bin', turn: 3 }),
  });
});

it('empties stack traces and names a sticky queue without its process', () => {
  const taskQueue = { name: 'vm:7:123:abcdef-9', kind: 'TASK_QUEUE_KIND_STICKY', normalName: 'q' };
  expect(neutral({ stackTrace: 'Error\n at /x/y.js:1', taskQueue })).toMatchObject({
    stackTrace: '',
    taskQueue: { name: 'sticky', kind: 'TASK_QUEUE_KIND_STICKY', normalName: 'q' },
  });
});

it('leaves payloads alone that are no JSON', () => {
  const nothing = { metadata: { encoding: encoded('binary/null') } };
  expect(neutral({ nothing })).toMatchObject({ nothing });
});

it.each([
  ['a path', { message: 'ENOENT: /srv/build/x.js' }, '/srv/build'],
  ['a path in a payload', { planted: payload({ detail: 'see /srv/build' }) }, '/srv/build'],
  ['the name of a client', { identity: '7@vm' }, '7@vm'],
  ['the name of a worker', { identity: 'vm:7:123:abcdef' }, 'vm:7:123:abcdef'],
])('%s that is left over is found', (_what, planted, found) => {
  expect(traces(history(planted))).toEqual([expect.stringContaining(found)]);
});

it('work items, digests, neutral paths and addresses of documents are no traces', () => {
  const planted = payload({ item: 'task/t1', at: 'millrace-agents/runs/run-1', from: '/millrace/dist/x.js' });
  expect(textOf(planted)).toContain('/millrace/dist');
  expect(traces(history({ planted, builtBy: '@temporalio/worker@1.24.0+abc' }))).toEqual([]);
});
