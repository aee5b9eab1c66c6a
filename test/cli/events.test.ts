// `events`: the feed in words and as NDJSON, from any number on, whatever becomes of the log meanwhile; and of a reader that leaves.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MAIN, makeStand, type Ran, type Stand } from './stand.js';

let stand: Stand;
let log: string;
beforeAll(async () => {
  stand = await makeStand();
  log = join(stand.workspace, 'millrace-agents', 'logs', 'runtime_events.jsonl');
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(log, { force: true });
  rmSync(`${log}.1`, { force: true });
});

const lineOf = (seq: number, data: object = { work_item: `task/t-${seq}` }): string =>
  `${JSON.stringify({ seq, event_type: 'work_item_done', occurred_at: '2026-01-31T09:00:00Z', key: `k${seq}`, data })}\n`;
const write = (...numbers: number[]): void => appendFileSync(log, numbers.map((seq) => lineOf(seq)).join(''));
const events = (...args: string[]): Promise<Ran> => stand.run(['events', ...args], { cwd: stand.workspace });
const numbersIn = (text: string): number[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { seq: number }).seq);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('what there is', () => {
  it.each<[string[], number[]]>([
    [['--since', '0'], upTo(60)],
    [
      ['--since', '57'],
      [58, 59, 60],
    ],
    [['--since', '60'], []],
    [[], upTo(60).slice(10)],
  ])('%j: each number once, in order', async (args, expected) => {
    write(...upTo(60));
    const { code, stdout, stderr } = await events(...args, '--json');
    expect([code, stderr, numbersIn(stdout)]).toEqual([0, '', expected]);
  });

  it('says in words what each is', async () => {
    write(1);
    const { stdout } = await events();
    expect(stdout).toMatch(/^-- 2026-01-31\n09:00:00Z item +task\/t-1 +done\n$/);
  });

  it.each<[string, () => void, RegExp]>([
    ['ends before that number', () => write(1), /ends before event 5/],
    ['lacks a number', () => write(6, 8), /1 number without an event/],
    ['is torn', () => appendFileSync(log, `${lineOf(6).slice(0, 40)}\n${lineOf(7)}`), /1 line of the log broken off/],
    ['holds what is not ours', () => appendFileSync(log, `${lineOf(6)}hello\n`), /1 line .* nobody of ours wrote/],
  ])('a log that %s is no fault, and is said', async (_what, make, says) => {
    make();
    const { code, stdout, stderr } = await events('--since', '5', '--json');
    expect(code).toBe(0);
    expect(stderr).toMatch(says);
    expect(numbersIn(stdout).every((seq) => seq > 5)).toBe(true);
  });

  it('text of others steers no screen and ends no line of JSON', async () => {
    appendFileSync(log, lineOf(1, { work_item: 'task/\u001b[2J\u2028x\u202e' }));
    for (const args of [[], ['--json']]) {
      const { stdout } = await events(...args);
      for (const sign of ['\u001b', '\u2028', '\u202e']) expect(stdout).not.toContain(sign);
      expect(stdout.trimEnd().split('\n')).toHaveLength(args.length === 0 ? 2 : 1);
    }
  });

  it('an odd number is refused', async () => {
    for (const seq of ['-1', 'x', '1.5', '']) expect(await events('--since', seq)).toMatchObject({ code: 2 });
  });

  it('a reader that leaves early is no fault', async () => {
    write(...upTo(20_000));
    const child = start('--since', '0', '--json');
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.stdout?.destroy();
    expect(await ended(child)).toBe(0);
  });
});

describe('what comes', () => {
  it('is told as it comes, each once, over a log that is put aside, torn, cut short and repeated', async () => {
    write(1, 2);
    const child = start('--follow', '--since', '1', '--json');
    const said = listen(child);
    await said.has(2);
    write(3);
    await said.has(3);
    renameSync(log, `${log}.1`);
    appendFileSync(log, lineOf(4).slice(0, 20));
    appendFileSync(log, lineOf(4).slice(20));
    await said.has(4);
    truncateSync(log);
    write(4, 5);
    await said.has(5);
    child.kill('SIGINT');
    expect(await ended(child)).toBe(0);
    expect(numbersIn(said.text())).toEqual([2, 3, 4, 5]);
    write(6);
    expect(numbersIn((await events('--since', '5', '--json')).stdout)).toEqual([6]);
  });

  it('ends with the first event that nobody reads', async () => {
    write(1);
    const child = start('--follow');
    await listen(child).has(1, /t-1 /);
    child.stdout?.destroy();
    write(2);
    write(3);
    expect(await ended(child)).toBe(0);
  });
});

function start(...args: string[]): ChildProcess {
  const env = { ...process.env, MILLRACE_STATE_HOME: join(stand.root, 'state') };
  const child = spawn(process.execPath, [MAIN, 'events', ...args], { cwd: stand.workspace, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => void resolve(code));
  });

/** `has`: resolves when it has said that number. */
function listen(child: ChildProcess): { text(): string; has(seq: number, as?: RegExp): Promise<void> } {
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()));
  return {
    text: () => text,
    has: (seq, as = new RegExp(`"seq":${seq},`)) => expect.poll(() => text, { interval: 20 }).toMatch(as),
  };
}
