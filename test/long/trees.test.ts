// A night of eight roots in four lanes, with everything killed again and again: every task has one commit that holds what its own agents wrote by
// their own lines, no tree has two writers, nothing of the user's is other than it was, and nothing ran twice. The checker judges.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runChaos } from './chaos/run.js';
import { lastLine, tableOf } from './chaos/table.js';
import { judge } from './chaos/verdict.js';

/** In the slice as many as four minutes hold on a machine at rest: a git that is killed with a lock in its hand is waited out for a minute. */
const KILLS = process.env['MILLRACE_LONG'] === 'full' ? 300 : 60;
const LIMIT = { timeout: KILLS * 20_000 };

it(`eight roots in four lanes over ${KILLS} kills`, LIMIT, async ({ signal }) => {
  const evidence = mkdtempSync(path.join(tmpdir(), 'millrace-trees-'));
  const run = await runChaos({
    mode: 'default_codex',
    trees: true,
    kills: KILLS,
    seed: 5,
    tasks: 12,
    evidence,
    stop: signal,
  });
  const verdict = judge(run, evidence);
  console.log(`${tableOf(run, verdict)}\n${lastLine(run, verdict)}`);
  expect(verdict.faults, `see ${evidence}`).toEqual([]);
  rmSync(evidence, { recursive: true, force: true });
});
