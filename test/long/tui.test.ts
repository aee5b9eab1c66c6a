// Every key of the terminal screen that asks for something, on a real terminal against a real server: what it sends happens. And the
// screen can be killed at any time without harm to worker and agents.
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { Bench, until } from '../support/bench.js';
import { openTerminal, type TerminalScreen } from '../support/terminal.js';
import { MAIN } from '../cli/stand.js';

let bench: Bench;
afterEach(() => bench.close());

const GATE = '\n[stages.builder.capabilities]\n"runner.invoke" = "approval_required"\n';

interface Sat {
  screen: TerminalScreen;
  has(text: string | RegExp): boolean;
  press(key: string, text: string | RegExp): Promise<void>;
  /** Presses the key of a command, types a reason, and waits for its answer with this exit code. */
  command(key: string, reason: string, exit?: number, sure?: boolean): Promise<void>;
}

function sitDown(): Sat {
  const screen = openTerminal(`sh -c 'echo $$ > ${pidFile()}; exec ${process.execPath} ${MAIN} tui --as alice'`, {
    ...{ columns: 110, rows: 40, cwd: bench.workspace, env: bench.env },
  });
  const has: Sat['has'] = (text) =>
    screen.lines().some((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)));
  const press: Sat['press'] = async (key, text) => {
    screen.type(key);
    await screen.until(() => has(text));
  };
  const command: Sat['command'] = async (key, reason, exit = 0, sure = false) => {
    await press(key, 'Why (for the audit)');
    await press(reason, `${reason}_`);
    if (sure) await press('\r', 'y sends it');
    await press(sure ? 'y' : '\r', 'What was sent');
    await screen.until(() => has(`exit ${exit}`));
    await press('\u001b', /^exit /);
    await screen.until(() => !has('What was sent'));
  };
  return { screen, has, press, command };
}

const pidFile = (): string => path.join(path.dirname(bench.workspace), 'tui.pid');
const doneBy = (type: string): unknown[] => bench.events(type).map(({ data }) => [data['issuer'], data['reason']]);

it('pause, resume, approve, deny, retry and cancel by keys; killed, it leaves worker and agent alone', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2', 't3');
  appendFileSync(bench.file('millrace.toml'), GATE);
  await bench.ok('trust', '--accept');
  const worker = bench.start('run', 'daemon');
  const asks = (task: string) =>
    until(
      () => bench.events('approval_requested').some(({ data }) => data['work_item'] === `task/${task}`),
      `${task} asks`,
    );
  await asks('t1');
  const { screen, has, press, command } = sitDown();
  await screen.until(() => has('worker runs'));
  await press('2', /waits for your yes or no/);

  await command('p', 'lunch');
  await screen.until(() => has('PAUSED by operator'));
  expect(doneBy('runtime_paused')).toEqual([['alice', 'lunch']]);
  await command('r', 'back');
  await screen.until(() => !has('PAUSED'));
  expect(doneBy('runtime_resumed')).toEqual([['alice', 'back']]);

  await screen.until(() => has(/> .*waits for your yes or no/));
  await command('a', 'seen');
  await until(() => bench.events('approval_approved').length === 1, 'it is approved');
  await asks('t2');
  await screen.until(() => has('task/t2 waits for your yes or no'));
  await command('d', 'not this one');
  expect(doneBy('approval_denied')).toEqual([['alice', 'not this one']]);
  await screen.until(() => has('task/t2 is blocked') || has('task/t2 used up'));
  await press('/', '/_');
  await press('task/t2', '/task/t2_');
  await press('\r', 'only "task/t2"');
  await screen.until(() => has(/> .*task\/t2/));
  await command('t', 'after all');
  await until(() => bench.events('blocked_work_item_requeued').length === 1, 'it is queued again');

  await press('\u001b', /waits for your yes or no|Nothing waits/);
  await press('3', '[3 Queue]');
  await press('1', '[1 Now]');
  await press('3', '[3 Queue]');
  await screen.until(() => has(/task\/t[23]/));
  await press('2', '[2 Needs you');
  await screen.until(() => has(/> .*task\/t\d waits for your yes or no/));
  await command('c', 'not needed', 0, true);
  await until(() => bench.events('work_item_cancelled').length === 1, 'it is cancelled');

  for (const [key, name] of [
    ['4', '[4 Lineage]'],
    ['5', '[5 Log]'],
    ['6', '[6 Events]'],
    ['x', '[7 Diff]'],
    ['w', '[8 Workspaces]'],
    ['?', 'Shift-Tab goes back'],
    ['3', '[3 Queue]'],
    ['\t', '[4 Lineage]'],
    ['1', '[1 Now]'],
    ['v', /run-[0-9a-f]+ +turn \d+/],
    ['o', '$ millrace -w'],
  ] as const)
    await press(key, name);

  process.kill(Number(readFileSync(pidFile(), 'utf8')), 'SIGKILL');
  await screen.ended;
  expect(worker.child.exitCode).toBeNull();
  expect((await bench.run('mirror', 'verify')).code).toBe(0);
});
