// What an agent does can be watched while it works, from files alone, whatever happens to the worker.
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { Bench, until } from '../support/bench.js';

let bench: Bench;
afterEach(() => bench.close());

/** An agent that says these lines at once, then what it is told to, and works until it is let go. */
const saying = (...lines: string[]) => ({ run: ['sh', '-c', SAYING, 'sh', ...lines] });
const SAYING = `out=/proc/$PPID/fd/1; printf '%s\\n' "$@" >>$out
until [ -e go ]; do [ -e say ] && mv say said && cat said >>$out; sleep 0.05; done`;
/** In place at once. */
function speak(line: string): void {
  writeFileSync(path.join(bench.workspace, 'say.part'), `${line}\n`);
  renameSync(path.join(bench.workspace, 'say.part'), path.join(bench.workspace, 'say'));
}
const letGo = (): void => writeFileSync(path.join(bench.workspace, 'go'), '');

test('a follower sees a run to its end across stages and the death of a worker; status names the process', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('T-1');
  bench.script({ builder: [saying('hello from the builder', 'still at it')] });
  const worker = bench.start('run', '--until', 'idle');
  const follower = await until(
    () => bench.events('stage_started').length > 0 && bench.start('logs', 'T-1', '--follow'),
    'a stage',
  );
  let seen = '';
  follower.child.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  await until(() => seen.includes('still at it'), 'the words of the agent');
  speak('one more thing');
  await until(() => seen.includes('one more thing'), 'what it says next');
  expect(seen).toMatch(/hello from the builder\n\| still at it\n\| one more thing\n/);
  expect(bench.stages(), 'all of that while its stage runs').toEqual([]);
  const status = async () =>
    JSON.parse(await bench.ok('status', '--json')) as { data: { agent: { line: string | null } | null } };
  let last = await status();
  while (last.data.agent?.line !== 'one more thing') last = await status();
  expect(last.data.agent).toMatchObject({
    state: 'running',
    pid: expect.any(Number) as number,
    line: 'one more thing',
  });
  worker.child.kill('SIGKILL');
  letGo();
  await bench.ok('run', '--until', 'idle');
  const { code, output } = await follower.ended;
  expect(code, output).toBe(0);
  expect([...output.matchAll(/^-- \d+ (\w+)/gm)].map((match) => match[1])).toEqual(
    bench.stages().map((stage) => stage.split(' ')[0]),
  );
  expect(output.match(/hello from the builder/g)).toHaveLength(1);
  expect(output).toMatch(/\| ### BUILDER_COMPLETE\n-- 2 checker/);
});

test('Ctrl-C leaves a follower quietly and leaves the agent at work', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('T-1');
  bench.script({ builder: [saying('hello')] });
  const worker = bench.start('run', '--until', 'idle');
  await until(() => bench.events('stage_started').length > 0, 'a stage');
  const follower = bench.start('runs', 'tail', '--follow');
  let seen = '';
  follower.child.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  await until(() => seen.includes('hello'), 'the words of the agent');
  follower.child.kill('SIGINT');
  const { code, output } = await follower.ended;
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(/^-- 1 builder .*\n\| hello\n$/) as string,
  });
  letGo();
  expect((await worker.ended).code).toBe(0);
  expect(bench.stages()).toContain('builder task/T-1 BUILDER_COMPLETE');
});
