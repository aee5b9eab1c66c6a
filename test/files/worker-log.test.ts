// The worker's log is put aside when it is long, ends no worker, and is followed from one file into the next.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOG_DEFAULTS } from '../../core/contracts/logs.js';
import { followLog } from '../../read/log-file.js';
import { workerWords } from '../../cli/tail/own-log.js';
import { appendLog, limitLogs } from '../../worker/log.js';
import { canMount, mountAt } from '../support/small-disk.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-log-'));
  file = path.join(folder, 'worker.log');
});
afterEach(() => {
  limitLogs(LOG_DEFAULTS);
  fs.rmSync(folder, { recursive: true, force: true });
});

const say = (message: string): void => appendLog(file, { at: '2026-01-31T09:00:00.000Z', level: 'INFO', message });
/** The next entry finds a log that is long enough. */
const grow = (): void => fs.appendFileSync(file, `${'x'.repeat(1024 * 1024)}\n`);
const names = (): string[] => fs.readdirSync(folder).sort();
const said = (lines: readonly string[]): string[] => lines.map(workerWords).map((line) => line.split(' ').at(-1) ?? '');

describe('a log that is long', () => {
  it('is put aside, the oldest go, and others may read none of it', () => {
    limitLogs({ max_mb: 1, keep: 2 });
    for (const message of ['a', 'b', 'c', 'd']) {
      say(message);
      grow();
    }
    say('e');
    expect(names()).toEqual(['worker.log', 'worker.log.1', 'worker.log.2']);
    expect(fs.readFileSync(file, 'utf8')).toContain('"e"');
    expect(fs.readFileSync(`${file}.2`, 'utf8')).toContain('"c"');
    expect(fs.statSync(file).mode & 0o077).toBe(0);
  });

  it('leaves those alone that are no older log, and takes those away that are more than are kept now', () => {
    for (const name of ['worker.log.7', 'worker.log.old', 'worker.err']) fs.writeFileSync(path.join(folder, name), '');
    limitLogs({ max_mb: 1, keep: 1 });
    grow();
    say('a');
    expect(names()).toEqual(['worker.err', 'worker.log', 'worker.log.1', 'worker.log.old']);
  });

  it('grows on where it cannot be put aside', () => {
    limitLogs({ max_mb: 1, keep: 1 });
    fs.mkdirSync(`${file}.2`);
    fs.writeFileSync(`${file}.2/kept`, '');
    grow();
    expect(() => say('a')).not.toThrow();
    expect(names()).toContain('worker.log');
  });

  it.runIf(canMount)('on a full disk ends nobody, and goes on when there is room', () => {
    const disk = mountAt(folder, '4m');
    try {
      limitLogs({ max_mb: 1, keep: 1 });
      grow();
      disk.fill();
      expect(() => say('a')).not.toThrow();
      disk.clear();
      say('b');
      expect(fs.readFileSync(file, 'utf8')).toContain('"b"');
    } finally {
      disk.unmount();
    }
  });
});

describe('who follows it', () => {
  it('begins with the last lines, also where they lie in the file before', () => {
    limitLogs({ max_mb: 1, keep: 3 });
    ['a', 'b'].forEach(say);
    fs.renameSync(file, `${file}.1`);
    say('c');
    expect(said(followLog(file, 2).first)).toEqual(['b', 'c']);
    expect(said(followLog(file, 9).first)).toEqual(['a', 'b', 'c']);
  });

  it.each([1, 2, 3])('misses and repeats nothing where it is put aside %i times between two looks', (times) => {
    limitLogs({ max_mb: 1, keep: 5 });
    say('a');
    const log = followLog(file, 10);
    expect(said(log.first)).toEqual(['a']);
    const more = Array.from({ length: times }, (_one, at) => `n${at}`);
    for (const message of more) {
      say(message);
      grow();
    }
    say('z');
    expect(said(log.next()).filter((word) => !word.startsWith('x'))).toEqual([...more, 'z']);
    expect(log.next()).toEqual([]);
  });

  it('waits for one that is not there yet, and for one that was removed', () => {
    const log = followLog(file, 10);
    expect([log.isThere, log.first, log.next()]).toEqual([false, [], []]);
    say('a');
    expect(said(log.next())).toEqual(['a']);
    fs.rmSync(file);
    say('b');
    expect(said(log.next())).toEqual(['b']);
  });

  it('waits for the end of a line', () => {
    const log = followLog(file, 10);
    fs.writeFileSync(file, '{"at":"t","level":"WARN","mess');
    expect(log.next()).toEqual([]);
    fs.appendFileSync(file, 'age":"torn"}\nno entry\n');
    expect(log.next().map(workerWords)).toEqual(['t WARN torn', 'no entry']);
  });
});
