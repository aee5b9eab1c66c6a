// The terminal screen on real terminals, narrow and wide, with colour and without: what it shows, that it fits, and that it leaves the
// terminal as it was, however it ends. The pictures lie in `snapshots/`; `vitest -u` takes new ones.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { widthOf } from '../../cli/render/screen.js';
import { numberedLine } from '../../disk/events/lines.js';
import { readStat } from '../../disk/identity.js';
import { place, type Room } from '../files/room.js';
import { openTerminal, type TerminalScreen } from '../support/terminal.js';
import { night, settled } from './night.js';
import { MAIN } from './stand.js';

interface Sat extends TerminalScreen {
  pid(): number;
  /** Presses a key, and waits until the screen has this text. */
  press(key: string, text: string | RegExp): Promise<void>;
  has(text: string | RegExp): boolean;
}

interface Seat {
  columns?: number;
  rows?: number;
  more?: string;
}

/** At the view Now: what doctor finds is another test's. */
async function sitDown(
  room: Room,
  env: NodeJS.ProcessEnv,
  { columns = 100, rows = 30, more = '' }: Seat = {},
): Promise<Sat> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-tui-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'pid');
  const command = `sh -c 'echo $$ > ${file}; exec ${process.execPath} ${MAIN} tui${more}'`;
  const screen = openTerminal(command, { columns, rows, cwd: room.workspace, env });
  const has: Sat['has'] = (text) =>
    screen.lines().some((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)));
  const press: Sat['press'] = async (key, text) => {
    screen.type(key);
    await screen.until(() => has(text));
  };
  await screen.until(() => has('T-5') || has(/What doctor finds|down|degraded|attention/));
  screen.type('1');
  await screen.until(() => has('[1 Now') && has('task/T-5') && !has('What doctor finds'));
  return { ...screen, has, press, pid: () => Number(readFileSync(file, 'utf8')) };
}

const parentOf = (pid: number): number =>
  Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

const VIEWS: [key: string, until: string | RegExp][] = [
  ['1', 'task/T-5'],
  ['2', /T-2 is blocked/],
  ['3', 'T-42-longer-than-most'],
  ['4', 'No root is open'],
  ['6', 'T-2'],
];

/** `doctor` says what it finds of this machine in the first line. */
const picture = (lines: string[]): string =>
  settled(
    lines
      .slice(1)
      .map((line) => line.trimEnd())
      .join('\n'),
  );

describe.each([40, 80, 120, 200])('at %i columns', (columns) => {
  it('every view fits, says all without colour, and marks what is chosen by a sign', async () => {
    const { room, env } = await night();
    const coloured = await sitDown(room, env, { columns });
    const plain = await sitDown(room, { ...env, NO_COLOR: '1' }, { columns });
    const pictures: string[] = [];
    for (const [key, text] of VIEWS) {
      await coloured.press(key, new RegExp(`\\[${key} `));
      await plain.press(key, new RegExp(`\\[${key} `));
      await coloured.until(() => coloured.has(text));
      await plain.until(() => plain.has(text));
      expect(picture(plain.lines())).toBe(picture(coloured.lines()));
      for (const line of plain.lines()) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
      pictures.push(`# key ${key}`, picture(coloured.styled()));
    }
    expect(plain.raw()).not.toMatch(/\p{Cc}\[(?:[1-9]|[1-9]\d+)(?:;\d+)*m/u);
    expect(plain.lines().filter((line) => line.startsWith('> '))).toHaveLength(1);
    expect([coloured.isBorrowed(), coloured.isCursorShown()]).toEqual([true, false]);
    await expect(`${pictures.join('\n')}\n`).toMatchFileSnapshot(path.join('snapshots', `tui-${columns}.txt`));
    for (const one of [coloured, plain]) {
      one.type('q');
      expect(await one.ended).toBe(0);
      expect([one.isBorrowed(), one.isCursorShown(), one.lines()]).toEqual([false, true, []]);
    }
  });
});

describe('a sitting', () => {
  it('draws anew for another size, without leftovers, and only lines that changed', async () => {
    const { room, env } = await night();
    const screen = await sitDown(room, env, { columns: 120, rows: 40 });
    await screen.press('3', '[3 Queue]');
    for (const [columns, rows] of [
      [50, 12],
      [200, 60],
      [40, 10],
      [90, 20],
    ] as const) {
      await screen.resize(columns, rows);
      const count = (text: string): number => screen.lines().filter((line) => line.includes(text)).length;
      // It says how much lies above it, where not all has room.
      const isRule = (line: string): boolean => line.length === columns && /^(?:\d+ above )?-+$/.test(line);
      const isWhole = (): boolean =>
        count('? keys') === 1 && count('[3 Queue]') === 1 && screen.lines().filter(isRule).length === 1;
      await screen.until(
        () => screen.lines().length === rows && isWhole() && screen.lines().at(-1)?.startsWith('? keys') === true,
      );
    }
    const before = screen.raw().length;
    await room.apply(await place(room, 'T-77', 'queued', [9, 0]));
    await screen.until(() => screen.has('task/T-77'));
    expect(screen.raw().slice(before)).not.toMatch(/\p{Cc}\[2J|\p{Cc}\[3J/u);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('gives the terminal back after %s', async (signal) => {
    const { room, env } = await night();
    const screen = await sitDown(room, env);
    process.kill(screen.pid(), signal);
    expect(await screen.ended).toBe(0);
    expect([screen.isBorrowed(), screen.isCursorShown(), screen.lines()]).toEqual([false, true, []]);
  });

  it('stops and goes on where it was, with the terminal its shell expects in between', async () => {
    const { room, env } = await night();
    const screen = await sitDown(room, env);
    await screen.press('2', '[2 Needs you');
    const before = screen.raw().length;
    process.kill(screen.pid(), 'SIGTSTP');
    // What holds the terminal stops with it, a little later.
    const both = [parentOf(screen.pid()), screen.pid()];
    await screen.until(() => both.every((pid) => readStat(pid)?.state === 'T'));
    await room.apply(await place(room, 'T-78', 'queued', [9, 1]));
    for (const pid of both) process.kill(pid, 'SIGCONT');
    // It stopped before it could pass on what the screen wrote last: given back, shown, borrowed again.
    const went = /\?25h[^]*\?1049l[^]*\?1049h/;
    await screen.until(() => went.test(screen.raw().slice(before)) && !screen.isCursorShown());
    await screen.until(() => screen.has('[2 Needs you'));
    await screen.press('3', 'task/T-78');
    screen.type('\u0003');
    expect(await screen.ended).toBe(0);
  });

  it('shows text of others as text, and the newest of a flood of events', async () => {
    const { room, env } = await night();
    const screen = await sitDown(room, env);
    await screen.press('6', '[6 Events]');
    const log = room.at('logs/runtime_events.jsonl');
    const data = (text: string) => ({
      event_type: 'work_item_admitted',
      occurred_at: '2026-01-01T09:00:00Z',
      data: { work_item: `task/${text}` },
    });
    for (let batch = 0; batch < 20; batch += 1)
      appendFileSync(
        log,
        Array.from(
          { length: 1000 },
          (_, at) =>
            `${numberedLine(1000 + batch * 1000 + at, { key: `f${batch}-${at}`, ...data(`F-${batch}-${at}`) })}\n`,
        ).join(''),
      );
    appendFileSync(log, `${numberedLine(30_000, { key: 'last', ...data('L\u001b[2Jast-東京-\u202e') })}\n`);
    await screen.until(() => screen.has('L\\x1b[2Jast-東京-\\u202e'));
    await screen.press('k', /> .*F-19-999/);
    await screen.press('v', 'work_item_admitted');
  });

  it('is told of what doctor finds first, and goes on for who does not wait', async () => {
    const { room, env } = await night();
    const screen = openTerminal(`${process.execPath} ${MAIN} tui`, { columns: 100, cwd: room.workspace, env });
    const has = (text: string): boolean => screen.lines().some((line) => line.includes(text));
    await screen.until(() => has('[stage_unwatched]'));
    screen.type('3');
    await screen.until(() => has('[3 Queue]') && !has('[stage_unwatched]') && has('doctor:'));
  });

  it('shows another workspace, and says which there are', async () => {
    const [first, second] = [await night(), await night()];
    await second.room.apply(await place(second.room, 'T-99', 'queued', [9, 9]));
    const screen = await sitDown(first.room, first.env, {
      more: ` -w ${first.room.workspace} -w ${second.room.workspace}`,
    });
    await screen.press('w', second.room.workspace);
    await screen.press('j', /^> {3}shop/);
    await screen.press('\r', '[1 Now]');
    await screen.press('3', 'T-99');
  });
});

it('without a terminal it says what to use in its place', async () => {
  const { room, env } = await night();
  const screen = openTerminal(
    `sh -c '${process.execPath} ${MAIN} tui | cat; ${process.execPath} ${MAIN} tui --json; echo over'`,
    {
      ...{ columns: 200, cwd: room.workspace, env },
    },
  );
  await screen.until(() => screen.lines().includes('over'));
  const said = screen.lines().join('\n');
  for (const one of ['There is no terminal here', 'millrace report --json', '"code":"usage"'])
    expect(said).toContain(one);
});
