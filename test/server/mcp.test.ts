// Tools that change something, on a server and with a worker: each answers what really happened, under the name of the agent, and once.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { CHANGE_NAMES } from '../../mcp/tools/changes.js';
import { packageRoot } from '../../disk/package-root.js';
import { Bench, type Started, until } from '../support/bench.js';
import { type Desk, openDesk, type Told } from '../support/mcp-client.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
let worker: Started;
let desk: Desk;

beforeAll(async () => {
  bench = new Bench(inject('temporalAddress'));
  await bench.ok('init');
  const main = path.join(packageRoot(), 'dist', 'cli', 'main.cjs');
  const pause = `'${process.execPath}' '${main}' pause --reason x --json >agent-said.json; true`;
  bench.script({ 'builder:t1': [{ run: ['sh', '-c', pause] }] });
  worker = bench.start('run', 'daemon');
  await until(() => /Serving/.test(worker.said()), 'the worker serves');
  desk = await openDesk(bench.workspace, bench.env, '--as', 'night-agent', '--allow', 'all');
});

afterAll(async () => {
  await desk.close();
  worker.child.kill('SIGTERM');
  await worker.ended;
  bench.close();
});

const called = new Map<string, Told>();
const call = async (name: string, args: Record<string, unknown>): Promise<Told> => {
  const told = await desk.call(name, { reason: `why ${name}`, ...args });
  called.set(name, told);
  return told;
};

it('pauses, takes work, gives it up and goes on; what is asked twice is done once', async () => {
  const paused = await call('pause', { command_id: 'pause-of-tonight' });
  expect(paused).toMatchObject({ isError: false, commandId: 'pause-of-tonight', data: { ok: true, code: 'done' } });
  expect(await call('pause', { command_id: 'pause-of-tonight' })).toMatchObject({ data: paused.data });
  const events = bench.events().filter(({ data }) => data['command_id'] === 'pause-of-tonight');
  expect(events.map(({ data }) => [data['issuer'], data['reason']])).toEqual([['night-agent', 'why pause']]);
  for (const id of ['t1', 't2'])
    expect(await call('add-task', { document: taskText(id) })).toMatchObject({ data: { id, verdict: 'admitted' } });
  expect(await call('cancel', { id: 't2' })).toMatchObject({
    isError: false,
    text: expect.stringContaining('done: ') as string,
  });
  expect(await call('cancel', { id: 't2' })).toMatchObject({
    isError: false,
    text: expect.stringContaining('unchanged: ') as string,
  });
  expect(await call('retry', { id: 't1' })).toMatchObject({ text: expect.stringContaining('unchanged: ') as string });
  for (const name of ['approve', 'deny'])
    expect(await call(name, { id: 'nobody' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('not_found (exit 4)') as string,
    });
  expect(await call('add-idea', { text: 'Make the links shorter.' })).toMatchObject({ data: { verdict: 'admitted' } });
  expect([...called.keys(), 'resume'].sort()).toEqual([...CHANGE_NAMES].sort());
});

it('what it did is shown under its name', async () => {
  const { data } = await desk.call('queue-show', { id: 't2' });
  expect(data).toMatchObject({ state: 'cancelled', deed: { issuer: 'night-agent' } });
  expect(await call('resume', {})).toMatchObject({ data: { code: 'done' } });
  await until(() => bench.names('tasks/done').includes('t1.md'), 't1 is done');
  expect(await desk.call('diff', { id: 't1', patch: true })).toMatchObject({ isError: false });
  expect(await desk.call('logs', { id: 't1', lines: 5 })).toMatchObject({
    isError: false,
    text: expect.stringContaining('stage updater') as string,
  });
});

it('the agent of a stage was refused the pause that it asked for in its own workspace', () => {
  const said = JSON.parse(readFileSync(path.join(bench.workspace, 'agent-said.json'), 'utf8')) as object;
  expect(said).toMatchObject({ ok: false, error: { code: 'not_an_operator' } });
  expect(bench.events().filter(({ data }) => data['reason'] === 'x')).toEqual([]);
});
