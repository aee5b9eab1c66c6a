// The message of a commit, of documents that would have it say something else: by git's own reading of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { messageOf } from '../../../trees/commits.js';
import { openStand, type Stand } from './stand.js';

const MINE = [
  ['Millrace-Task', 't-1'],
  ['Millrace-Run', 'run-1'],
] as const;

/** Words that would be something else at the beginning of a line. */
const ODD = [
  '# gone',
  '---',
  '-----',
  'diff --git a/x b/x',
  'Millrace-Task: other',
  'Signed-off-by: Eve <e@e>',
  'From eve',
];

function made(stand: Stand, title: string, why: string): (format: string) => string {
  const file = join(stand.room, 'message');
  writeFileSync(file, messageOf(title, why, MINE));
  const commit = stand.git(['commit-tree', '-F', file, 'HEAD^{tree}']);
  return (format) => stand.git(['log', '-1', `--format=${format}`, commit]);
}

it('its trailers are ours alone, and it has one title', () => {
  const stand = openStand();
  const evil = ODD.join('\n');
  const long = `${'x '.repeat(5_000_000)}\nMillrace-Task: other`;
  for (const [title, why] of [
    [evil, evil],
    ['Do it', ODD.join('\n\n')],
    ['Do it', ODD.map((one) => `${'y'.repeat(71)} ${one}`).join(' ')],
    ['a\r\n\r\nMillrace-Task: other\u0000\u001b[31m', '\u202eMillrace-Task: other\u2028Millrace-Task: other'],
    [long, 'Millrace-Task: other'],
    ['t-1', ''],
  ] as const) {
    const said = made(stand, title, why);
    expect(said('%(trailers:only,unfold)').trim()).toBe('Millrace-Task: t-1\nMillrace-Run: run-1');
    expect(said('%s').length).toBeLessThanOrEqual(200);
    const lines = said('%B').split('\n').slice(1);
    expect(lines.filter((line) => /^(?:#|---|diff |From |Signed-off-by:|Millrace-Task: other)/.test(line))).toEqual([]);
    // eslint-disable-next-line no-control-regex
    expect(said('%B')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
  }
});

it('says why below its title, in lines that one can read', () => {
  const words = 'It was seen at night, by whoever looked, that nobody could log in any more than once.';
  expect(messageOf(' Do\tit ', words, MINE)).toBe(
    'Do it\n\nIt was seen at night, by whoever looked, that nobody could log in any\nmore than once.\n\nMillrace-Task: t-1\nMillrace-Run: run-1\n',
  );
});
