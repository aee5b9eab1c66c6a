// Short commands whose output goes nowhere: a reader that has left is no fault, a disk that is full is one, and no stack is shown.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAIN, makeStand, type Ran, type Stand } from './stand.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

function shell(line: string): Promise<Ran> {
  const env = { ...process.env, MILLRACE_STATE_HOME: `${stand.root}/state`, M: `${process.execPath} ${MAIN}` };
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', line], { cwd: stand.workspace, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

it.each([
  ['$M status | true; exit ${PIPESTATUS[0]}', 0],
  ['$M queue show nothing 2>&1 | true; exit ${PIPESTATUS[0]}', 4],
  ['$M --help | true; exit ${PIPESTATUS[0]}', 0],
  ['$M status >&- 2>&-', 0],
  ['$M queue show nothing >/dev/full 2>/dev/full', 4],
  ['$M status >/dev/full', 1],
  ['$M status --json >/dev/full', 1],
  ['$M --version >/dev/full', 1],
])('%s ends with %i', async (line, code) => {
  const ran = await shell(line);
  expect(ran.code).toBe(code);
  expect(ran.stderr).not.toMatch(/^\s+at /m);
  if (line === '$M status >/dev/full') expect(ran.stderr).toContain('could not be written');
});
