// Who sets trees where they do not fit hears so at once, and the setting stays.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { set, unset } from '../../cli/commands/config.js';
import { createContext } from '../../cli/context.js';
import { makeRoom } from './room.js';

test('trees that are set where they do not fit are told, with the reason', async () => {
  const room = await makeRoom();
  await room.drop('millrace.toml', '');
  const env = { PATH: process.env['PATH'], HOME: room.state, MILLRACE_STATE_HOME: room.state };
  const context = { ...createContext({ workspace: room.workspace }), env, note() {} };
  const said = async (key: string, value: string): Promise<string> =>
    (await set(context, {}, key, value)).lines.join('\n');
  const unfit = /^Roots will work in the workspace, one at a time, until trees fit it: .*git/m;

  expect(await said('trees.mode', 'per_root')).toMatch(unfit);
  expect(readFileSync(join(room.workspace, 'millrace-agents', 'millrace.toml'), 'utf8')).toContain('per_root');
  expect(await said('trees.lanes', '2')).toMatch(unfit);
  expect(await said('checkpoints.keep_days', '3')).not.toMatch(unfit);
  expect((await unset(context, {}, 'trees.mode')).lines.join('\n')).not.toMatch(unfit);

  const me = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const git = (...args: string[]) => execFileSync('git', [...me, ...args], { cwd: room.workspace });
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'one');
  expect(await said('trees.mode', 'per_root')).not.toMatch(unfit);
});
