// What a checkpoint makes of a path that became something else, by what it knows of the one before.
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStand, recorded, type Stand, take, verify } from './stand.js';

describe('what becomes of what', () => {
  /** Each step is recorded, and then all of it anew by somebody who knows nothing. */
  const STEPS: [string, (stand: Stand) => void][] = [
    [
      'a file that became a repository',
      ({ tree, put, git }) => {
        rmSync(join(tree, 'a'));
        put('a/f', 'f');
        git(['init', '-q'], 'a');
        git(['add', '.'], 'a');
        git(['commit', '-qm', 'x'], 'a');
      },
    ],
    [
      'a folder that became a repository',
      ({ git }) => {
        git(['init', '-q'], 'd');
        git(['add', '.'], 'd');
        git(['commit', '-qm', 'x'], 'd');
      },
    ],
    [
      'a folder that became a file',
      ({ tree, put }) => {
        rmSync(join(tree, 'd'), { recursive: true });
        put('d', 'd');
      },
    ],
    [
      'a folder that became a link',
      ({ tree }) => {
        renameSync(join(tree, 'd'), join(tree, 'e'));
        symlinkSync('e', join(tree, 'd'));
      },
    ],
    [
      'a file that became a link, a link that became a file',
      ({ tree, put }) => {
        rmSync(join(tree, 'a'));
        symlinkSync('d', join(tree, 'a'));
        rmSync(join(tree, 'l'));
        put('l', 'l');
      },
    ],
    [
      'a file that became a pipe',
      ({ tree }) => {
        rmSync(join(tree, 'a'));
        execFileSync('mkfifo', [join(tree, 'a')]);
      },
    ],
    [
      'a file that grew too large, and one that shrank',
      ({ put }) => {
        put('a', 'x'.repeat(2000));
        put('big', 'small');
      },
    ],
    ['a large file that went', ({ tree }) => rmSync(join(tree, 'big'))],
    ['a large file that changed', ({ put }) => put('big', 'y'.repeat(3000))],
    [
      'everything went',
      ({ tree }) => ['a', 'd', 'l', 'big'].forEach((one) => rmSync(join(tree, one), { recursive: true })),
    ],
    ['another mode', ({ tree }) => chmodSync(join(tree, 'a'), 0o755)],
  ];

  it.each(STEPS)('%s', async (name, change) => {
    const stand = openStand();
    const place = { ...stand.place, maxFile: 1000 };
    stand.put('a', 'a');
    stand.put('d/x', 'x');
    stand.put('d/y/z', 'z');
    stand.put('big', 'x'.repeat(3000));
    symlinkSync('a', join(stand.tree, 'l'));
    const before = await take(place, 'before');
    change(stand);
    const after = await take(place, 'after');
    if (!name.includes('folder that became a repository')) expect(after.tree).not.toBe(before.tree);
    const anew = { ...place, repository: join(stand.room, 'anew') };
    expect(recorded(place, after.tree)).toEqual(recorded(anew, (await take(anew, 'after')).tree));
    expect((await take(place, 'again')).tree).toBe(after.tree);
    verify(place);
  });
});

const OLD = new Date('2026-01-01T00:00:00Z');

/** Writes two contents of one size, with the same old time and within one second; `between` after the first. */
async function rewritten({ tree, put }: Stand, between: () => Promise<void> | void): Promise<void> {
  const times: number[] = [];
  do {
    times.length = 0;
    for (const content of ['one', 'two']) {
      put('a', content);
      utimesSync(join(tree, 'a'), OLD, OLD);
      times.push(Math.floor(lstatSync(join(tree, 'a')).ctimeMs / 1000));
      if (content === 'one') await between();
    }
  } while (times[0] !== times[1]);
}

describe('another content of the same size and time, within one second', () => {
  it('is seen', async () => {
    const stand = openStand();
    let number = 0;
    await rewritten(stand, async () => void (await take(stand.place, `one-${(number += 1)}`)));
    expect(recorded(stand.place, (await take(stand.place, 'two')).tree)).toEqual({ a: 'two' });
  });

  it('is not seen by git alone', async () => {
    const stand = openStand();
    stand.git(['init', '-q']);
    const put = (): unknown => {
      stand.git(['update-index', '--add', 'a']);
      // The index is younger than the file, by the second that git goes by.
      return utimesSync(join(stand.tree, '.git', 'index'), new Date(), new Date());
    };
    await rewritten(stand, () => void put());
    expect(stand.git(['diff-files', '--name-only'])).toBe('');
  });
});
