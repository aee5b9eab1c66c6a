// A worker answers whoever ends it, whatever stands in the place of the files that it reads.
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, inject, it } from 'vitest';
import { Bench, until } from '../support/bench.js';

let bench: Bench;
afterEach(() => bench.close());

/** Every file below the folder becomes a named pipe that nobody writes to. */
function clog(folder: string): number {
  const pipe = path.join(bench.workspace, '..', 'pipe');
  if (!existsSync(pipe)) execFileSync('mkfifo', [pipe]);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of entries.map((entry) => path.join(entry.parentPath, entry.name))) {
    const draft = `${file}.pipe`;
    linkSync(pipe, draft);
    renameSync(draft, file);
  }
  return entries.length;
}

it('goes at SIGTERM with pipes in the place of all that it and its agents share, and of all its own state', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
  bench.script({ builder: [{ sleep: 60 }] });
  const worker = bench.start('run', 'daemon');
  await until(() => bench.events('stage_started').length === 1, 'the first stage works');
  expect(clog(bench.file('.'))).toBeGreaterThan(10);
  await sleep(1500);
  expect(clog(bench.stateDir())).toBeGreaterThan(10);
  await sleep(1500);
  worker.child.kill('SIGTERM');
  const { code, output } = await worker.ended;
  expect(output).toContain('Leaving now.');
  expect(output, 'by itself').not.toContain('it is cut off');
  expect(code).toBe(0);
});
