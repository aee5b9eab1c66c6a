// A worker that stays: there is one, whoever starts it, it outlives its terminal, and it ends in order, or at once.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { isAlive } from '../../disk/identity.js';
import { removing } from '../../cli/remove/alone.js';
import { workersOf } from '../../worker/staying/workers.js';
import { Bench, until } from '../support/bench.js';
import { taskText } from '../support/task-text.js';
import { MAIN } from '../cli/stand.js';

let bench: Bench;
beforeAll(async () => void (bench = await new Bench(inject('temporalAddress')).withTasks()));
afterAll(async () => {
  await bench.run('down', '--now');
  bench.close();
});

const pids = (): number[] => workersOf(bench.stateDir()).map(({ pid }) => pid);
const json = async (...args: string[]): Promise<{ code: number | null; data: Record<string, unknown> }> => {
  const { code, output } = await bench.run(...args, '--json');
  const answer = output.split('\n').find((line) => line.startsWith('{"ok"')) ?? '{}';
  return { code, data: (JSON.parse(answer) as { data: Record<string, unknown> }).data };
};
const queue = (id: string): void => writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id));
const started = (node: string, id: string): boolean =>
  bench.events('stage_started').some(({ data }) => data['node_id'] === node && data['work_item'] === `task/${id}`);
const log = (): string => readFileSync(path.join(bench.stateDir(), 'worker.log'), 'utf8');

it('says why it did not come up, with the exit code of the worker, and leaves none behind', async () => {
  const script = bench.env['MILLRACE_SCRIPT'] ?? '';
  const good = readFileSync(script, 'utf8');
  writeFileSync(script, '{"outcomes": {"nobody": ["X"]}}');
  const { code, output } = await bench.run('up');
  expect(code).toBe(1);
  expect(output).toMatch(/ended with code 1 before it served:[^]*\| .*nobody[^]*worker\.log/);
  expect(pids()).toEqual([]);
  writeFileSync(script, good);
});

it('is one where several start it at once, outlives the terminal of the first, and tells its log everything', async () => {
  const terminal = bench.startProgram('script', '-qefc', `"${process.execPath}" "${MAIN}" up`, '/dev/null');
  const others = await Promise.all([json('up'), json('up')]);
  expect((await terminal.ended).code).toBe(0);
  expect(others.map(({ code }) => code)).toEqual([0, 0]);
  const [pid] = pids();
  expect(pids()).toHaveLength(1);
  expect(new Set(others.map(({ data }) => data['pid']))).toEqual(new Set([pid]));
  queue('t1');
  await until(() => bench.names('tasks/done').includes('t1.md'), 't1 is done');
  expect(pids()).toEqual([pid]);
  await until(() => /Serving [^]*item +task\/t1 +done/.test(log()), 'its log tells of it');
  expect(await bench.ok('logs', '--worker', '-n', '400')).toMatch(/Serving [^]*item +task\/t1 +done/);
});

it('is started anew after it was killed, also where its number is another program now, which nobody touches', async () => {
  const [pid = 0] = pids();
  process.kill(pid, 'SIGKILL');
  await until(() => pids().length === 0, 'it is gone');
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
  const folder = path.join(bench.stateDir(), 'workers');
  for (const name of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, name), 'utf8').replaceAll(`"pid":${pid}`, `"pid":${stranger.pid ?? 0}`);
    writeFileSync(path.join(folder, name), text);
  }
  expect((await json('down')).data).toMatchObject({ state: 'down', ended: [] });
  const { code, data } = await json('up');
  expect([code, data['state']]).toEqual([0, 'started']);
  expect(stranger.exitCode).toBeNull();
  expect(stranger.kill()).toBe(true);
});

it('leaves at once where that is asked, its agent works on, and the next one takes up the result', async () => {
  bench.script({ 'builder:t2': [{ marker: 'BUILDER_COMPLETE', sleep: 20 }] });
  queue('t2');
  await until(() => started('builder', 't2'), 'the builder works');
  const worker = workersOf(bench.stateDir())[0];
  const { code, data } = await json('down', '--now');
  expect(code).toBe(0);
  expect(data).toMatchObject({ state: 'down', left: { agents: [{ node: 'builder', item: 'task/t2' }], queued: 1 } });
  expect(worker !== undefined && isAlive(worker)).toBe(false);
  const place = { id: 'ws', dirs: { workspace: bench.workspace, state: bench.stateDir() }, stateHome: bench.stateHome };
  await expect(removing(place, () => Promise.resolve())).rejects.toMatchObject({
    ...{ code: 'in_use', message: expect.stringContaining('builder of task/t2') as string },
  });
  await bench.ok('up');
  await until(() => bench.names('tasks/done').includes('t2.md'), 't2 is done');
  expect(bench.stages().filter((stage) => stage.startsWith('builder task/t2'))).toHaveLength(1);
});

it('leaves in order: the stage in flight ends, no other begins, and whoever asks again meanwhile changes nothing', async () => {
  bench.script({ 'builder:t3': [{ marker: 'BUILDER_COMPLETE', sleep: 20 }] });
  queue('t3');
  await until(() => started('builder', 't3'), 'the builder works');
  const asked = await json('down', '--no-wait');
  expect([asked.code, asked.data['state']]).toEqual([7, 'leaving']);
  const [first, second] = await Promise.all([json('down'), json('down')]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(pids()).toEqual([]);
  expect(bench.stages().filter((stage) => stage.includes('task/t3'))).toEqual(['builder task/t3 BUILDER_COMPLETE']);
  expect(started('checker', 't3')).toBe(false);
});

it('is waited for where it leaves, and another one is started then: nobody is told of one that goes', async () => {
  bench.script({ 'checker:t3': [{ marker: 'CHECKER_PASS', sleep: 5 }] });
  const [first, before] = [await json('up'), pids()];
  expect(first.data['state']).toBe('started');
  await until(() => started('checker', 't3'), 'the checker works');
  expect((await json('down', '--no-wait')).code).toBe(7);
  const rehearsed = await bench.run('up', '--dry-run');
  expect(rehearsed.output).toMatch(/leaves after its stage[^]*A worker is started/);
  const again = await json('up');
  expect([again.code, again.data['state']]).toEqual([0, 'started']);
  expect(pids()).toEqual([again.data['pid']]);
  expect(before).not.toContain(again.data['pid']);
  await until(() => bench.names('tasks/done').includes('t3.md'), 't3 is done');
  // Also where a signal told it, and not the workspace.
  const [leaving = 0] = pids();
  process.kill(leaving, 'SIGTERM');
  await until(() => workersOf(bench.stateDir()).every(({ leavesSince }) => leavesSince !== undefined), 'it leaves');
  const third = await json('up');
  expect([third.code, third.data['state'], pids()]).toEqual([0, 'started', [third.data['pid']]]);
});
