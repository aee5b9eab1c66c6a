// G2, G3, G4, G5, G10: whatever is killed, and whenever, every stage runs once and no command is needed. A slice in CI, all of
// it by hand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runChaos } from './chaos/run.js';
import { lastLine, tableOf } from './chaos/table.js';
import { judge } from './chaos/verdict.js';

const KILLS = process.env['MILLRACE_LONG'] === 'full' ? 500 : 60;
const SEED = 7;

it(`${KILLS} kills cost no stage run, no result and no command`, { timeout: KILLS * 20_000 }, async ({ signal }) => {
  const evidence = mkdtempSync(path.join(tmpdir(), 'millrace-chaos-'));
  const run = await runChaos({ kills: KILLS, seed: SEED, tasks: 10, evidence, stop: signal });
  const verdict = judge(run, evidence);
  console.log(`${tableOf(run, verdict)}\n${lastLine(run, verdict)}`);
  expect(verdict.faults, `see ${evidence}`).toEqual([]);
  rmSync(evidence, { recursive: true, force: true });
});
