// Every command against every value that is no id, and, as processes, with an output that goes nowhere.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAULTS, plainCall } from '../cli/matrix/faults.js';
import { ALL, type Ground, makeGround } from '../cli/matrix/ground.js';
import { shellWord } from '../../core/attention/shell-word.js';
import { MAIN } from '../cli/stand.js';

let ground: Ground;
beforeAll(async () => void (ground = await makeGround()));
afterAll(() => rmSync(ground.stand.root, { recursive: true, force: true }));

test.each(FAULTS)('$name', async (fault) => {
  expect(await ground.faults(fault)).toEqual([]);
});

/** What the shell says of one call whose output goes there: the exit code, and what was left to read. */
function shell(argv: readonly string[], way: string): Promise<{ code: number; stderr: string }> {
  const { root, workspace } = ground.stand;
  const env = { PATH: process.env['PATH'], MILLRACE_STATE_HOME: `${root}/state`, HOME: root };
  const line = `${[process.execPath, MAIN, ...argv].map(shellWord).join(' ')} ${way}`;
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', line], { cwd: workspace, env }, (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stderr }),
    );
  });
}

test.each(['| true; exit ${PIPESTATUS[0]}', '>&-', '>/dev/full'])('output that goes nowhere: %s', async (way) => {
  for (const row of ALL) {
    const argv = plainCall(row);
    const { code, stderr } = await shell(argv, way);
    expect({ argv, code, stack: /^ +at .*:\d+/m.test(stderr) }).toMatchObject({ argv, stack: false });
    expect([0, 1, 2, 3, 4, 5, 6, 7, 20], JSON.stringify(argv)).toContain(code);
  }
});
