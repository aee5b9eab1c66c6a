// A worker outlives those who read it, and its terminal where it was started to: it serves on, and says to its log what nobody takes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { outlivesTerminal } from '../../cli/run/hangup.js';
import { Bench, type Started, until } from '../support/bench.js';
import { IN_LONG, quick, slow } from '../support/tier.js';
import { MAIN } from '../cli/stand.js';

let bench: Bench;
afterEach(() => bench.close());

const log = (): string => readFileSync(path.join(bench.stateDir(), 'worker.log'), 'utf8');
const shell = (line: string): Started => bench.startProgram('bash', '-c', `${line}; exit $rc`);
const runTo = (where: string): string => `"${process.execPath}" "${MAIN}" run --until idle ${where}`;

const SERVED = 'a worker %s does its work and ends with a true exit code';
const serves = async (_which: string, line: string, logs: boolean): Promise<void> => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1');
  expect((await shell(line).ended).code).toBe(0);
  expect(bench.names('tasks/done')).toEqual(['t1.md']);
  if (logs) expect(log()).toMatch(/"message":"\S+ +item +task\/t1 +done  \[REHEARSAL\]"[^]*"message":"items +1 done/);
};
quick.each([
  ['whose reader ends', `${runTo('2>&1')} | head -1; rc=\${PIPESTATUS[0]}`, true],
  ['on a full disk', `${runTo('>/dev/full 2>/dev/full')}; rc=$?`, true],
] as const)(SERVED, serves);
slow.each([['without any output', `${runTo('>&- 2>&-')}; rc=$?`, false]] as const)(SERVED, serves);

describe('a daemon', () => {
  const daemon = (line: string): Started =>
    shell(`${line} "${process.execPath}" "${MAIN}" run daemon & echo pid=$!; wait $!; rc=$?`);
  const open = async (line: string): Promise<[Started, number]> => {
    bench = await new Bench(inject('temporalAddress')).withTasks('t1');
    const started = daemon(line);
    await until(() => bench.names('tasks/done').length === 1, 'its work is done');
    return [started, Number(/pid=(\d+)/.exec(started.said())?.[1])];
  };

  // Whoever starts the tests under nohup has these workers outlive a hang-up, too.
  it.skipIf(IN_LONG || outlivesTerminal())(
    'tells what happens where nobody sits at a terminal, leaves at a hang-up, and with exit code 0 since that was asked',
    async () => {
      const [started, pid] = await open('');
      await until(() => /done +task\/t1 +checker/.test(started.said()), 'it tells of it');
      await bench.ok('pause');
      await bench.run(
        'add-task',
        '--text',
        readFileSync(bench.file('tasks/done/t1.md'), 'utf8').replaceAll('t1', 't2'),
      );
      process.kill(pid, 'SIGHUP');
      const { code, output } = await started.ended;
      expect(output).toContain('1 left');
      expect(code).toBe(0);
    },
  );

  slow('outlives a hang-up under nohup, and leaves with 0 at `millrace stop`', async () => {
    const [started, pid] = await open('nohup');
    process.kill(pid, 'SIGHUP');
    await bench.ok('pause');
    await bench.ok('stop');
    const { code, output } = await started.ended;
    expect(output).toContain('stopped as asked');
    expect(code).toBe(0);
  });
});
