// The state folder does not grow for ever, and nothing that may still be asked for is thrown away.
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepDesks, sweepJournals } from '../../agents/host/old-journals.js';
import type { Stand } from './stand.js';
import { makeStand } from './stand.js';

const FILES = ['done', 'result.json', 'decided.json'];

/** A journal with these files, so many days old. */
function leave(stand: Stand, requestId: string, days: number, files: readonly string[] = FILES): void {
  const { dir, done } = stand.journal(requestId);
  const at = Date.now() / 1000 - days * 86_400;
  for (const name of files) {
    const file = name === 'done' ? done : join(dir, name);
    writeFileSync(file, '{}');
    utimesSync(file, at, at);
  }
}

test('a journal goes when its outcome was decided long ago, and no other does', () => {
  const stand = makeStand();
  leave(stand, 'request-old', 8);
  leave(stand, 'request-young', 6);
  leave(stand, 'request-undecided', 30, ['done', 'result.json']);
  leave(stand, 'request-unread', 30, ['done']);
  leave(stand, 'request-running', 30, ['claim-1']);
  expect(sweepJournals(stand.stateDir, { days: 7 })).toBe(1);
  expect(existsSync(stand.journal('request-young').done)).toBe(true);
  const kept = ['request-running', 'request-undecided', 'request-unread', 'request-young'];
  expect(readdirSync(join(stand.stateDir, 'run')).sort()).toEqual(kept);
  expect(readdirSync(join(stand.stateDir, 'done'))).not.toContain('request-old');
});

test('what a crash left half removed goes the next time; an empty state folder is nothing to do', () => {
  const stand = makeStand();
  expect(sweepJournals(stand.stateDir, { days: 7 })).toBe(0);
  const { dir, done } = stand.journal('request-half');
  leave(stand, 'request-half', 8, ['done']);
  expect(sweepJournals(stand.stateDir, { days: 7 })).toBe(0);
  rmSync(dir, { recursive: true });
  expect(sweepJournals(stand.stateDir, { days: 7 })).toBe(1);
  expect(existsSync(done)).toBe(false);
});

test('what a run left is forgotten when nothing was added to it for long', () => {
  const stand = makeStand();
  for (const [run, days] of Object.entries({ 'run-old': 91, 'run-young': 89 })) {
    mkdirSync(join(stand.stateDir, 'desks', run, 'request-1'), { recursive: true });
    const at = Date.now() / 1000 - days * 86_400;
    utimesSync(join(stand.stateDir, 'desks', run), at, at);
  }
  expect(sweepDesks(stand.stateDir, { days: 90 })).toBe(1);
  expect(readdirSync(join(stand.stateDir, 'desks'))).toEqual(['run-young']);
});
