// Ideas and a probe that come while a worker serves the workspace, and what is said of those that cannot go on.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Bench, type Started, until } from '../support/bench.js';

let bench: Bench;
let daemon: Started;

beforeAll(async () => {
  bench = new Bench(inject('temporalAddress'));
  bench.script({
    recon: ['RECON_TO_EXECUTION'],
    planner: Array<string>(4).fill('BLOCKED'),
    mechanic: ['BLOCKED', 'BLOCKED'],
  });
  await bench.ok('init');
  daemon = bench.start('run', 'daemon');
  await until(() => /Serving/.test(daemon.said()), 'the worker serves');
});

afterAll(async () => {
  daemon.child.kill('SIGTERM');
  await daemon.ended;
  bench.close();
});

const PROBE = '# P\n\nProbe-ID: p\nSummary: s\nRequest: r\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: t\n';
const REQUEST =
  '# L\n\nLearning-Request-ID: l\nRequested-Action: improve\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: t\n';

const isBlocked = (folder: string, name: string) => until(() => bench.names(folder).includes(name), `${name} blocked`);

it('an idea in the inbox of a running worker becomes a spec that planning works on', async () => {
  writeFileSync(bench.file('ideas/inbox/cool thing!.md'), '# Cool thing\n\nBuild it.\n');
  await isBlocked('specs/blocked', 'idea-cool-thing.md');
  expect(bench.stages()[0]).toBe('planner spec/idea-cool-thing BLOCKED');
});

it('the same idea by command is known, another one is admitted', async () => {
  const file = bench.file('ideas/inbox/cool thing!.md');
  expect(await bench.ok('add-idea', file)).toContain('The idea is already known: it is spec idea-cool-thing.');
  expect(await bench.ok('add-idea', '--text', '# Other')).toContain('spec idea-other is in the queue.');
});

it('a probe without its packet is blocked, and status says what is wrong', async () => {
  await bench.ok('add-probe', '--text', PROBE);
  await isBlocked('probes/blocked', 'p.md');
  const { output } = await bench.run('status');
  expect(output).toContain('recon ended with BLOCKED: recon_packet.md is not there');
});

it('a learning request waits, and the queue says why', async () => {
  await bench.ok('add', 'learning_request', '--text', REQUEST);
  const reason = 'the mode default_codex has no entry for learning_request';
  await until(() => bench.names('learning/requests/queue').includes('l.md'), 'the request is shown');
  expect((await bench.ok('queue', 'show', 'l')).replace(/\s+/g, ' ')).toContain(reason);
});
