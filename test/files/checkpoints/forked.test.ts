// Git by the small forker answers as git that this process starts itself, and whatever is killed meanwhile ends in an error.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { closeForker, forkerPid, openForker } from '../../../agents/host/forker.js';
import { git } from '../../../checkpoints/git.js';
import { openStand, type Stand, take } from './stand.js';

let stand: Stand;
beforeEach(async () => {
  stand = openStand();
  stand.put('a.txt', 'a');
  await take(stand.place, 'one');
});

const forked = (): void => {
  openForker();
  onTestFinished(closeForker);
};

const text = async (...asked: Parameters<typeof git>): Promise<string> => (await git(...asked)).toString();
const left = (): string[] => {
  const takes = path.join(stand.place.repository, 'takes');
  return readdirSync(takes).flatMap((name) => (name.endsWith('-calls') ? readdirSync(path.join(takes, name)) : []));
};

describe.each([
  ['by the forker', true],
  ['by this process', false],
])('%s', (_how, isForked) => {
  beforeEach(() => (isForked ? forked() : undefined));

  it('gives what git prints, takes what it reads, and leaves nothing behind', async () => {
    const blob = (await text(stand.place, ['hash-object', '-w', '--stdin'], { input: 'it is "$HOME"\n' })).trim();
    expect(await text(stand.place, ['cat-file', 'blob', blob])).toBe('it is "$HOME"\n');
    const here = await text(stand.place, ['hash-object', '--no-filters', 'a.txt'], { cwd: stand.tree });
    expect(here.trim()).toBe(stand.git(['hash-object', 'a.txt']).trim());
    expect(left()).toEqual([]);
  });

  it('reads from a file and writes into one', async () => {
    const [from, into] = ['from', 'into'].map((name) => path.join(stand.place.repository, name));
    writeFileSync(from ?? '', 'of a file\n');
    const blob = (await text(stand.place, ['hash-object', '-w', '--stdin'], { from: from ?? '' })).trim();
    expect(await text(stand.place, ['cat-file', 'blob', blob], { into: into ?? '' })).toBe('');
    expect(readFileSync(into ?? '', 'utf8')).toBe('of a file\n');
  });

  it('throws with what git said, but where its end is an answer too', async () => {
    await expect(git(stand.place, ['cat-file', '-e', '0'.repeat(40)], { ends: [0, 1] })).resolves.toHaveLength(0);
    await expect(git(stand.place, ['rev-parse', '--verify', 'nobody'])).rejects.toThrow(
      /rev-parse ended with 128: .*fatal/s,
    );
    expect(left()).toEqual([]);
  });
});

it('is ended with whoever leaves', async () => {
  forked();
  const place = { ...stand.place, signal: AbortSignal.timeout(300) };
  await expect(git(place, ['-c', 'alias.wait=!sleep 60', 'wait'])).rejects.toThrow('git -c was killed');
  expect(left()).toEqual([]);
});

it('asks where our repository is not there yet, and makes nothing there', async () => {
  forked();
  const repository = path.join(stand.tree, 'no-repository');
  expect(await text({ ...stand.place, repository, asked: '/dev/null' }, ['version'], { cwd: '/' })).toContain(
    'git version',
  );
  expect(existsSync(repository)).toBe(false);
});

it('goes on without a forker that was killed', async () => {
  forked();
  process.kill(forkerPid() ?? 0, 'SIGKILL');
  expect(await text(stand.place, ['cat-file', '-t', 'HEAD']).catch(() => 'error')).toBe('error');
  expect(await text(stand.place, ['version'])).toContain('git version');
});
