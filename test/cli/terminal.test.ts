// What a person sees: `status`, `status --watch` and the lines of the monitor on real terminals, narrow and wide, with colour and without. The pictures lie in
// `snapshots/`; `vitest -u` takes new ones.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { place, type Room } from '../files/room.js';
import { openTerminal, type TerminalScreen } from '../support/terminal.js';
import { widthOf } from '../../cli/render/screen.js';
import { night, settled } from './night.js';
import { MAIN } from './stand.js';

const COLUMNS = [40, 80, 120, 200];

const shownOn = (terminal: TerminalScreen): string => settled(terminal.lines().join('\n'));

function statusOn(columns: number, room: Room, env: NodeJS.ProcessEnv, more = ''): TerminalScreen {
  return openTerminal(`${process.execPath} ${MAIN} status${more}`, { columns, cwd: room.workspace, env });
}

describe.each(COLUMNS)('at %i columns', (columns) => {
  it('status and status --watch fit, say all without colour, and leave the terminal as it was', async () => {
    const { room, env } = await night();
    const coloured = statusOn(columns, room, env);
    const plain = statusOn(columns, room, { ...env, NO_COLOR: '1' });
    expect([await coloured.ended, await plain.ended]).toEqual([0, 0]);
    expect(plain.raw()).not.toContain('\u001b');
    expect(shownOn(plain)).toBe(shownOn(coloured));
    const id = 'T-42-longer-than-most';
    expect(plain.lines().some((line) => line.includes(id))).toBe(true);
    for (const line of plain
      .raw()
      .split('\r\n')
      .filter((one) => one.includes(' ')))
      expect(widthOf(line), line).toBeLessThanOrEqual(Math.max(columns, longestWord(line) + 24));
    const watch = statusOn(columns, room, env, ' --watch');
    await watch.until(() => watch.lines().includes('Ctrl-C leaves'));
    expect([watch.isBorrowed(), watch.isCursorShown()]).toEqual([true, false]);
    const monitor = openTerminal(`${process.execPath} ${MAIN} events --since 0`, {
      ...{ columns, cwd: room.workspace, env },
    });
    const inPlain = openTerminal(`${process.execPath} ${MAIN} events --since 0`, {
      ...{ columns, cwd: room.workspace, env: { ...env, NO_COLOR: '1' } },
    });
    expect([await monitor.ended, await inPlain.ended]).toEqual([0, 0]);
    expect(shownOn(monitor)).toBe(shownOn(inPlain));
    const picture = [
      '# status, with colour',
      settled(coloured.styled().join('\n')),
      '# status, NO_COLOR',
      shownOn(plain),
      '# status --watch',
      settled(watch.styled().join('\n')),
      '# the monitor: events',
      settled(monitor.styled().join('\n')),
    ].join('\n');
    await expect(`${picture}\n`).toMatchFileSnapshot(path.join('snapshots', `status-${columns}.txt`));
    watch.type('\u0003');
    expect(await watch.ended).toBe(0);
    expect([watch.isBorrowed(), watch.isCursorShown(), watch.lines()]).toEqual([false, true, []]);
  });
});

const longestWord = (line: string): number => Math.max(...line.split(' ').map((word) => word.length));

describe('status --watch', () => {
  it('draws anew for another size, and shows what changes', async () => {
    const { room, env } = await night();
    const watch = statusOn(120, room, env, ' --watch');
    await watch.until(() => watch.lines().includes('Ctrl-C leaves'));
    const wide = watch.lines().length;
    await watch.resize(40);
    await watch.until(() => watch.lines().length > wide && watch.lines().includes('Ctrl-C leaves'));
    await watch.resize(120);
    await room.apply(await place(room, 'T-77', 'queued', [9, 0]));
    await watch.until(() => watch.lines().some((line) => line.includes('2 queued')));
    expect(watch.raw()).not.toContain('\u001b[2J');
  });

  it('ends when its reader goes, and says a line per change where there is no terminal', async () => {
    const { room, env } = await night();
    const piped = openTerminal(`sh -c '${process.execPath} ${MAIN} status --watch | cat'`, {
      columns: 80,
      cwd: room.workspace,
      env,
    });
    await piped.until(() => piped.lines().some((line) => /^\d\d:\d\d:\d\dZ worker not running; /.test(line)));
    expect(piped.raw()).not.toContain('\u001b');
    await room.apply(await place(room, 'T-78', 'queued', [9, 1]));
    await piped.until(() => piped.lines().some((line) => line.includes('2 queued')));
    const left = openTerminal(`sh -c '${process.execPath} ${MAIN} status --watch | head -n 1; echo left'`, {
      columns: 80,
      cwd: room.workspace,
      env,
    });
    await left.until(() => left.lines().some((line) => line.includes('worker not running')));
    await room.apply(await place(room, 'T-79', 'queued', [9, 2]));
    await left.until(() => left.lines().includes('left'));
  });
});
