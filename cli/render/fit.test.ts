// What fits a screen, and what is never cut for it.
import { describe, expect, it } from 'vitest';
import { fitted } from './columns.js';
import { cutBetweenWords, folded, hanging } from './fit.js';
import { paintFor } from './paint.js';
import { widthOf } from './screen.js';
import { clockOf, minuteOf, when } from './when.js';

const HEADERS = ['STATE', 'FAMILY', 'ID', 'TITLE', 'WAITS FOR'];
const ROWS = [
  ['queued', 'task', 'safe-slugs-in-every-address', 'Keep only words in a slug, and nothing else', ''],
  [
    'queued',
    'task',
    'numbering',
    'Give no address twice',
    'waits for task safe-slugs-in-every-address, which is queued',
  ],
  ['active', 'spec', '東京-slugs', '東京の住所を短くする', ''],
];
const lines = (width: number): string[] => {
  const { head, rows } = fitted({ headers: HEADERS, rows: ROWS }, width);
  return [...head, ...rows.flat()];
};

describe('a table', () => {
  it.each([40, 60, 80, 100, 120, 200])('fits %i columns with every id whole', (width) => {
    const shown = lines(width);
    for (const line of shown) expect(widthOf(line), line).toBeLessThanOrEqual(width);
    for (const [, , id] of ROWS) expect(shown.join('\n')).toContain(id);
    expect(
      shown
        .join('\n')
        .match(/safe-slug[^\s]*/g)
        ?.every((id) => /^safe-slugs-in-every-address,?$/.test(id)),
    ).toBe(true);
  });

  it('is what it was where there is room', () => {
    expect(lines(Infinity)[1]).toBe(
      'queued  task    safe-slugs-in-every-address  Keep only words in a slug, and nothing else',
    );
  });

  it('takes rows apart under the names of the columns where nothing else helps', () => {
    expect(lines(40).slice(0, 3)).toEqual([
      'queued  task',
      '  id safe-slugs-in-every-address',
      '  title Keep only words in a slug, and',
    ]);
  });

  it('shows an id whole that is wider than the screen', () => {
    const id = 'x'.repeat(90);
    const { rows } = fitted({ headers: null, rows: [['queued', 'task', id]] }, 40);
    expect(rows.flat().join('\n')).toContain(id);
  });

  it('shows what a name is in as many lines as it takes, and loses nothing of it', () => {
    const { rows } = fitted(
      {
        headers: null,
        rows: [
          ['needs', 'one two three four five six seven'],
          ['x', 'y'],
        ],
      },
      20,
    );
    expect(rows).toEqual([['needs  one two three', '       four five six', '       seven'], ['x      y']]);
  });
});

describe('prose', () => {
  it('is folded between words, and a command stays whole', () => {
    expect(folded('Say it with `millrace retry T-1 --reason "x"` now', 36)).toEqual([
      'Say it with',
      '`millrace retry T-1 --reason "x"`',
      'now',
    ]);
    expect(hanging('  one two three', 12)).toEqual(['  one two', '    three']);
    expect(cutBetweenWords('waits for task T-12345', 20)).toBe('waits for task…');
  });

  it('is as wide as it is seen', () => {
    const paint = paintFor(true, { TERM: 'xterm' });
    expect(widthOf(paint('red', 'Needs you'))).toBe(9);
    expect(hanging(paint('red', 'Needs you'), 9)).toHaveLength(1);
    expect(widthOf('東京')).toBe(4);
    expect(widthOf('e\u0301')).toBe(1);
  });
});

describe('a time', () => {
  const at = '2026-01-31T09:05:07.123Z';
  it('is local on a terminal and UTC elsewhere', () => {
    const offset = new Date(at).getTimezoneOffset();
    const local = new Date(Date.parse(at) - offset * 60_000).toISOString();
    expect(when(at, true)).toBe(local.slice(0, 16).replace('T', ' '));
    expect(clockOf(at, true)).toBe(local.slice(11, 19));
    expect([when(at, false), minuteOf(at, false), clockOf(at, false)]).toEqual([at, '2026-01-31 09:05', '09:05:07Z']);
  });

  it('that is none stays as it is', () => {
    expect([when('never', true), when('', true), when('never', false)]).toEqual(['never', '', 'never']);
  });
});
