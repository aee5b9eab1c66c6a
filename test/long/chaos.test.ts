// G2, G3, G4, G5, G10: whatever is killed, and whenever, every stage runs once and no command is needed. A slice in CI, all of
// it by hand. The kills are shared out among modes of one lane, of two, and of drafts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runChaos } from './chaos/run.js';
import { lastLine, tableOf } from './chaos/table.js';
import { judge } from './chaos/verdict.js';
import { MODES } from './chaos/work.js';

/** Of each mode. */
const KILLS = Math.ceil((process.env['MILLRACE_LONG'] === 'full' ? 500 : 60) / MODES.length);
const SEED = 7;
const LIMIT = { timeout: KILLS * 20_000 };

it.for(MODES)('%s: kills cost no stage run, no result and no command', LIMIT, async (mode, { signal }) => {
  const evidence = mkdtempSync(path.join(tmpdir(), 'millrace-chaos-'));
  const run = await runChaos({ mode, kills: KILLS, seed: SEED, tasks: 10, evidence, stop: signal });
  const verdict = judge(run, evidence);
  console.log(`${mode}\n${tableOf(run, verdict)}\n${lastLine(run, verdict)}`);
  expect(verdict.faults, `see ${evidence}`).toEqual([]);
  rmSync(evidence, { recursive: true, force: true });
});
