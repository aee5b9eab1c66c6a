// One process serves all listed workspaces: fairly, within the limit of the machine, and whatever is wrong with one of them.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { workersOf } from '../../worker/staying/workers.js';
import { Bench, until } from '../support/bench.js';
import { canMount, mountAt, type SmallDisk } from '../support/small-disk.js';
import { taskText } from '../support/task-text.js';

interface Row {
  id: string;
  folder: string;
  state: string;
  pids: number[];
  listed: { paused: unknown } | null;
  trouble: string | null;
}

const LONG = ['t1', 't2', 't3', 't4'];
let bench: Bench;
let root: string;
let disk: SmallDisk | null = null;
const folder = (name: string): string => path.join(root, name);
const queue = (name: string, ...ids: string[]): void => {
  for (const id of ids) writeFileSync(path.join(folder(name), `millrace-agents/tasks/queue/${id}.md`), taskText(id));
};
const done = (name: string): string[] => readdirSync(path.join(folder(name), 'millrace-agents/tasks/done'));
const settings = (): string => path.join(folder('broken'), 'millrace-agents/millrace.toml');
const all = (): number[] => workersOf(path.join(bench.stateHome, '.all')).map(({ pid }) => pid);

async function rows(): Promise<Map<string, Row>> {
  const { output } = await bench.run('workspaces', 'ls', '--json');
  const answer = JSON.parse(output.split('\n').find((line) => line.startsWith('{"ok"')) ?? '') as {
    data: { workspaces: Row[] };
  };
  return new Map(answer.data.workspaces.map((row) => [path.basename(row.folder), row]));
}
const becomes = (name: string, is: (row: Row) => boolean, what: string): Promise<void> =>
  expect
    .poll(async () => (await rows().then((all) => all.get(name))) ?? null, { message: what, interval: 500 })
    .toSatisfy((row: Row | null) => row !== null && is(row));

/** Starts and ends of agents, in order. */
const agents = (): { event: string; item: string }[] =>
  readFileSync(path.join(root, 'agents.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; item: string });

beforeAll(async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks();
  root = path.dirname(bench.workspace);
  const outcomes = { builder: [{ sleep: 0.3, repeat: true }] };
  writeFileSync(bench.env['MILLRACE_SCRIPT'] ?? '', JSON.stringify({ log: 'agents.log', outcomes }));
  for (const name of ['single', 'broken', 'later', 'full']) {
    mkdirSync(folder(name));
    if (name === 'full' && canMount) disk = mountAt(folder(name), '4m');
    await bench.ok('init', folder(name));
  }
  for (const name of ['ws', 'single', 'broken', 'full']) await bench.ok('workspaces', 'add', folder(name));
  writeFileSync(path.join(bench.stateHome, 'machine.toml'), '[agents]\nmost = 1\n');
});
afterAll(async () => {
  await bench.run('down', '--all', '--now');
  disk?.unmount();
  bench.close();
});

it('a long queue starves nobody, and no two agents work at once where the machine has one place', async () => {
  queue('ws', ...LONG);
  queue('single', 's1');
  writeFileSync(settings(), 'nonsense = [');
  await bench.ok('up', '--all');
  await until(() => done('single').length === 1 && done('ws').length === LONG.length, 'all is done');
  const ends = agents().filter(({ event }) => event === 'end');
  const last = (item: string): number => ends.findLastIndex((one) => JSON.stringify(one).includes(item));
  expect(last('s1')).toBeLessThan(last('t4'));
  const kinds = agents().map(({ event }) => event);
  expect(kinds).toEqual(kinds.map((_, index) => (index % 2 === 0 ? 'start' : 'end')));
});

it('a broken configuration is told, and served as soon as it is mended', async () => {
  const { trouble, pids } = (await rows()).get('broken') ?? { trouble: null, pids: [0] };
  expect([trouble, pids]).toEqual([expect.stringContaining('millrace.toml'), []]);
  expect(await bench.ok('workspaces', 'ls')).toMatch(/Not served\n.*millrace\.toml/);
  writeFileSync(settings(), '');
  await bench.ok('trust', '--accept', '-w', folder('broken')).catch(() => '');
  await becomes('broken', ({ state, trouble: left }) => state === 'served' && left === null, 'it is served');
});

it('serves whoever is listed meanwhile, and leaves whoever is paused, told to stop or taken off, and goes on with the others', async () => {
  const [pid] = all();
  await bench.ok('workspaces', 'add', folder('later'));
  await becomes('later', ({ pids }) => pids[0] === pid, 'the new one is served');
  await bench.ok('stop', '-w', folder('single'));
  await becomes(
    'single',
    ({ state, listed }) => state === 'at rest' && (listed?.paused ?? null) !== null,
    'it is paused',
  );
  expect(await bench.ok('down', '-w', folder('later'))).toMatch(/has left it \(paused/);
  await bench.ok('workspaces', 'resume', folder('single'));
  await becomes('single', ({ state }) => state === 'served', 'it is served again');
  renameSync(folder('broken'), folder('elsewhere'));
  await becomes('elsewhere', ({ trouble }) => trouble !== null, 'where the folder went is told');
  expect(await bench.ok('status', '-w', folder('elsewhere'))).toMatch(/not served since .*moved.*elsewhere/);
  queue('single', 's2');
  await until(() => done('single').length === 2, 'the others go on');
  expect(all()).toEqual([pid]);
});

it.runIf(canMount)('a disk that is full, and a document that is none, hold up nobody else, and are told', async () => {
  disk?.fill();
  writeFileSync(path.join(folder('single'), 'millrace-agents/tasks/queue/poison.md'), Buffer.from([0xff, 0, 0xfe]));
  queue('single', 's4');
  await becomes('full', ({ trouble }) => /no room left/.test(trouble ?? ''), 'the full disk is told');
  expect(await bench.run('status', '-w', folder('full'))).toMatchObject({
    output: expect.stringContaining('no room left') as string,
  });
  await until(() => done('single').includes('s4.md'), 'the others go on');
  expect(done('single')).not.toContain('poison.md');
  disk?.clear();
  queue('full', 'f1');
  await until(() => done('full').includes('f1.md'), 'it goes on as soon as there is room');
  await becomes('full', ({ trouble }) => trouble === null, 'and is told as well again');
});

it('goes on after it was killed, and ends in order', async () => {
  const [pid = 0] = all();
  process.kill(pid, 'SIGKILL');
  await until(() => all().length === 0, 'it is gone');
  queue('single', 's3');
  await bench.ok('up', '--all');
  await until(() => done('single').includes('s3.md'), 'it goes on');
  expect((await bench.run('run', '--all')).code).toBe(5);
  await bench.ok('down', '--all');
  expect(all()).toEqual([]);
});
