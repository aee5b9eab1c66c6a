// Removes the journals of stages whose outcome was applied long ago. Whatever may still be asked for stays.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { journalFiles, statePaths } from '../../core/contracts/paths.js';
import type { Journal } from './journal.js';
import { journalAt } from './journal.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Gives how many were removed. A journal goes when its agent ended, its result is stored and decided on, and that was more
 * than `keep.days` days ago. `stateDir`: our state folder of one workspace. May be called while stages run.
 */
export function sweepJournals(stateDir: string, keep: { days: number }): number {
  const before = Date.now() - keep.days * DAY_MS;
  const old = endedRequests(stateDir)
    .map((id) => journalAt(stateDir, id))
    .filter((journal) => isOver(journal, before));
  for (const { dir, done } of old) {
    // In this order: what a crash leaves of it is found again by its entry in `done`.
    rmSync(dir, { recursive: true, force: true });
    rmSync(done, { force: true });
  }
  return old.length;
}

/**
 * Gives how many runs were forgotten: those of which no stage has left anything for so many days. What they left stays in the
 * workspace; a stage of them that would still come finds no earlier reports.
 */
export function sweepDesks(stateDir: string, keep: { days: number }): number {
  const before = Date.now() - keep.days * DAY_MS;
  const folder = join(stateDir, dirname(dirname(statePaths.kept('run', 'request'))));
  const old = namesIn(folder).filter((run) => statSync(join(folder, run)).mtimeMs < before);
  for (const run of old) rmSync(join(folder, run), { recursive: true, force: true });
  return old.length;
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const endedRequests = (stateDir: string): string[] => namesIn(join(stateDir, statePaths.done));

function isOver({ dir, done }: Journal, before: number): boolean {
  const needed = existsSync(dir) ? [journalFiles.result, journalFiles.decided].map((name) => join(dir, name)) : [done];
  return needed.every((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < before);
}
