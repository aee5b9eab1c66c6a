// What an agent may put in the place of a file or a folder of ours: it is never followed, never waited for, and never lost.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureFolder } from '../../disk/folder.js';
import { takeMoved } from '../../disk/foreign.js';
import { readPlain } from '../../disk/plain.js';
import { MAX_READ, readChunks, readEndOf, readText } from '../../disk/read.js';
import { readNews } from '../../disk/tail.js';
import { appendLine, createOnly, writeAtomic, writeAtomicSync } from '../../disk/write.js';

let room: string;
beforeEach(() => (room = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'millrace-disk-'))));
afterEach(() => fs.rmSync(room, { recursive: true, force: true }));

const at = (...names: string[]): string => path.join(room, ...names);

async function socketAt(file: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${file}.socket`, resolve));
  fs.renameSync(`${file}.socket`, file);
  await new Promise((resolve) => server.close(resolve));
}

const KINDS: Record<string, (file: string) => void | Promise<void>> = {
  'a link to a file': (file) => {
    fs.writeFileSync(at('victim'), 'secret\n');
    fs.symlinkSync(at('victim'), file);
  },
  'a link to nothing': (file) => fs.symlinkSync(at('nothing'), file),
  'a link to /dev/zero': (file) => fs.symlinkSync('/dev/zero', file),
  'a link to itself': (file) => fs.symlinkSync(file, file),
  'a named pipe': (file) => void execFileSync('mkfifo', [file]),
  'a socket': socketAt,
  'a folder with something in it': (file) => void fs.mkdirSync(path.join(file, 'x'), { recursive: true }),
};

describe.each(Object.entries(KINDS))('%s in the place of a file', (_name, make) => {
  it('reads as no file, at once', async () => {
    await make(at('file'));
    expect(readText(at('file'))).toBeNull();
    expect(readEndOf(at('file'), 10)).toBeNull();
    expect(readNews(at('file'), null)).toMatchObject({ text: '', mark: null });
    expect(readPlain(at('file'), 10)).toMatchObject({ ok: false });
    for await (const chunk of readChunks(at('file'))) expect(chunk).toBe('never');
  });

  it.each(['replaced', 'replaced at once', 'appended to', 'created'])('is moved aside when it is %s', async (how) => {
    await make(at('file'));
    if (how === 'replaced') await writeAtomic(at('file'), 'new\n', { fsync: true });
    else if (how === 'replaced at once') writeAtomicSync(at('file'), 'new\n');
    else if (how === 'created') expect(await createOnly(at('file'), 'new\n')).toBe(true);
    else await appendLine(at('file'), 'new');
    expect(fs.lstatSync(at('file')).isFile()).toBe(true);
    expect(readText(at('file'))).toBe('new\n');
    expect(fs.lstatSync(at('file.foreign')).isFile()).toBe(false);
    expect(fs.existsSync(at('nothing'))).toBe(false);
    if (fs.existsSync(at('victim'))) expect(readText(at('victim'))).toBe('secret\n');
    expect(takeMoved(room)).toMatchObject([{ from: at('file'), to: at('file.foreign') }]);
    expect(takeMoved(room)).toEqual([]);
  });
});

it('would wait for ever at a pipe that is opened in another way: what the defence is for', () => {
  execFileSync('mkfifo', [at('pipe')]);
  const read = (): unknown =>
    execFileSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(at('pipe'))})`], {
      timeout: 2000,
    });
  expect(read).toThrow('ETIMEDOUT');
});

it('keeps every thing that was moved aside', async () => {
  for (let number = 0; number < 3; number += 1) {
    fs.rmSync(at('file'), { force: true });
    fs.symlinkSync('/etc/passwd', at('file'));
    await writeAtomic(at('file'), 'x');
  }
  expect(fs.readdirSync(room).sort()).toEqual(['file', 'file.1.foreign', 'file.2.foreign', 'file.foreign']);
});

it('takes a sparse file of a gigabyte for none of ours, and its end without the rest', () => {
  fs.writeFileSync(at('big'), '');
  fs.truncateSync(at('big'), MAX_READ * 4);
  expect(readText(at('big'))).toBeNull();
  expect(readEndOf(at('big'), 10)).toEqual({ text: '\0'.repeat(10), whole: false });
});

it('takes a name with a NUL for one that nothing has', () => {
  expect(readText(at('a\0b'))).toBeNull();
  expect(readText(at('missing/a\0b'))).toBeNull();
});

describe('a folder on the way', () => {
  it.each(['link', 'file', 'pipe'])('that is a %s is moved aside, wherever it is', async (kind) => {
    const home = at('millrace-agents');
    for (const where of ['.', 'a', 'a/b', 'a/b/c']) {
      fs.rmSync(home, { recursive: true, force: true });
      fs.mkdirSync(path.dirname(path.join(home, where)), { recursive: true });
      fs.mkdirSync(at('victim'), { recursive: true });
      const place = path.join(home, where);
      if (kind === 'link') fs.symlinkSync(at('victim'), place);
      else if (kind === 'file') fs.writeFileSync(place, 'x');
      else execFileSync('mkfifo', [place]);
      // Whoever did that is another process: the folders are looked at once in each turn.
      await Promise.resolve();
      expect(ensureFolder({ workspace: room }, 'a/b/c')).toBe(path.join(home, 'a/b/c'));
      expect(fs.lstatSync(path.join(home, 'a/b/c')).isDirectory()).toBe(true);
      expect(fs.readdirSync(at('victim'))).toEqual([]);
      expect(takeMoved(room)).toMatchObject([{ from: place, to: `${place}.foreign` }]);
      fs.rmSync(`${place}.foreign`);
    }
  });

  it('leads not out by ..', () => {
    expect(() => ensureFolder({ workspace: room }, '../../x')).toThrow(/leads out/);
  });
});

it('gives the modes that were asked for, whatever the mask allows', async () => {
  const before = process.umask(0);
  try {
    await writeAtomic(at('private/file'), 'x', { mode: 0o600 });
    expect(fs.statSync(at('private')).mode & 0o777).toBe(0o700);
    expect(fs.statSync(at('private/file')).mode & 0o777).toBe(0o600);
  } finally {
    process.umask(before);
  }
});
