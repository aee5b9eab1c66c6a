// `remove` that is killed in the middle: nothing of another workspace goes, and the same command goes on with it to the end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { goingName } from '../../worker/removal/files.js';
import { makeStand, MAIN } from './stand.js';

const FILES = 20_000;

it('goes on where a kill -9 broke it off', async () => {
  const stand = await makeStand();
  const other = join(stand.root, 'other');
  expect((await stand.run(['init', other])).code).toBe(0);
  const { data } = JSON.parse((await stand.run(['status', '--json'], { cwd: stand.workspace })).stdout) as {
    data: { id: string };
  };
  const home = join(stand.root, 'state');
  const many = join(home, data.id, 'texts', 'many');
  mkdirSync(many, { recursive: true });
  for (let n = 0; n < FILES; n += 1) writeFileSync(join(many, String(n)), '');
  const going = join(home, goingName(data.id));
  const env = { PATH: process.env['PATH'], HOME: stand.root, MILLRACE_STATE_HOME: home };
  const child = spawn(process.execPath, [MAIN, 'remove', '--yes'], { cwd: stand.workspace, env, stdio: 'ignore' });
  while (!existsSync(going) && child.exitCode === null) await turn();
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(existsSync(going), 'it was killed in the middle').toBe(true);
  const again = await stand.run(['remove', data.id, '--yes']);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Removed:') as string });
  // Who decided what is kept.
  expect(readdirSync(home).filter((name) => name.includes(data.id))).toEqual([`audit-${data.id}.jsonl`]);
  expect(existsSync(join(other, 'millrace-agents', 'workspace.json'))).toBe(true);
  expect((await stand.run(['status'], { cwd: other })).code).toBe(0);
});
