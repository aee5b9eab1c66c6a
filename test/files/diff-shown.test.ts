// What was changed, as the command line shows it and gives it back: what files and names may hold, how large it may be, what is refused.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { putCheckpointSettings } from '../../activities/checkpoint-settings.js';
import { showPatch } from '../../checkpoints/patch.js';
import { checkpointPlace } from '../../checkpoints/place.js';
import { readChanges } from '../../disk/store/stage-changes.js';
import { apart, at, catchAll, dirs, put, root, run, shared, stage } from './diff-stand.js';
import { FORGED, hostileText } from './hostile.js';

catchAll();

describe('what files and names hold reaches no terminal as it is', () => {
  const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
  const isInert = (text: string): boolean =>
    text.split('\n').every((line) => !RAW.test(line) && !line.trimStart().startsWith(FORGED));
  const ways = [['t1'], ['t1', '--stat'], ['t1', '--name-only'], ['t1', '--json'], []];

  shared(async () => {
    await stage('builder', 't1', () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const text = hostileText(seed);
        put(`${text.replaceAll('\0', '').replaceAll('/', '').slice(0, 50)}.txt`, `${text}\n\ttabbed\tline\n`);
      }
    });
  });

  it.each(ways)('as %j %j %j', async (...args) => {
    const { code, text } = await run('diff', ...args.filter(Boolean));
    expect([code, isInert(text)]).toEqual([0, true]);
    expect(text).toContain('txt');
  });

  it('on a terminal only our own styles are obeyed, also in a pager', async () => {
    const wasTerminal = process.stdout.isTTY;
    const page = path.join(root, 'page');
    try {
      process.stdout.isTTY = true;
      vi.stubEnv('NO_COLOR', '');
      vi.stubEnv('TERM', 'xterm');
      vi.stubEnv('PAGER', `cat > ${page}`);
      await run('diff', 't1');
      const paged = readFileSync(page, 'utf8');
      vi.stubEnv('PAGER', path.join(root, 'no-such-pager'));
      const { text } = await run('diff', 't1');
      for (const one of [paged, text]) {
        expect(one).toContain('\u001b[32m+');
        // eslint-disable-next-line no-control-regex -- our own styles
        expect(isInert(one.replace(/\u001b\[(?:0|1|2|31|32)m/g, ''))).toBe(true);
      }
    } finally {
      process.stdout.isTTY = wasTerminal;
    }
  });

  it('the same patch as git gives it steers it: the tests above can fail', async () => {
    const [one] = readChanges(dirs.state);
    let raw = '';
    const { before, after } = one?.changes ?? { before: null, after: null };
    await showPatch(
      checkpointPlace(dirs),
      before ?? '',
      after ?? '',
      {},
      (part) => void (raw += String(Buffer.from(part))),
    );
    expect(isInert(raw)).toBe(false);
  });
});

describe('a patch that is larger than what a reader takes at once', () => {
  const LINES = 300_000;

  shared(async () => {
    await stage('builder', 't1', () => {
      put('lines.txt', 'some line of text\n'.repeat(LINES));
      put('one-line.txt', 'x'.repeat(20_000_000));
    });
  });

  /** What is written, part by part; `fails`: of the third part. */
  async function written(fails: NodeJS.ErrnoException | null = null): Promise<{ code: number; parts: string[] }> {
    const parts: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text: unknown, done: unknown) => {
      parts.push(String(text));
      setImmediate(() => (done as (error: Error | null) => void)(parts.length > 2 ? fails : null));
      return false;
    });
    return { code: (await run('diff', 't1')).code, parts };
  }

  it('comes in parts, of a line that has no end its beginning', async () => {
    const { code, parts } = await written();
    const sizes = parts.map(({ length }) => length);
    expect([code, Math.max(...sizes) < 200_000, sizes.length > 20]).toEqual([0, true, true]);
    const text = parts.join('');
    expect(text.split('\n').filter((line) => line === '+some line of text')).toHaveLength(LINES);
    expect(/^\+(x+)/m.exec(text)?.[1]?.length).toBeLessThan(4001);
  });

  it.each([
    ['a reader who leaves has seen enough', 'EPIPE', 0],
    ['a disk that is full is told', 'ENOSPC', 1],
  ])('%s', async (_what, reason, want) => {
    const { code, parts } = await written(Object.assign(new Error(reason), { code: reason }));
    expect([code, parts.length]).toEqual([want, 3]);
  });

  it('is left off where the pager is', async () => {
    const wasTerminal = process.stdout.isTTY;
    try {
      process.stdout.isTTY = true;
      vi.stubEnv('PAGER', `head -n 1 > ${path.join(root, 'page')}`);
      expect((await run('diff', 't1')).code).toBe(0);
      expect(readFileSync(path.join(root, 'page'), 'utf8')).toContain('task/t1: 2 files');
    } finally {
      process.stdout.isTTY = wasTerminal;
    }
  });
});

describe('restore', () => {
  apart(async () => {
    put('a.txt', 'one\n');
    put('gone.txt', 'was there\n');
    await stage('builder', 't1', () => {
      put('a.txt', 'two\n');
      rmSync(at('gone.txt'));
      put('folder/new.txt', 'new\n');
    });
  });

  it('gives back what an item changed and removed, before and after', async () => {
    expect((await run('restore', 't1', '--before', '--yes', '--', 'a.txt', 'gone.txt')).code).toBe(0);
    expect([readFileSync(at('a.txt'), 'utf8'), readFileSync(at('gone.txt'), 'utf8')]).toEqual(['one\n', 'was there\n']);
    expect((await run('restore', 't1', '--after', '--yes', '--', 'a.txt')).text).toBe('restored a.txt\n');
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('two\n');
  });

  it('writes over nothing that is in no record, unless it is forced to', async () => {
    put('a.txt', 'mine, and nowhere else\n');
    const { code, text } = await run('restore', 't1', '--before', '--yes', '--', 'a.txt');
    expect([code, text]).toEqual([1, expect.stringContaining('--force')]);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('mine, and nowhere else\n');
    expect((await run('restore', 't1', '--before', '--yes', '--force', '--', 'a.txt')).code).toBe(0);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('one\n');
  });

  it.each([
    ['a path out of the tree', '../outside.txt'],
    ['an absolute one', '/etc/hostname'],
    ['what was not there then', 'never.txt'],
    ['a file of the runtime', 'millrace-agents/millrace.toml'],
  ])('refuses %s', async (_what, name) => {
    expect((await run('restore', 't1', '--after', '--yes', '--', name)).code).toBe(1);
    expect(existsSync(path.join(root, 'outside.txt'))).toBe(false);
  });

  it('follows no link that stands in the way', async () => {
    const outside = path.join(root, 'outside');
    mkdirSync(outside);
    rmSync(at('folder'), { recursive: true });
    symlinkSync(outside, at('folder'));
    expect((await run('restore', 't1', '--after', '--yes', '--force', '--', 'folder/new.txt')).code).toBe(1);
    expect(existsSync(path.join(outside, 'new.txt'))).toBe(false);
  });

  it('asks, and where nobody can be asked it says how', async () => {
    const { code, text } = await run('restore', 't1', '--before', '--', 'a.txt');
    expect([code, text]).toEqual([1, expect.stringContaining('--yes')]);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('two\n');
    expect((await run('restore', 't1', '--', 'a.txt')).code).toBe(2);
    expect((await run('restore', 't1', '--before', '--after', '--', 'a.txt')).code).toBe(2);
  });

  it('takes away what was not there, when that is wanted', async () => {
    const asked = await run('restore', 't1', '--before', '--', 'folder/new.txt', 'a.txt');
    expect([asked.code, asked.text]).toEqual([1, expect.stringContaining('write 1 file and remove 1')]);
    expect(existsSync(at('folder/new.txt'))).toBe(true);
    expect(await run('restore', 't1', '--before', '--yes', '--', 'folder/new.txt')).toEqual({
      ...{ code: 0, text: 'removed folder/new.txt\n' },
    });
    expect(existsSync(at('folder'))).toBe(false);
    expect((await run('restore', 't1', '--after', '--yes', '--', '.')).code).toBe(0);
    expect([existsSync(at('folder/new.txt')), existsSync(at('gone.txt'))]).toEqual([true, false]);
  });

  it('takes paths as they are seen from the folder that one stands in', async () => {
    const here = process.cwd();
    writeFileSync(at('a.txt'), 'mine\n');
    process.chdir(at('folder'));
    try {
      const { text } = await run('restore', 't1', '--after', '--yes', '--force', '--', '.');
      expect(text).toContain('folder/new.txt');
      expect(text).not.toContain('a.txt');
      expect((await run('restore', 't1', '--after', '--yes', '--force', '--', '../a.txt')).text).toBe(
        'restored a.txt\n',
      );
    } finally {
      process.chdir(here);
    }
  });

  it('says of a folder what of it could not be restored, and restores the rest', async () => {
    await putCheckpointSettings(dirs.state, { keep_days: 14, max_file_mb: 1 });
    put('folder/big', 'x'.repeat(2_000_000));
    await stage('checker', 't2', () => put('folder/new.txt', 'newer\n'));
    put('folder/big', 'y'.repeat(2_000_001));
    const { code, text } = await run('restore', 't2', '--before', '--yes', '--', 'folder');
    expect(code).toBe(1);
    expect(text).toMatch(/^not restored: folder\/big was not recorded: .*\nrestored folder\/new.txt\n$/);
    expect(readFileSync(at('folder/new.txt'), 'utf8')).toBe('new\n');
  });

  it('changes nothing under the hands of an agent at work', async () => {
    const running = { state: 'running', node: 'builder', family: 'task', id: 't1', runId: 'run-t1' };
    mkdirSync(at('millrace-agents/state'), { recursive: true });
    writeFileSync(at('millrace-agents/state/runtime_snapshot.json'), JSON.stringify({ run: running }));
    const { code, text } = await run('restore', 't1', '--before', '--yes', '--', 'a.txt');
    expect([code, text]).toEqual([5, expect.stringContaining('millrace pause')]);
  });
});
